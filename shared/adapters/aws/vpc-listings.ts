import * as ec2 from '@aws-sdk/client-ec2';
import type { Listing } from './listing-step.ts';
import type { PartClients } from './part-clients.ts';

/** A listing that EC2 narrows to VPCs. */
export interface VpcListing extends Listing<Pick<PartClients, 'ec2'>> {
  /** EC2's filter by the id of the VPC. */
  readonly vpcFilter: 'vpc-id' | 'attachment.vpc-id';
}

/**
 * What is in VPCs: another collection is one more entry. Page sizes are the largest that EC2 takes for
 * the call; without one it would build the whole answer at once
 * (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-pagination.html).
 */
export const VPC_LISTINGS: readonly VpcListing[] = [
  {
    collection: 'Vpcs',
    vpcFilter: 'vpc-id',
    page: async (clients, NextToken, Filters) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeVpcsCommand({ Filters, NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.Vpcs, next: answer.NextToken };
    },
  },
  {
    collection: 'Subnets',
    vpcFilter: 'vpc-id',
    page: async (clients, NextToken, Filters) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeSubnetsCommand({ Filters, NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.Subnets, next: answer.NextToken };
    },
  },
  {
    collection: 'RouteTables',
    vpcFilter: 'vpc-id',
    page: async (clients, NextToken, Filters) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeRouteTablesCommand({ Filters, NextToken, MaxResults: 100 }),
      );
      return { items: answer.RouteTables, next: answer.NextToken };
    },
  },
  {
    collection: 'NatGateways',
    vpcFilter: 'vpc-id',
    page: async (clients, NextToken, Filters) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeNatGatewaysCommand({ Filter: Filters, NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.NatGateways, next: answer.NextToken };
    },
  },
  {
    collection: 'InternetGateways',
    vpcFilter: 'attachment.vpc-id',
    page: async (clients, NextToken, Filters) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeInternetGatewaysCommand({ Filters, NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.InternetGateways, next: answer.NextToken };
    },
  },
  {
    collection: 'SecurityGroups',
    vpcFilter: 'vpc-id',
    page: async (clients, NextToken, Filters) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeSecurityGroupsCommand({ Filters, NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.SecurityGroups, next: answer.NextToken };
    },
  },
  {
    collection: 'NetworkAcls',
    vpcFilter: 'vpc-id',
    page: async (clients, NextToken, Filters) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeNetworkAclsCommand({ Filters, NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.NetworkAcls, next: answer.NextToken };
    },
  },
  {
    collection: 'NetworkInterfaces',
    vpcFilter: 'vpc-id',
    page: async (clients, NextToken, Filters) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeNetworkInterfacesCommand({ Filters, NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.NetworkInterfaces, next: answer.NextToken };
    },
  },
  {
    collection: 'VpcEndpoints',
    vpcFilter: 'vpc-id',
    page: async (clients, NextToken, Filters) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeVpcEndpointsCommand({ Filters, NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.VpcEndpoints, next: answer.NextToken };
    },
  },
];

/** EC2 filters egress-only internet gateways by tag alone: they are listed whole. */
export const EGRESS_ONLY_LISTING: Listing<Pick<PartClients, 'ec2'>> = {
  collection: 'EgressOnlyInternetGateways',
  page: async (clients, NextToken) => {
    const answer = await clients.ec2.send(
      new ec2.DescribeEgressOnlyInternetGatewaysCommand({ NextToken, MaxResults: 255 }),
    );
    return { items: answer.EgressOnlyInternetGateways, next: answer.NextToken };
  },
};

/** Peering connections belong to two VPCs, which may be anywhere: they are listed whole. */
export const PEERING_LISTING: Listing<Pick<PartClients, 'ec2'>> = {
  collection: 'VpcPeeringConnections',
  page: async (clients, NextToken) => {
    const answer = await clients.ec2.send(
      new ec2.DescribeVpcPeeringConnectionsCommand({ NextToken, MaxResults: 1_000 }),
    );
    return { items: answer.VpcPeeringConnections, next: answer.NextToken };
  },
};
