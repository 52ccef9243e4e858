import * as ec2 from '@aws-sdk/client-ec2';
import { reasonText } from '../../model/fact.ts';
import type { Unknown } from '../../model/fact.ts';
import { allPages } from './pages.ts';
import type { Page } from './pages.ts';
import type { PartClients } from './part-clients.ts';
import type { PartContext } from './read-context.ts';
import { portionsOf } from './portions.ts';
import { FILTER_VALUES } from './listing-step.ts';

/** An id that was found, and the VPCs it belongs to. */
type Located = readonly [id: string | undefined, vpcIds: readonly (string | undefined)[]];

/** How ids of one prefix are asked for. */
interface Locator {
  readonly prefix: string;
  readonly action: string;
  /** By id and not by filter, which not every emulator has: one that is missing fails the call. */
  readonly oneByOne?: true;
  readonly page: (
    client: PartClients['ec2'],
    ids: readonly string[],
    NextToken: string | undefined,
  ) => Promise<Page<Located>>;
}

/** Filters, and not lists of ids: what does not exist is then left out instead of failing the call. */
function by(Name: string, ids: readonly string[]): ec2.Filter[] {
  return [{ Name, Values: [...ids] }];
}

/** An interface tells where an instance or an address is, so that one permission serves three questions. */
function interfaces(
  prefix: string,
  filter: string,
  idOf: (networkInterface: ec2.NetworkInterface) => string | undefined,
): Locator {
  return {
    prefix,
    action: 'ec2:DescribeNetworkInterfaces',
    page: async (client, ids, NextToken) => {
      const answer = await client.send(
        new ec2.DescribeNetworkInterfacesCommand({ Filters: by(filter, ids), NextToken }),
      );
      return {
        items: answer.NetworkInterfaces?.map((one) => [idOf(one), [one.VpcId]]),
        next: answer.NextToken,
      };
    },
  };
}

const LOCATORS: readonly Locator[] = [
  {
    prefix: 'vpc',
    action: 'ec2:DescribeVpcs',
    page: async (client, ids, NextToken) => {
      const answer = await client.send(
        new ec2.DescribeVpcsCommand({ Filters: by('vpc-id', ids), NextToken }),
      );
      return { items: answer.Vpcs?.map((one) => [one.VpcId, [one.VpcId]]), next: answer.NextToken };
    },
  },
  {
    prefix: 'dopt',
    action: 'ec2:DescribeVpcs',
    page: async (client, ids, NextToken) => {
      const answer = await client.send(
        new ec2.DescribeVpcsCommand({ Filters: by('dhcp-options-id', ids), NextToken }),
      );
      return {
        items: answer.Vpcs?.map((one) => [one.DhcpOptionsId, [one.VpcId]]),
        next: answer.NextToken,
      };
    },
  },
  {
    prefix: 'subnet',
    action: 'ec2:DescribeSubnets',
    page: async (client, ids, NextToken) => {
      const answer = await client.send(
        new ec2.DescribeSubnetsCommand({ Filters: by('subnet-id', ids), NextToken }),
      );
      return {
        items: answer.Subnets?.map((one) => [one.SubnetId, [one.VpcId]]),
        next: answer.NextToken,
      };
    },
  },
  {
    prefix: 'rtb',
    action: 'ec2:DescribeRouteTables',
    page: async (client, ids, NextToken) => {
      const answer = await client.send(
        new ec2.DescribeRouteTablesCommand({ Filters: by('route-table-id', ids), NextToken }),
      );
      return {
        items: answer.RouteTables?.map((one) => [one.RouteTableId, [one.VpcId]]),
        next: answer.NextToken,
      };
    },
  },
  {
    prefix: 'rtbassoc',
    action: 'ec2:DescribeRouteTables',
    page: async (client, ids, NextToken) => {
      const filter = 'association.route-table-association-id';
      const answer = await client.send(
        new ec2.DescribeRouteTablesCommand({ Filters: by(filter, ids), NextToken }),
      );
      return {
        items: answer.RouteTables?.flatMap(({ Associations = [], VpcId }) =>
          Associations.map((one): Located => [one.RouteTableAssociationId, [VpcId]]),
        ),
        next: answer.NextToken,
      };
    },
  },
  {
    prefix: 'sg',
    action: 'ec2:DescribeSecurityGroups',
    page: async (client, ids, NextToken) => {
      const answer = await client.send(
        new ec2.DescribeSecurityGroupsCommand({ Filters: by('group-id', ids), NextToken }),
      );
      return {
        items: answer.SecurityGroups?.map((one) => [one.GroupId, [one.VpcId]]),
        next: answer.NextToken,
      };
    },
  },
  {
    prefix: 'acl',
    action: 'ec2:DescribeNetworkAcls',
    oneByOne: true,
    page: async (client, ids, NextToken) => {
      const answer = await client.send(
        new ec2.DescribeNetworkAclsCommand({ NetworkAclIds: [...ids], NextToken }),
      );
      return {
        items: answer.NetworkAcls?.map((one) => [one.NetworkAclId, [one.VpcId]]),
        next: answer.NextToken,
      };
    },
  },
  {
    prefix: 'aclassoc',
    action: 'ec2:DescribeNetworkAcls',
    page: async (client, ids, NextToken) => {
      const filter = 'association.association-id';
      const answer = await client.send(
        new ec2.DescribeNetworkAclsCommand({ Filters: by(filter, ids), NextToken }),
      );
      return {
        items: answer.NetworkAcls?.flatMap(({ Associations = [], VpcId }) =>
          Associations.map((one): Located => [one.NetworkAclAssociationId, [VpcId]]),
        ),
        next: answer.NextToken,
      };
    },
  },
  {
    prefix: 'nat',
    action: 'ec2:DescribeNatGateways',
    page: async (client, ids, NextToken) => {
      const answer = await client.send(
        new ec2.DescribeNatGatewaysCommand({ Filter: by('nat-gateway-id', ids), NextToken }),
      );
      return {
        items: answer.NatGateways?.map((one) => [one.NatGatewayId, [one.VpcId]]),
        next: answer.NextToken,
      };
    },
  },
  {
    prefix: 'vpce',
    action: 'ec2:DescribeVpcEndpoints',
    oneByOne: true,
    page: async (client, ids, NextToken) => {
      const answer = await client.send(
        new ec2.DescribeVpcEndpointsCommand({ VpcEndpointIds: [...ids], NextToken }),
      );
      return {
        items: answer.VpcEndpoints?.map((one) => [one.VpcEndpointId, [one.VpcId]]),
        next: answer.NextToken,
      };
    },
  },
  {
    prefix: 'pcx',
    action: 'ec2:DescribeVpcPeeringConnections',
    page: async (client, ids, NextToken) => {
      const filter = 'vpc-peering-connection-id';
      const answer = await client.send(
        new ec2.DescribeVpcPeeringConnectionsCommand({ Filters: by(filter, ids), NextToken }),
      );
      return {
        items: answer.VpcPeeringConnections?.map((one) => [
          one.VpcPeeringConnectionId,
          [one.RequesterVpcInfo?.VpcId, one.AccepterVpcInfo?.VpcId],
        ]),
        next: answer.NextToken,
      };
    },
  },
  {
    prefix: 'igw',
    action: 'ec2:DescribeInternetGateways',
    page: async (client, ids, NextToken) => {
      const filter = 'internet-gateway-id';
      const answer = await client.send(
        new ec2.DescribeInternetGatewaysCommand({ Filters: by(filter, ids), NextToken }),
      );
      return {
        items: answer.InternetGateways?.map((one) => [
          one.InternetGatewayId,
          (one.Attachments ?? []).map(({ VpcId }) => VpcId),
        ]),
        next: answer.NextToken,
      };
    },
  },
  {
    prefix: 'eigw',
    action: 'ec2:DescribeEgressOnlyInternetGateways',
    // There is no filter for them, and few of them.
    page: async (client, _, NextToken) => {
      const answer = await client.send(
        new ec2.DescribeEgressOnlyInternetGatewaysCommand({ NextToken, MaxResults: 255 }),
      );
      return {
        items: answer.EgressOnlyInternetGateways?.map((one) => [
          one.EgressOnlyInternetGatewayId,
          (one.Attachments ?? []).map(({ VpcId }) => VpcId),
        ]),
        next: answer.NextToken,
      };
    },
  },
  interfaces('eni', 'network-interface-id', (one) => one.NetworkInterfaceId),
  interfaces('eni-attach', 'attachment.attachment-id', (one) => one.Attachment?.AttachmentId),
  interfaces('i', 'attachment.instance-id', (one) => one.Attachment?.InstanceId),
  interfaces('eipalloc', 'association.allocation-id', (one) => one.Association?.AllocationId),
  interfaces('eipassoc', 'association.association-id', (one) => one.Association?.AssociationId),
];

