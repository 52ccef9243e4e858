import { vpcEncryptionControlLambdaExclusion } from '../../../shared/controls/placement/vpc-encryption-control-lambda-exclusion.ts';
import { aFunction, aRouteTable, aSubnet, aVpc, item, SUBNETS } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';
import type { ControlCase } from '../control-table.ts';

const enforced = (exclusions: Record<string, string>, fields: Record<string, unknown> = {}) => ({
  Vpcs: [
    aVpc({
      EncryptionControl: {
        VpcEncryptionControlId: 'vpcec-0a',
        Mode: 'enforce',
        State: 'available',
        ResourceExclusions: Object.fromEntries(
          Object.entries(exclusions).map(([kind, State]) => [kind, { State }]),
        ),
        ...fields,
      },
    }),
  ],
});
const route = (fields: Record<string, unknown>) => ({
  RouteTables: [
    aRouteTable({ Routes: [{ DestinationCidrBlock: '0.0.0.0/0', State: 'active', ...fields }] }),
  ],
});
const exclusionOf = (kind: string, state: string) =>
  `vpc-0a EncryptionControl.ResourceExclusions.${kind}.State ${state}`;
const failure = { status: 'FAILED', severity: 'HIGH', messages: ['gateway'] } as const;

const GATEWAYS: Readonly<Record<string, Record<string, unknown>>> = {
  InternetGateway: { GatewayId: 'igw-0a' },
  EgressOnlyInternetGateway: { EgressOnlyInternetGatewayId: 'eigw-0a' },
  VirtualPrivateGateway: { GatewayId: 'vgw-0a' },
  VpcPeering: { VpcPeeringConnectionId: 'pcx-0a' },
  VpcLattice: { GatewayId: 'VpcLattice' },
};

