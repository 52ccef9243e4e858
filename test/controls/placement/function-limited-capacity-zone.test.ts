import { functionLimitedCapacityZone } from '../../../shared/controls/placement/function-limited-capacity-zone.ts';
import { aFunction, aSubnet, aZone, SUBNETS, VPC, zones } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';

const THIRD = 'subnet-0c';
const inZones = (...zoneIds: string[]) => {
  const ids = [...SUBNETS, THIRD].slice(0, zoneIds.length);
  return {
    Functions: [
      aFunction({ VpcConfig: { VpcId: VPC, SubnetIds: ids, SecurityGroupIds: ['sg-0a'] } }),
    ],
    Subnets: zoneIds.map((AvailabilityZoneId, index) =>
      aSubnet({ SubnetId: ids[index], AvailabilityZoneId }),
    ),
  };
};
const given = (...zoneIds: string[]) => ({ collections: inZones(...zoneIds) });
const constrained = aZone({ ZoneName: 'us-east-1b', ZoneId: 'use1-az2', State: 'constrained' });

controlTable(functionLimitedCapacityZone, [
  { name: 'passes ordinary zones', status: 'PASSED', messages: ['clear'] },
  {
    name: 'fails a subnet in use1-az3 though two zones remain',
    given: given('use1-az1', 'use1-az2', 'use1-az3'),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['limited'],
    evidence: ['subnet-0c AvailabilityZoneId use1-az3'],
  },
  {
    name: 'fails with high severity when fewer than two zones remain',
    given: given('use1-az1', 'use1-az3'),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['limited'],
    text: 'without such zones the function has 1 zone.',
    evidence: ['subnet-0b AvailabilityZoneId use1-az3'],
  },
  {
    name: 'counts what must remain by its parameter',
    given: given('use1-az1', 'use1-az2', 'use1-az3'),
    parameters: { minAzs: 3 },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['limited'],
    evidence: ['subnet-0c AvailabilityZoneId use1-az3'],
  },
  {
    name: 'does not go by the name us-east-1e',
    given: {
      collections: {
        ...inZones('use1-az1', 'use1-az2'),
        Subnets: [
          aSubnet({ AvailabilityZone: 'us-east-1e' }),
          aSubnet({ SubnetId: SUBNETS[1], AvailabilityZoneId: 'use1-az2' }),
        ],
      },
    },
    status: 'PASSED',
  },
  {
    name: 'finds the zone id by the name where the subnet does not give it',
    given: {
      collections: {
        ...inZones('use1-az1', 'use1-az2'),
        Subnets: [
          aSubnet({ AvailabilityZone: 'us-east-1c', AvailabilityZoneId: undefined }),
          aSubnet({ SubnetId: SUBNETS[1], AvailabilityZoneId: 'use1-az2' }),
        ],
      },
    },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['limited'],
    evidence: ['subnet-0a AvailabilityZoneId use1-az3'],
  },
  {
    name: 'leaves the zones of cross-Region PrivateLink alone',
    given: {
      collections: {
        ...inZones('usw1-az2', 'use1-az2'),
        AvailabilityZones: [aZone({ ZoneName: 'us-west-1b', ZoneId: 'usw1-az2' }), ...zones()],
      },
    },
    status: 'PASSED',
  },
  {
    name: 'takes another list of zones',
    parameters: { limitedZoneIds: ['use1-az2'] },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['limited'],
    evidence: ['subnet-0b AvailabilityZoneId use1-az2'],
  },
  {
    name: 'mentions an advisory zone and passes',
    parameters: { advisoryZoneIds: ['use1-az2'] },
    status: 'PASSED',
    messages: ['clear', 'advisory'],
  },
  {
    name: 'fails a constrained zone with low severity',
    given: { collections: { AvailabilityZones: [...zones().slice(0, 1), constrained] } },
    status: 'FAILED',
    severity: 'LOW',
    messages: ['constrained'],
    evidence: ['use1-az2 State constrained'],
  },
  {
    name: 'keeps the higher severity where both are true',
    given: {
      collections: {
        ...inZones('use1-az1', 'use1-az2', 'use1-az3'),
        AvailabilityZones: [...zones().slice(0, 1), constrained],
      },
    },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['constrained', 'limited'],
    evidence: ['use1-az2 State constrained'],
  },
  {
    name: 'does not apply to an unattached function',
    given: { collections: { Functions: [aFunction({ VpcConfig: undefined })] } },
    status: 'NOT_APPLICABLE',
  },
  {
    name: 'is unknown where the subnets may not be read',
    given: {
      collections: { Subnets: undefined },
      gaps: [{ collection: 'Subnets', reason: { kind: 'denied', call: 'ec2:DescribeSubnets' } }],
    },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSubnets',
  },
  {
    name: 'is unknown where the zones were not read, which could be constrained',
    given: { collections: { AvailabilityZones: undefined } },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeAvailabilityZones',
  },
  {
    name: 'fails a limited zone though the zones were not read',
    given: {
      collections: {
        ...inZones('use1-az1', 'use1-az2', 'use1-az3'),
        AvailabilityZones: undefined,
      },
    },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['limited'],
    evidence: ['subnet-0c AvailabilityZoneId use1-az3'],
  },
  {
    name: 'keeps its severity while an unread subnet could be the second zone that remains',
    given: {
      collections: {
        ...inZones('use1-az1', 'use1-az3', 'use1-az2'),
        Subnets: inZones('use1-az1', 'use1-az3').Subnets,
      },
    },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['limited'],
    evidence: ['subnet-0b AvailabilityZoneId use1-az3'],
  },
  {
    name: 'leaves a subnet that does not exist to function-multi-az',
    given: {
      collections: { Subnets: inZones('use1-az1').Subnets },
      notFound: [SUBNETS[1]],
    },
    status: 'UNKNOWN',
    unknownCall: 'subnet-0b does not exist any more',
  },
]);
