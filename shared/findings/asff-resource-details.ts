import * as z from 'zod/mini';
import type { VerdictResource } from '../controls/verdict.ts';
import { functionNetwork } from '../model/function-network.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { resourceId } from './resource-name.ts';

/**
 * What Security Hub shows of a resource
 * (https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resources.html). Undefined where the
 * format knows no details of the type or the resource was not read.
 */
export function asffResourceDetails(
  resource: VerdictResource,
  snapshot: Snapshot,
): object | undefined {
  switch (resource.type) {
    case 'AWS::Lambda::Function':
      return functionDetails(resource, snapshot);
    case 'AWS::EC2::VPC':
      return vpcDetails(resource, snapshot);
    case 'AWS::EC2::SecurityGroup':
      return groupDetails(resource, snapshot);
    case 'AWS::EC2::VPCEndpoint':
      return { Other: { VpcEndpointId: resourceId(resource) } };
    case 'AWS::IAM::Role':
    case 'AWS::IAM::User':
    case 'AWS::::Account':
      return undefined;
  }
}

function functionDetails(resource: VerdictResource, snapshot: Snapshot): object | undefined {
  const configuration = snapshot.get('Functions', resource.id);
  if (!configuration.known || configuration.value === undefined) return undefined;
  const { FunctionName, Version, Role, Runtime, LastModified } = configuration.value;
  const network = functionNetwork(snapshot, configuration.value);
  const attached = network.source === 'NONE' ? undefined : network;
  return {
    AwsLambdaFunction: {
      FunctionName,
      Version,
      ...(Role !== undefined && { Role }),
      ...(Runtime !== undefined && { Runtime }),
      ...(LastModified !== undefined && { LastModified }),
      ...(attached?.subnetIds.known === true && {
        VpcConfig: {
          SubnetIds: attached.subnetIds.value,
          ...(attached.securityGroupIds.known && {
            SecurityGroupIds: attached.securityGroupIds.value,
          }),
          ...(attached.vpcId !== undefined && { VpcId: attached.vpcId }),
        },
      }),
    },
  };
}

function vpcDetails(resource: VerdictResource, snapshot: Snapshot): object | undefined {
  const vpc = snapshot.get('Vpcs', resourceId(resource));
  if (!vpc.known || vpc.value === undefined) return undefined;
  const { CidrBlockAssociationSet, DhcpOptionsId } = vpc.value;
  return {
    AwsEc2Vpc: {
      ...(CidrBlockAssociationSet && {
        CidrBlockAssociationSet: CidrBlockAssociationSet.map(({ CidrBlock, CidrBlockState }) => ({
          CidrBlock,
          ...(CidrBlockState && { CidrBlockState: CidrBlockState.State }),
        })),
      }),
      ...(DhcpOptionsId !== undefined && { DhcpOptionsId }),
    },
  };
}

function groupDetails(resource: VerdictResource, snapshot: Snapshot): object | undefined {
  const group = snapshot.get('SecurityGroups', resourceId(resource));
  if (!group.known || group.value === undefined) return undefined;
  const { GroupId, GroupName, OwnerId, VpcId } = group.value;
  return {
    AwsEc2SecurityGroup: {
      GroupId,
      ...(GroupName !== undefined && { GroupName }),
      ...(OwnerId !== undefined && { OwnerId }),
      ...(VpcId !== undefined && { VpcId }),
    },
  };
}

/** The network of a function. */
export interface DetailedNetwork {
  readonly vpcId?: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

const withNetwork = z.object({
  AwsLambdaFunction: z.object({
    VpcConfig: z.object({
      VpcId: z.optional(z.string()),
      SubnetIds: z._default(z.array(z.string()), []),
      SecurityGroupIds: z._default(z.array(z.string()), []),
    }),
  }),
});

/** The network that details of a function name; empty where they name none. */
export function networkInDetails(details: object | undefined): DetailedNetwork {
  const parsed = withNetwork.safeParse(details);
  if (!parsed.success) return { subnetIds: [], securityGroupIds: [] };
  const { VpcId, SubnetIds, SecurityGroupIds } = parsed.data.AwsLambdaFunction.VpcConfig;
  return {
    ...(VpcId !== undefined && { vpcId: VpcId }),
    subnetIds: SubnetIds,
    securityGroupIds: SecurityGroupIds,
  };
}
