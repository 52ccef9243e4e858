import * as ec2 from '@aws-sdk/client-ec2';
import { listingStep } from './listing-step.ts';
import type { Listing } from './listing-step.ts';

/**
 * The listings of EC2: another collection is one more entry. Page sizes are the largest that
 * EC2 takes for the call; without one it would build the whole answer at once
 * (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-pagination.html).
 */
const LISTINGS: readonly Listing[] = [
  {
    collection: 'Vpcs',
    page: async (clients, NextToken) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeVpcsCommand({ NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.Vpcs, next: answer.NextToken };
    },
  },
  {
    collection: 'Subnets',
    page: async (clients, NextToken) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeSubnetsCommand({ NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.Subnets, next: answer.NextToken };
    },
  },
  {
    collection: 'RouteTables',
    page: async (clients, NextToken) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeRouteTablesCommand({ NextToken, MaxResults: 100 }),
      );
      return { items: answer.RouteTables, next: answer.NextToken };
    },
  },
  {
    collection: 'NatGateways',
    page: async (clients, NextToken) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeNatGatewaysCommand({ NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.NatGateways, next: answer.NextToken };
    },
  },
  {
    collection: 'InternetGateways',
    page: async (clients, NextToken) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeInternetGatewaysCommand({ NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.InternetGateways, next: answer.NextToken };
    },
  },
  {
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
    page: async (clients, NextToken) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeSecurityGroupsCommand({ NextToken, MaxResults: 1_000 }),
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
    page: async (clients, NextToken) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeNetworkAclsCommand({ NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.NetworkAcls, next: answer.NextToken };
    },
  },
  {
    collection: 'NetworkInterfaces',
    page: async (clients, NextToken) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeNetworkInterfacesCommand({ NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.NetworkInterfaces, next: answer.NextToken };
    },
  },
  {
    collection: 'VpcEndpoints',
    page: async (clients, NextToken) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeVpcEndpointsCommand({ NextToken, MaxResults: 1_000 }),
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
export const readListings = listingStep('network listings', LISTINGS);
