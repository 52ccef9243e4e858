import * as z from 'zod/mini';
import type { VerdictResource } from '../controls/verdict.ts';
import { tagValue } from '../model/ec2.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { oneLine } from './limit-text.ts';

/** A resource's own id: `orders`, `orders:7`, `vpc-0a1b`, `role/path/name`; for the account its number. */
export function resourceId({ type, id }: VerdictResource): string {
  const parts = id.split(':');
  switch (type) {
    case 'AWS::Lambda::Function':
      return parts.slice(6).join(':');
    case 'AWS::EC2::VPC':
    case 'AWS::EC2::VPCEndpoint':
    case 'AWS::EC2::SecurityGroup':
      return id.slice(id.lastIndexOf('/') + 1);
    case 'AWS::IAM::Role':
    case 'AWS::IAM::User':
      return parts.slice(5).join(':');
    case 'AWS::::Account':
      return parts.at(-1) ?? id;
  }
}

/** What the owner calls it: a group's name, the `Name` tag of a VPC or an endpoint. */
export function givenName(resource: VerdictResource, snapshot: Snapshot): string | undefined {
  const id = resourceId(resource);
  switch (resource.type) {
    case 'AWS::EC2::VPC': {
      const vpc = snapshot.get('Vpcs', id);
      return vpc.known ? tagValue(vpc.value?.Tags, 'Name') : undefined;
    }
    case 'AWS::EC2::VPCEndpoint': {
      const endpoint = snapshot.get('VpcEndpoints', id);
      return endpoint.known ? tagValue(endpoint.value?.Tags, 'Name') : undefined;
    }
    case 'AWS::EC2::SecurityGroup': {
      const group = snapshot.get('SecurityGroups', id);
      return group.known ? group.value?.GroupName : undefined;
    }
    case 'AWS::Lambda::Function':
    case 'AWS::IAM::Role':
    case 'AWS::IAM::User':
    case 'AWS::::Account':
      return undefined;
  }
}

const withGroupName = z.object({ AwsEc2SecurityGroup: z.object({ GroupName: z.string() }) });

/**
 * What a resource is called where no snapshot is at hand: its id, with the name that its details give.
 *
 * @param details what Security Hub shows of it
 */
export function resourceName(resource: VerdictResource, details?: object): string {
  const named = withGroupName.safeParse(details);
  const id = resourceId(resource);
  return named.success ? `${id} (${oneLine(named.data.AwsEc2SecurityGroup.GroupName)})` : id;
}

/** The plural and singular by which people call resources of a type. */
export function resourceNoun({ type }: Pick<VerdictResource, 'type'>, count: number): string {
  const [one, many] = NOUNS[type];
  return count === 1 ? one : many;
}

const NOUNS: Readonly<Record<VerdictResource['type'], readonly [one: string, many: string]>> = {
  'AWS::Lambda::Function': ['function', 'functions'],
  'AWS::EC2::VPC': ['VPC', 'VPCs'],
  'AWS::EC2::VPCEndpoint': ['VPC endpoint', 'VPC endpoints'],
  'AWS::EC2::SecurityGroup': ['security group', 'security groups'],
  'AWS::IAM::Role': ['role', 'roles'],
  'AWS::IAM::User': ['user', 'users'],
  'AWS::::Account': ['account', 'accounts'],
};