controlTable(vpcEncryptionControlLambdaExclusion, [
  { name: 'does not apply without a control', status: 'NOT_APPLICABLE', messages: ['noControl'] },
  {
    name: 'does not apply in monitor mode',
    given: { collections: enforced({}, { Mode: 'monitor' }) },
    status: 'NOT_APPLICABLE',
    messages: ['monitor'],
  },
  {
    name: 'does not apply to a control that was deleted',
    given: { collections: enforced({}, { State: 'deleted' }) },
    status: 'NOT_APPLICABLE',
    messages: ['noControl'],
  },
  {
    name: 'does not apply to a VPC without functions',
    given: { collections: { ...enforced({}), Functions: [] } },
    status: 'NOT_APPLICABLE',
    messages: ['noFunction'],
  },
  {
    name: 'follows a regional NAT gateway through its own table to the internet gateway',
    given: {
      collections: {
        ...enforced({ Lambda: 'enabled', NatGateway: 'enabled' }),
        RouteTables: [
          ...route({ NatGatewayId: 'nat-0r' }).RouteTables,
          aRouteTable({
            RouteTableId: 'rtb-0r',
            Associations: [],
            Routes: [{ DestinationCidrBlock: '0.0.0.0/0', State: 'active', GatewayId: 'igw-0a' }],
          }),
        ],
        NatGateways: [
          item('NatGateways', {
            NatGatewayId: 'nat-0r',
            State: 'available',
            AvailabilityMode: 'regional',
            RouteTableId: 'rtb-0r',
          }),
        ],
      },
    },
    ...failure,
    text: 'its exclusion of InternetGateway is not set, while rtb-0r sends',
    evidence: [exclusionOf('InternetGateway', 'not set')],
  },
  {
    name: 'passes when Lambda is excluded and functions use no gateway',
    given: { collections: enforced({ Lambda: 'enabled' }) },
    status: 'PASSED',
    messages: ['excluded'],
  },
  {
    name: 'fails without the exclusion of Lambda',
    given: { collections: enforced({}) },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['lambda'],
    evidence: [exclusionOf('Lambda', 'not set')],
  },
  {
    name: 'fails while the exclusion of Lambda is only being enabled',
    given: { collections: enforced({ Lambda: 'enabling' }) },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['lambda'],
    evidence: [exclusionOf('Lambda', 'enabling')],
  },
  ...Object.entries(GATEWAYS).flatMap(([kind, target]): ControlCase[] => [
    {
      name: `fails when functions are routed to a gateway of kind ${kind} that is not excluded`,
      given: {
        collections: { ...enforced({ Lambda: 'enabled', [kind]: 'disabled' }), ...route(target) },
      },
      ...failure,
      evidence: [exclusionOf(kind, 'disabled')],
    },
    {
      name: `passes when the kind ${kind} is excluded`,
      given: {
        collections: { ...enforced({ Lambda: 'enabled', [kind]: 'enabled' }), ...route(target) },
      },
      status: 'PASSED',
    },
  ]),
  {
    name: 'follows a NAT gateway to the internet gateway of its subnet',
    given: {
      collections: {
        ...enforced({ Lambda: 'enabled', NatGateway: 'enabled' }),
        Subnets: [
          ...SUBNETS.map((SubnetId) => aSubnet({ SubnetId })),
          aSubnet({ SubnetId: 'subnet-public' }),
        ],
        NatGateways: [item('NatGateways', { NatGatewayId: 'nat-0a', SubnetId: 'subnet-public' })],
        RouteTables: [
          ...route({ NatGatewayId: 'nat-0a' }).RouteTables,
          aRouteTable({
            RouteTableId: 'rtb-public',
            Associations: [{ SubnetId: 'subnet-public' }],
            Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-0a' }],
          }),
        ],
      },
    },
    ...failure,
    evidence: [exclusionOf('InternetGateway', 'not set')],
  },
  {
    name: 'passes over a gateway behind a black hole',
    given: {
      collections: {
        ...enforced({ Lambda: 'enabled' }),
        ...route({ GatewayId: 'igw-0a', State: 'blackhole' }),
      },
    },
    status: 'PASSED',
  },
  {
    name: 'is unknown where the route tables were not read',
    given: { collections: { ...enforced({ Lambda: 'enabled' }), RouteTables: undefined } },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeRouteTables',
  },
  {
    name: 'fails without the exclusion of Lambda though the route tables were not read',
    given: { collections: { ...enforced({}), RouteTables: undefined } },
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['lambda'],
    evidence: [exclusionOf('Lambda', 'not set')],
  },
  {
    name: 'is unknown where the VPC was not read',
    given: { collections: { Vpcs: undefined } },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeVpcs',
  },
  {
    name: 'is unknown for an enforced VPC when no function was read',
    given: { collections: { ...enforced({ Lambda: 'enabled' }), Functions: undefined } },
    status: 'UNKNOWN',
    unknownCall: 'lambda:ListFunctions',
  },
  {
    name: 'is unknown in a mode that is not known here',
    given: { collections: enforced({ Lambda: 'enabled' }, { Mode: 'audit' }) },
    status: 'UNKNOWN',
    unknownCall: 'the encryption control of vpc-0a is in mode audit',
  },
  {
    name: 'does not judge managed instances',
    given: {
      collections: {
        ...enforced({}),
        Functions: [
          aFunction({
            VpcConfig: undefined,
            CapacityProviderConfig: {
              LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: 'arn:cp' },
            },
          }),
        ],
        CapacityProviders: [
          {
            CapacityProviderArn: 'arn:cp',
            VpcConfig: { SubnetIds: [SUBNETS[0]], SecurityGroupIds: ['sg-0a'] },
          },
        ],
      },
    },
    status: 'NOT_APPLICABLE',
    messages: ['noFunction'],
  },
  {
    name: 'is unknown where the only function is of a VPC that is not known',
    given: {
      collections: {
        ...enforced({ Lambda: 'enabled' }),
        Functions: [
          aFunction({ VpcConfig: { SubnetIds: ['subnet-0z'], SecurityGroupIds: ['sg-0z'] } }),
        ],
      },
    },
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSubnets',
  },
]);
