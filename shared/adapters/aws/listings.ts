import * as ec2 from '@aws-sdk/client-ec2';
import { listingStep } from './listing-step.ts';
import type { Listing } from './listing-step.ts';
import type { PartClients } from './part-clients.ts';

/**
 * The listings of EC2: another collection is one more entry. Page sizes are the largest that
 * EC2 takes for the call; without one it would build the whole answer at once
 * (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-pagination.html).
 */
export const NETWORK_LISTINGS: readonly Listing<Pick<PartClients, 'ec2'>>[] = [
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
    // EC2 filters them by tag only.
    collection: 'EgressOnlyInternetGateways',
    page: async (clients, NextToken) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeEgressOnlyInternetGatewaysCommand({ NextToken, MaxResults: 255 }),
      );
      return { items: answer.EgressOnlyInternetGateways, next: answer.NextToken };
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
    collection: 'SecurityGroupVpcAssociations',
    page: async (clients, NextToken) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeSecurityGroupVpcAssociationsCommand({ NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.SecurityGroupVpcAssociations, next: answer.NextToken };
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
  {
    collection: 'ServiceDetails',
    page: async (clients, NextToken) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeVpcEndpointServicesCommand({ NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.ServiceDetails, next: answer.NextToken };
    },
  },
  {
    collection: 'VpcPeeringConnections',
    page: async (clients, NextToken) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeVpcPeeringConnectionsCommand({ NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.VpcPeeringConnections, next: answer.NextToken };
    },
  },
  {
    collection: 'AvailabilityZones',
    page: async (clients) => {
      // Zones that the account has not opted in to are left out by default.
      const answer = await clients.ec2.send(
        new ec2.DescribeAvailabilityZonesCommand({ AllAvailabilityZones: true }),
      );
      return { items: answer.AvailabilityZones };
    },
  },
  {
    collection: 'DhcpOptions',
    page: async (clients, NextToken) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeDhcpOptionsCommand({ NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.DhcpOptions, next: answer.NextToken };
    },
  },
  {
    collection: 'VpcBlockPublicAccessOptions',
    page: async (clients) => {
      const answer = await clients.ec2.send(new ec2.DescribeVpcBlockPublicAccessOptionsCommand());
      const options = answer.VpcBlockPublicAccessOptions;
      return { items: options === undefined ? [] : [options] };
    },
  },
  {
    collection: 'VpcBlockPublicAccessExclusions',
    page: async (clients, NextToken) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeVpcBlockPublicAccessExclusionsCommand({ NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.VpcBlockPublicAccessExclusions, next: answer.NextToken };
    },
  },
];

/** Reads every listing of EC2. */
export const readListings = listingStep('network listings', NETWORK_LISTINGS);
