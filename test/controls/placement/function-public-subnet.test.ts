import { functionPublicSubnet } from '../../../shared/controls/placement/function-public-subnet.ts';
import {
  aFunction,
  aRouteTable,
  aSubnet,
  item,
  localRoute,
  SUBNETS,
} from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';

const toGateway = (fields: Record<string, unknown> = {}) => ({
  DestinationCidrBlock: '0.0.0.0/0',
  GatewayId: 'igw-0a',
  State: 'active',
  ...fields,
});
const main = (id: string, VpcId: string, ...routes: Record<string, unknown>[]) =>
  aRouteTable({
    RouteTableId: id,
    VpcId,
    Associations: [{ Main: true, AssociationState: { State: 'associated' } }],
    Routes: [localRoute(), ...routes],
  });
const routed = (...routes: Record<string, unknown>[]) => ({
  RouteTables: [aRouteTable({ Routes: [localRoute(), ...routes] })],
});
const failure = {
  status: 'FAILED',
  severity: 'MEDIUM',
  messages: ['public'],
  evidence: ['rtb-0a Routes 0.0.0.0/0 igw-0a'],
} as const;

controlTable(functionPublicSubnet, [
  { name: 'passes private subnets', status: 'PASSED', messages: ['private'] },
  {
    name: 'passes subnets behind a NAT gateway',
    given: {
      collections: routed({ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-0a' }),
    },
    status: 'PASSED',
  },
  {
    name: 'fails subnets with a default route to an internet gateway',
    given: { collections: routed(toGateway()) },
    ...failure,
    text: 'rtb-0a makes subnet-0a, subnet-0b public: it sends 0.0.0.0/0 to igw-0a',
  },
  {
    name: 'fails one public subnet of two',
    given: {
      collections: {
        RouteTables: [
          aRouteTable({ Associations: [{ SubnetId: SUBNETS[1] }], Routes: [toGateway()] }),
          main('rtb-main', 'vpc-0a'),
        ],
      },
    },
    ...failure,
    messages: ['public'],
  },
  {
    name: 'fails with high severity when the tag says that the function needs the internet',
    given: {
      collections: {
        ...routed(toGateway()),
        Functions: [aFunction({ Tags: { needs: 'sqs internet' } })],
      },
    },
    ...failure,
    severity: 'HIGH',
    messages: ['public', 'timesOut'],
  },
  {
    name: 'fails with high severity when the configuration says so',
    given: { collections: routed(toGateway()) },
    configuration: { needs: [{ function: 'orders', needs: ['internet'] }] },
    ...failure,
    severity: 'HIGH',
    messages: ['public', 'timesOut'],
  },
  {
    name: 'fails with high severity when the environment names a public host',
    given: {
      collections: {
        ...routed(toGateway()),
        Functions: [aFunction({ Environment: { Variables: { API: 'https://api.example.com' } } })],
      },
    },
    ...failure,
    severity: 'HIGH',
    messages: ['public', 'timesOut'],
  },
  {
    name: 'keeps its severity where the tags were not read',
    given: {
      collections: { ...routed(toGateway()), Functions: [aFunction({ Tags: undefined })] },
    },
    ...failure,
  },
  {
    name: 'fails an IPv6 route to an internet gateway',
    given: {
      collections: routed({
        ...toGateway({ DestinationCidrBlock: undefined, DestinationIpv6CidrBlock: '::/0' }),
      }),
    },
    ...failure,
    evidence: ['rtb-0a Routes ::/0 igw-0a'],
  },
  {
    name: 'fails a route for one public block',
    given: { collections: routed(toGateway({ DestinationCidrBlock: '52.94.0.0/16' })) },
    ...failure,
    evidence: ['rtb-0a Routes 52.94.0.0/16 igw-0a'],
  },
  {
    name: 'passes a route for a private block',
    given: { collections: routed(toGateway({ DestinationCidrBlock: '10.8.0.0/16' })) },
    status: 'PASSED',
  },
  {
    name: 'passes a route that is a black hole',
    given: { collections: routed(toGateway({ State: 'blackhole' })) },
    status: 'PASSED',
  },
  {
    name: 'passes a default route to a virtual private gateway',
    given: { collections: routed(toGateway({ GatewayId: 'vgw-0a' })) },
    status: 'PASSED',
  },
  {
    name: 'resolves a prefix list of such a route',
    given: {
      collections: {
        ...routed(toGateway({ DestinationCidrBlock: undefined, DestinationPrefixListId: 'pl-0a' })),
        PrefixLists: [item('PrefixLists', { PrefixListId: 'pl-0a', Cidrs: ['52.94.0.0/16'] })],
      },
    },
    ...failure,
    evidence: ['rtb-0a Routes pl-0a igw-0a'],
  },
  {
    name: 'is unknown where such a prefix list was not read',
    given: {
      collections: {
        ...routed(toGateway({ DestinationCidrBlock: undefined, DestinationPrefixListId: 'pl-0a' })),
        PrefixLists: undefined,
      },
    },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribePrefixLists',
  },
  {
    name: 'does not go by MapPublicIpOnLaunch',
    given: {
      collections: {
        Subnets: SUBNETS.map((SubnetId) => aSubnet({ SubnetId, MapPublicIpOnLaunch: true })),
      },
    },
    status: 'PASSED',
    evidence: ['subnet-0a MapPublicIpOnLaunch true'],
  },
  {
    name: 'fails a subnet on the main table of its VPC when that is public',
    given: { collections: { RouteTables: [main('rtb-main', 'vpc-0a', toGateway())] } },
    ...failure,
    evidence: ['rtb-main Routes 0.0.0.0/0 igw-0a'],
  },
  {
    name: "passes a subnet on its VPC's main table when another VPC's main table is public",
    given: {
      collections: {
        RouteTables: [main('rtb-other', 'vpc-0b', toGateway()), main('rtb-main', 'vpc-0a')],
      },
    },
    status: 'PASSED',
  },
  {
    name: 'does not apply to managed instances, which can use a public subnet',
    given: {
      collections: {
        ...routed(toGateway()),
        Functions: [
          aFunction({
            VpcConfig: undefined,
            CapacityProviderConfig: {
              LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: 'arn:cp' },
            },
          }),
        ],
      },
    },
    status: 'NOT_APPLICABLE',
    messages: ['managedInstances'],
  },
  {
    name: 'does not apply to an unattached function',
    given: { collections: { Functions: [aFunction({ VpcConfig: undefined })] } },
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
  {
    name: 'is unknown where the route tables may not be read',
    given: {
      collections: { RouteTables: undefined },
      gaps: [
        {
          collection: 'RouteTables',
          reason: { kind: 'denied', call: 'ec2:DescribeRouteTables' },
        },
      ],
    },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeRouteTables',
  },
  {
    name: 'fails a public subnet though the other does not exist any more',
    given: {
      collections: { ...routed(toGateway()), Subnets: [aSubnet()] },
      notFound: [SUBNETS[1]],
    },
    ...failure,
    messages: ['public'],
  },
]);
