import * as ec2 from '@aws-sdk/client-ec2';
import type { Listing } from './listing-step.ts';
import type { PartClients } from './part-clients.ts';

/**
 * What EC2 knows of a region beside its VPCs: another collection is one more entry. Page sizes are the
 * largest that EC2 takes for the call.
 */
export const REGION_LISTINGS: readonly Listing<Pick<PartClients, 'ec2'>>[] = [
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
    collection: 'ServiceDetails',
    page: async (clients, NextToken) => {
      const answer = await clients.ec2.send(
        new ec2.DescribeVpcEndpointServicesCommand({ NextToken, MaxResults: 1_000 }),
      );
      return { items: answer.ServiceDetails, next: answer.NextToken };
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
