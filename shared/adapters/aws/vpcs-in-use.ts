import type { PartContext } from './read-context.ts';

/**
 * The VPCs that hold functions or endpoints, for calls that take one VPC at a time. The VPC that Lambda
 * names counts only where the subnet was not read: it is an answer and no fact to rely on.
 */
export function vpcsInUse({ reading }: PartContext): readonly string[] {
  const vpcOfSubnet = new Map(
    reading.items('Subnets').map((subnet) => [subnet.SubnetId, subnet.VpcId]),
  );
  const vpcIds = [
    ...reading
      .items('Functions')
      .flatMap(({ VpcConfig }) =>
        (VpcConfig?.SubnetIds ?? []).map((id) => vpcOfSubnet.get(id) ?? VpcConfig?.VpcId),
      ),
    ...reading
      .items('CapacityProviders')
      .flatMap(({ VpcConfig }) => VpcConfig?.SubnetIds ?? [])
      .map((id) => vpcOfSubnet.get(id)),
    ...reading.items('VpcEndpoints').map((endpoint) => endpoint.VpcId),
  ];
  return [...new Set(vpcIds.filter((id) => id !== undefined))].filter((id) => id !== '');
}