/** EC2 did not answer where something is, so that nobody can say what else depends on it. */
class LocatingFailedError extends Error {
  override readonly name = 'LocatingFailedError';
}

/** What EC2 told, and why it told no more where a call failed. */
export interface LocatedIds {
  readonly vpcsOf: ReadonlyMap<string, readonly string[]>;
  readonly failed: Unknown | undefined;
}

/**
 * The VPCs of the ids, mostly one call for each kind of id. What does not exist or may not be asked for
 * is left out. Rejects where a call failed: what is left out passes for what nobody audits.
 */
export async function locateIds(
  context: PartContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { vpcsOf, failed } = await askForIds(context, ids);
  if (failed !== undefined) throw new LocatingFailedError(reasonText(failed.reason));
  return vpcsOf;
}

/** The same for those who can do without. */
export async function askForIds(
  { clients, inFlight }: PartContext,
  ids: readonly string[],
): Promise<LocatedIds> {
  const wanted = new Set(ids);
  const asked = LOCATORS.flatMap((locator) => {
    const own = [...wanted].filter((id) => prefixOf(id) === locator.prefix);
    const size = locator.oneByOne === true ? 1 : FILTER_VALUES;
    return portionsOf(own, size).map((portion) => ({ ...locator, portion }));
  });
  const answers = await Promise.all(
    asked.map(({ action, page, portion }) =>
      inFlight(() =>
        allPages(
          action,
          (token) => page(clients.ec2, portion, token),
          () => ({ items: [] }),
        ),
      ),
    ),
  );
  const vpcsOf = new Map<string, readonly string[]>();
  for (const [id, vpcIds] of answers.flatMap(({ items }) => items)) {
    const known = vpcIds.filter((vpcId) => vpcId !== undefined);
    if (id !== undefined && wanted.has(id) && known.length > 0) vpcsOf.set(id, known);
  }
  const gaps = answers.map(({ gap }) => gap).filter((gap) => gap !== undefined);
  return { vpcsOf, failed: gaps.find(({ reason }) => reason.kind !== 'denied') };
}

function prefixOf(id: string): string {
  return id.slice(0, id.lastIndexOf('-'));
}
