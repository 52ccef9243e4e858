import type { Item } from '../../shared/model/collections.ts';
import { aSecurityGroup, item } from '../builders/snapshot.ts';
import { allTo, cidr, FUNCTION_SUBNET, openGroup, OTHER_SUBNET, source } from './two-subnet-vpc.ts';
import type { ServiceQuestion } from '../../shared/network/service-path.ts';

type Loose = Readonly<Record<string, unknown>>;

export const SQS = { service: 'sqs', region: 'us-east-1' } as const;
export const SQS_HOST = 'sqs.us-east-1.amazonaws.com';
export const ENDPOINT_NAME = 'vpce-1-abc.sqs.us-east-1.vpce.amazonaws.com';

/** A healthy interface endpoint for SQS in both of the function's subnets. */
export function anEndpoint(fields: Loose = {}): Item<'VpcEndpoints'> {
  return item('VpcEndpoints', {
    VpcEndpointId: 'vpce-1',
    VpcId: 'vpc-0a',
    VpcEndpointType: 'Interface',
    ServiceName: 'com.amazonaws.us-east-1.sqs',
    State: 'available',
    SubnetIds: [FUNCTION_SUBNET, OTHER_SUBNET],
    Groups: [{ GroupId: 'sg-vpce' }],
    PrivateDnsEnabled: true,
    DnsEntries: [{ DnsName: ENDPOINT_NAME }],
    NetworkInterfaceIds: ['eni-vpce'],
    ...fields,
  });
}

export const endpointInterface = item('NetworkInterfaces', {
  NetworkInterfaceId: 'eni-vpce',
  VpcId: 'vpc-0a',
  PrivateIpAddress: '10.0.0.40',
});

export const openGroups = [
  openGroup(),
  aSecurityGroup({ GroupId: 'sg-vpce', IpPermissions: [allTo('10.0.0.0/16')] }),
];

/** A private hosted zone of the default VPC with its records. */
export function aZone(Name: string, ...records: readonly Loose[]) {
  return {
    HostedZoneSummaries: [
      item('HostedZoneSummaries', { HostedZoneId: 'Z1', Name, VPCId: 'vpc-0a' }),
    ],
    ResourceRecordSets: records.map((one) =>
      item('ResourceRecordSets', { HostedZoneId: 'Z1', ...one }),
    ),
  };
}

export function serviceQuestion(fields: Partial<ServiceQuestion> = {}): ServiceQuestion {
  return {
    source: source(),
    service: SQS,
    references: [],
    ipv6Allowed: false,
    probes: [cidr('1.1.1.1')],
    settings: { trustedIndirectTargets: [] },
    ...fields,
  };
}
