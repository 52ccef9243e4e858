import type { Control } from '../controls/define-control.ts';
import type { Target } from '../controls/target.ts';
import type { VerdictResource } from '../controls/verdict.ts';
import type { Configuration } from '../engine/configuration.ts';
import { evaluate } from '../engine/evaluate.ts';
import type { Verdict } from '../engine/evaluate.ts';
import { unitKey } from '../events/audit-unit.ts';
import type { AuditUnit } from '../events/audit-unit.ts';
import type { UnitSnapshot } from './unit-snapshot.ts';

/** A resource of a unit, with the verdicts of every enabled control that is about it. */
export interface JudgedResource {
  readonly resource: VerdictResource;
  readonly verdicts: readonly Verdict[];
}

/**
 * Judges a unit's own resources; what was read around it is there for the controls to look at. A resource
 * that no control says anything of is among them, without a verdict.
 */
export function verdictsOfUnit(
  unit: AuditUnit,
  unitSnapshot: UnitSnapshot,
  configuration: Configuration,
  controls: readonly Control[],
): readonly JudgedResource[] {
  const own = unitKey(unit);
  const judged = new Map<string, { resource: VerdictResource; verdicts: Verdict[] }>();
  const target = (one: Target): boolean => {
    const { resource } = one;
    if (judged.has(resource.id)) return true;
    if (ownerOf(one, unitSnapshot) !== own) return false;
    judged.set(resource.id, { resource, verdicts: [] });
    return true;
  };
  const { snapshot } = unitSnapshot;
  for (const verdict of evaluate(snapshot, configuration, controls, { target }).verdicts) {
    judged.get(verdict.resource.id)?.verdicts.push(verdict);
  }
  return [...judged.values()];
}

/** The key of the one unit in which a resource is judged. */
function ownerOf(target: Target, { snapshot, functions }: UnitSnapshot): string {
  const { region } = snapshot;
  switch (target.kind) {
    case 'function': {
      const { functionArn } = target.versions;
      // A version outside any VPC is judged with those of its function that are in one.
      const vpcId = target.vpcId ?? functions.get(functionArn)?.vpcIds[0];
      return unitKey(
        vpcId === undefined
          ? { kind: 'function', region, functionArn }
          : { kind: 'vpc', region, vpcId },
      );
    }
    case 'vpc':
    case 'vpc-endpoint':
    case 'security-group':
      return unitKey({ kind: 'vpc', region, vpcId: target.vpcId ?? '' });
    case 'account':
    case 'principal':
      return unitKey({ kind: 'account', region });
  }
}
