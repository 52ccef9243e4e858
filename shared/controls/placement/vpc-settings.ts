import { known, unknown } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import { capacityProviderArn } from '../../model/function-network.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { AttachedFunctionTarget, FunctionTarget } from '../target.ts';
import { functionSubnets, undecidedSubnets } from './function-subnets.ts';

/** The resource that carries a function's VPC settings: itself, or its capacity provider. */
export function settingsOwner({ configuration, network }: FunctionTarget): string {
  const providerArn =
    network.source === 'CAPACITY_PROVIDER' ? capacityProviderArn(configuration) : undefined;
  return providerArn ?? configuration.FunctionArn;
}

/**
 * The VPC of an attached function. It follows from the subnets, so it is unknown with the reason for
 * which they are, where Lambda's own answer does not name the VPC either.
 */
export function attachedVpc(snapshot: Snapshot, target: AttachedFunctionTarget): Fact<string> {
  if (target.vpcId !== undefined) return known(target.vpcId);
  const [reason] = undecidedSubnets(functionSubnets(snapshot, target));
  return reason ?? unknown({ kind: 'opaque', detail: 'the subnets of the function name no VPC' });
}

/**
 * The fix where a function's own VpcConfig has nothing to change: the network of a capacity provider
 * is given at its creation and stays
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-capacity-providers.html).
 */
export function settingsRemediation({ network }: FunctionTarget): { remediation?: string } {
  return network.source === 'CAPACITY_PROVIDER'
    ? {
        remediation:
          'Create a capacity provider with the right subnets and security groups and move the ' +
          'function to it: the network of an existing capacity provider cannot be changed.',
      }
    : {};
}
