import { functionZoneType } from '../../../shared/controls/placement/function-zone-type.ts';
import { aFunction, aSubnet, aZone, SUBNETS, zones } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';

const second = (fields: Record<string, unknown>) => [
  aSubnet(),
  aSubnet({ SubnetId: SUBNETS[1], ...fields }),
];
const OUTPOST = 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1';

controlTable(functionZoneType, [
  { name: 'passes ordinary subnets', status: 'PASSED', messages: ['ordinary'] },
  {
    name: 'fails a Local Zone and names its parent',
    given: {
      collections: {
        Subnets: second({
          AvailabilityZone: 'us-east-1-bos-1a',
          AvailabilityZoneId: 'use1-bos1-az1',
        }),
        AvailabilityZones: [
          ...zones(),
          aZone({
            ZoneName: 'us-east-1-bos-1a',
            ZoneId: 'use1-bos1-az1',
            ZoneType: 'local-zone',
            ParentZoneId: 'use1-az4',
          }),
        ],
      },
    },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['edge'],
    evidence: ['us-east-1-bos-1a ZoneType local-zone'],
  },
  {
    name: 'knows a Local Zone that the answer hides by its name',
    given: {
      collections: {
        Subnets: second({
          AvailabilityZone: 'us-east-1-bos-1a',
          AvailabilityZoneId: 'use1-bos1-az1',
        }),
      },
    },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['edge'],
    evidence: ['us-east-1-bos-1a ZoneType local-zone'],
  },
  {
    name: 'knows a Wavelength Zone by its name where no zone was read',
    given: {
      collections: {
        Subnets: second({ AvailabilityZone: 'us-east-1-wl1-bos-wlz-1' }),
        AvailabilityZones: undefined,
      },
    },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['edge'],
    evidence: ['us-east-1-wl1-bos-wlz-1 ZoneType wavelength-zone'],
  },
  {
    name: 'fails a subnet on an Outpost',
    given: { collections: { Subnets: second({ OutpostArn: OUTPOST }) } },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['outpost'],
    evidence: [`subnet-0b OutpostArn ${OUTPOST}`],
  },
  {
    name: 'fails a subnet with IPv6 only',
    given: { collections: { Subnets: second({ Ipv6Native: true }) } },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['ipv6Native'],
    evidence: ['subnet-0b Ipv6Native true'],
  },
  {
    name: 'fails the second subnet though the first was not read',
    given: { collections: { Subnets: [aSubnet({ Ipv6Native: true })] } },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['ipv6Native'],
    evidence: ['subnet-0a Ipv6Native true'],
  },
  {
    name: 'passes by the names where no zone was read',
    given: { collections: { AvailabilityZones: undefined } },
    status: 'PASSED',
  },
  {
    name: 'does not apply to an unattached function',
    given: { collections: { Functions: [aFunction({ VpcConfig: undefined })] } },
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'is unknown where neither the zone nor its name is there',
    given: {
      collections: {
        Subnets: second({ AvailabilityZone: undefined }),
        AvailabilityZones: undefined,
      },
    },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeAvailabilityZones',
  },
  {
    name: 'is unknown where the subnets were not read',
    given: { collections: { Subnets: undefined } },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSubnets',
  },
  {
    name: 'is unknown where the capacity provider shows no subnet',
    given: {
      collections: {
        Functions: [
          aFunction({
            VpcConfig: undefined,
            CapacityProviderConfig: {
              LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: 'arn:cp' },
            },
          }),
        ],
        CapacityProviders: [
          { CapacityProviderArn: 'arn:cp', VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } },
        ],
      },
    },
    status: 'UNKNOWN',
    unknownCall: 'arn:cp shows no subnet',
  },
]);
