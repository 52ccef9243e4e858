import { unknown } from '../model/fact.ts';
import type { Unknown } from '../model/fact.ts';
import { functionNetwork } from '../model/function-network.ts';
import type { AttachedNetwork } from '../model/function-network.ts';
import { functionVersions } from '../model/function-versions.ts';
import type { FunctionConfiguration } from '../model/lambda.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { VpcTarget } from './target.ts';

/**
 * Whether functions are attached to the VPC by their own VpcConfig, so that Lambda makes network
 * interfaces for them there. Managed instances have interfaces of their own. Where none was seen and
 * there may be one, the reason.
 */
export function hasFunctionInterfaces(snapshot: Snapshot, target: VpcTarget): boolean | Unknown {
  if (target.functions.some(({ network }) => network.source === 'FUNCTION')) return true;
  return unplacedFunctions(snapshot, 'FUNCTION') ?? false;
}

/**
 * Why a VPC may have functions beside those that were found in it: not all functions were read, or one is
 * attached to a VPC that is not known. Such a function may be in any of them.
 *
 * @param source only functions whose network settings come from there
 */
export function unplacedFunctions(
  snapshot: Snapshot,
  source?: AttachedNetwork['source'],
): Unknown | undefined {
  const all = snapshot.all('Functions');
  if (!all.known) return all;
  return unplaced(snapshot).find((one) => source === undefined || one.source === source)?.doubt;
}

interface UnplacedFunction {
  readonly source: AttachedNetwork['source'];
  readonly doubt: Unknown;
}

const unplaced = oncePerSnapshot((snapshot): readonly UnplacedFunction[] =>
  [...functionVersions(snapshot).values()].flatMap(({ latest, published }) =>
    (latest ? [latest, ...published] : published).flatMap((one) => unplacedIn(snapshot, one)),
  ),
);

function unplacedIn(
  snapshot: Snapshot,
  configuration: FunctionConfiguration,
): readonly UnplacedFunction[] {
  const network = functionNetwork(snapshot, configuration);
  if (network.source === 'NONE' || network.vpcId !== undefined) return [];
  const { source, subnetIds } = network;
  if (!subnetIds.known) return [{ source, doubt: subnetIds }];
  const unread = subnetIds.value
    .map((id) => snapshot.get('Subnets', id))
    .find((subnet) => !subnet.known);
  const detail = `the VPC of ${configuration.FunctionName} is not known: none of its subnets exists any more`;
  return [
    { source, doubt: unread?.known === false ? unread : unknown({ kind: 'opaque', detail }) },
  ];
}
