import { functionSubnetFreeIps } from '../../../shared/controls/placement/function-subnet-free-ips.ts';
import { aFunction, aSubnet, SUBNETS } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';

const second = (fields: Record<string, unknown>) => ({
  collections: { Subnets: [aSubnet(), aSubnet({ SubnetId: SUBNETS[1], ...fields })] },
});
const free = (AvailableIpAddressCount: number) => second({ AvailableIpAddressCount });

controlTable(functionSubnetFreeIps, [
  {
    name: 'passes subnets with enough addresses',
    status: 'PASSED',
    messages: ['enough'],
    evidence: ['subnet-0a AvailableIpAddressCount 250'],
  },
  {
    name: 'fails one full subnet of two',
    given: free(0),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['none'],
    evidence: ['subnet-0b AvailableIpAddressCount 0'],
  },
  {
    name: 'fails a subnet with few addresses',
    given: free(7),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['few'],
    evidence: ['subnet-0b AvailableIpAddressCount 7'],
  },
  {
    name: "takes the count as it is: it is already without AWS's five addresses",
    given: free(8),
    status: 'PASSED',
  },
  {
    name: 'measures the share of the usable addresses and not of the block',
    given: {
      collections: {
        Subnets: [
          aSubnet({ AvailableIpAddressCount: 11, CidrBlock: '10.0.0.0/28' }),
          aSubnet({
            SubnetId: SUBNETS[1],
            AvailableIpAddressCount: 11,
            CidrBlock: '10.0.1.0/28',
          }),
        ],
      },
    },
    parameters: { minFreePercent: 100 },
    status: 'PASSED',
  },
  {
    name: 'fails a large subnet with a small free share',
    given: second({ AvailableIpAddressCount: 100, CidrBlock: '10.0.64.0/20' }),
    parameters: { minFreePercent: 10 },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['fewPercent'],
    evidence: ['subnet-0b AvailableIpAddressCount 100'],
  },
  {
    name: 'counts by its parameter',
    given: free(1),
    parameters: { minFree: 1 },
    status: 'PASSED',
  },
  {
    name: 'passes over a subnet with IPv6 only, whose count says nothing',
    given: second({ AvailableIpAddressCount: 0, Ipv6Native: true }),
    status: 'PASSED',
    messages: ['enough', 'skipped'],
  },
  {
    name: 'does not apply where every subnet has IPv6 only',
    given: {
      collections: {
        Subnets: SUBNETS.map((SubnetId) => aSubnet({ SubnetId, Ipv6Native: true })),
      },
    },
    status: 'NOT_APPLICABLE',
    messages: ['ipv6Only'],
  },
  {
    name: 'does not apply to an unattached function',
    given: { collections: { Functions: [aFunction({ VpcConfig: undefined })] } },
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
  {
    name: 'is unknown where the count is missing',
    given: second({ AvailableIpAddressCount: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSubnets',
  },
  {
    name: 'fails a full subnet though the other was not read',
    given: { collections: { Subnets: [aSubnet({ AvailableIpAddressCount: 0 })] } },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['none'],
    evidence: ['subnet-0a AvailableIpAddressCount 0'],
  },
]);
