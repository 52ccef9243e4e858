import { unitKey } from '../../../events/audit-unit.ts';
import type { AuditUnit } from '../../../events/audit-unit.ts';
import { parseArn } from '../../../model/arn.ts';
import type { RegionTopic } from '../../../ports/region-facts.ts';
import { roleName } from '../../role-name.ts';

/** Where everything stands in the table; docs/architecture.md shows it at a glance. */

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** All functions of a region. */
export function functionsOf(region: string): string {
  return `functions/${region}`;
}

export function functionKey(functionArn: string): Key {
  return { pk: functionsOf(regionOf(functionArn)), sk: functionArn };
}

export function regionOf(functionArn: string): string {
  return parseArn(functionArn)?.region ?? '';
}

/** Copies of the functions that have a version in the VPC. */
export function functionsInVpc(region: string, vpcId: string): string {
  return `vpc/${region}/${vpcId}`;
}

export function functionsWithRole(roleArn: string): string {
  return `role-functions/${roleArn}`;
}

export function functionsWithCapacityProvider(capacityProviderArn: string): string {
  return `capacity-provider-functions/${capacityProviderArn}`;
}

/** IAM has one role of a name in an account, whatever its path. */
export function namedRoleKey(name: string): Key {
  return { pk: `role/${name}`, sk: 'role' };
}

export function roleKey(roleArn: string): Key {
  return namedRoleKey(roleName(roleArn));
}

export function rolesWithPolicy(policyArn: string): string {
  return `policy-roles/${policyArn}`;
}

export function factsOf(region: string): string {
  return `facts/${region}`;
}

export function topicKey(region: string, topic: RegionTopic): Key {
  return { pk: factsOf(region), sk: topic };
}

export function networkOf(region: string): string {
  return `network/${region}`;
}

export function vpcKey(region: string, vpcId: string): Key {
  return { pk: networkOf(region), sk: vpcId };
}

export function claimKey(unit: AuditUnit): Key {
  return { pk: `unit/${unitKey(unit)}`, sk: 'claim' };
}

export function settlingKey(unit: AuditUnit): Key {
  return { pk: `unit/${unitKey(unit)}`, sk: 'settling' };
}

export function findingsKey(resourceId: string): Key {
  return { pk: `findings/${resourceId}`, sk: 'findings' };
}

/** The sweep that is or was under way: there is one. */
export function sweepKey(): Key {
  return { pk: 'sweep', sk: 'run' };
}

/** What a sweep noted of a function's event source mappings. */
export function mappingsOf(sweepId: string, functionArn: string): string {
  return `sweep/${sweepId}/${functionArn}`;
}

export function mappingKey(sweepId: string, functionArn: string, uuid: string): Key {
  return { pk: mappingsOf(sweepId, functionArn), sk: uuid };
}

/** The pieces of documents that are too large for the item with the key. */
export function piecesOf({ pk, sk }: Key): string {
  return `pieces/${pk}/${sk}`;
}

/** For messages and as the key of a Map. */
export function keyText({ pk, sk }: Key): string {
  return `${pk} ${sk}`;
}
