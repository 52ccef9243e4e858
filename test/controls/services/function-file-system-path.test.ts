import { functionFileSystemPath } from '../../../shared/controls/services/function-file-system-path.ts';
import { changed, denied, itemsOf, LINUX_PORTS, linuxPortsInto } from '../../builders/changed.ts';
import { withFunction } from '../../builders/function-of.ts';
import { t05 } from '../../builders/reference-design.ts';
import { ACCOUNT, GROUP, item, localRoute, VPC } from '../../builders/snapshot.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';
import { group, permission, toCidr, toGroup } from '../../builders/topology.ts';
import type { Topology } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

const { t14 } = TOPOLOGIES;
const ARN = `arn:aws:elasticfilesystem:us-east-1:${ACCOUNT}:access-point/fsap-0a`;

type Loose = Readonly<Record<string, unknown>>;

function mountTarget(zone: 'a' | 'b', fields: Loose = {}) {
  return item('MountTargets', {
    MountTargetId: `fsmt-0${zone}`,
    FileSystemId: 'fs-0a',
    SubnetId: `subnet-data-${zone}`,
    VpcId: VPC,
    AvailabilityZoneId: zone === 'a' ? 'use1-az1' : 'use1-az2',
    LifeCycleState: 'available',
    IpAddress: zone === 'a' ? '10.0.200.20' : '10.0.201.20',
    SecurityGroups: ['sg-files'],
    ...fields,
  });
}

/** T05 with a file system that both zones reach. */
function withFiles({
  mountTargets = [mountTarget('a'), mountTarget('b')],
  ingress = [permission(2049, toGroup(GROUP))],
  egress = [permission(2049, toGroup('sg-files'))],
  start = t05(),
  vpcId = VPC,
}: {
  readonly mountTargets?: readonly ReturnType<typeof mountTarget>[];
  readonly ingress?: readonly Loose[];
  readonly egress?: readonly Loose[];
  readonly start?: Topology;
  readonly vpcId?: string;
} = {}): Topology {
  const mounting = withFunction(start, {
    FileSystemConfigs: [{ Arn: ARN, LocalMountPath: '/mnt/files' }],
  });
  return {
    given: changed(mounting, {
      AccessPoints: [item('AccessPoints', { AccessPointArn: ARN, FileSystemId: 'fs-0a' })],
      MountTargets: mountTargets,
      SecurityGroups: [
        ...itemsOf(mounting, 'SecurityGroups').map((one) =>
          one.GroupId === GROUP ? group(GROUP, egress) : one,
        ),
        group('sg-files', [], ingress, { VpcId: vpcId }),
      ],
    }),
  };
}

/** A file system in the VPC of T14 that is peered to the function's. */
const peered = (fields: Loose = {}) =>
  withFiles({
    start: t14(),
    vpcId: 'vpc-dedicated',
    mountTargets: [
      mountTarget('a', { VpcId: 'vpc-dedicated', IpAddress: '10.2.0.20' }),
      mountTarget('b', { VpcId: 'vpc-dedicated', IpAddress: '10.2.1.20', ...fields }),
    ],
  });

const unreachable = {
  status: 'FAILED',
  severity: 'HIGH',
  confidence: 'CERTAIN',
  messages: ['unreachable', 'unreachable'],
} as const;

controlTable(functionFileSystemPath, [
  { name: 'does not apply without a file system', given: t05().given, status: 'NOT_APPLICABLE' },
  {
    name: 'does not apply outside a VPC, where Lambda mounts nothing',
    given: withFunction(withFiles(), {
      VpcConfig: { VpcId: '', SubnetIds: [], SecurityGroupIds: [] },
    }).given,
    status: 'NOT_APPLICABLE',
  },
  { name: 'passes a mount target in each zone', given: withFiles().given, status: 'PASSED' },
  {
    name: 'passes a mount target in each zone of a peered VPC',
    given: peered().given,
    status: 'PASSED',
  },
  {
    name: 'takes the zone of a mount target from its subnet where the answer lacks it',
    given: withFiles({
      mountTargets: [
        mountTarget('a', { AvailabilityZoneId: undefined }),
        mountTarget('b', { AvailabilityZoneId: undefined }),
      ],
    }).given,
    status: 'PASSED',
  },
  {
    name: 'fails a zone without a mount target',
    given: withFiles({ mountTargets: [mountTarget('a')] }).given,
    status: 'FAILED',
    severity: 'MEDIUM',
    confidence: 'CERTAIN',
    messages: ['noMountTarget'],
    evidence: ['subnet-private-b AvailabilityZoneId use1-az2'],
  },
  {
    name: 'fails a peered VPC whose mount target is in another zone',
    given: peered({ AvailabilityZoneId: 'use1-az4' }).given,
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['noMountTarget'],
    evidence: ['subnet-0b AvailabilityZoneId use1-az2'],
  },
  {
    name: 'fails a zone whose mount target is being deleted',
    given: withFiles({
      mountTargets: [mountTarget('a'), mountTarget('b', { LifeCycleState: 'deleting' })],
    }).given,
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['notServing'],
    evidence: ['subnet-private-b AvailabilityZoneId use1-az2'],
  },
  {
    name: 'cannot tell while a mount target is being created',
    given: withFiles({
      mountTargets: [mountTarget('a'), mountTarget('b', { LifeCycleState: 'creating' })],
    }).given,
    status: 'UNKNOWN',
    unknownCall: 'fsmt-0b is creating: ask again',
  },
  {
    name: 'fails a group of the function that does not let 2049 out',
    given: withFiles({ egress: [permission(443, toCidr('0.0.0.0/0'))] }).given,
    ...unreachable,
    evidence: [
      `arn:aws:lambda:us-east-1:${ACCOUNT}:function:orders FileSystemConfigs.Arn ${ARN}`,
      `${GROUP} IpPermissionsEgress none for TCP 2049 to 10.0.200.20/32`,
    ],
  },
  {
    name: 'fails a group of the mount targets that does not let 2049 in',
    given: withFiles({ ingress: [permission(2049, toCidr('10.9.0.0/16'))] }).given,
    ...unreachable,
    evidence: ['sg-files IpPermissions none for TCP 2049 from 10.0.0.0/24'],
  },
  {
    name: 'fails a rule for the subnet of one zone only',
    given: withFiles({ ingress: [permission(2049, toCidr('10.0.0.0/24'))] }).given,
    ...unreachable,
    messages: ['unreachable'],
    evidence: ['sg-files IpPermissions none for TCP 2049 from 10.0.1.0/24'],
  },
  {
    name: 'passes a network ACL for the ports that function-nacl is configured with',
    given: linuxPortsInto(withFiles(), 'subnet-private-a'),
    configuration: LINUX_PORTS,
    status: 'PASSED',
  },
  {
    name: 'fails a peered VPC without a route to it',
    given: changed(peered(), {
      RouteTables: itemsOf(t14(), 'RouteTables').map((one) =>
        one.RouteTableId === 'rtb-0a'
          ? item('RouteTables', { ...one, Routes: [localRoute()] })
          : one,
      ),
    }),
    ...unreachable,
    evidence: ['rtb-0a Routes none to 10.2.0.20'],
  },
  {
    name: 'says HIGH where one zone is closed and the other has no mount target',
    given: withFiles({ mountTargets: [mountTarget('a')], ingress: [] }).given,
    ...unreachable,
    messages: ['unreachable', 'noMountTarget'],
    evidence: ['sg-files IpPermissions none for TCP 2049 from 10.0.0.0/24'],
  },
  {
    name: 'cannot tell of S3 Files, which another API answers',
    given: withFunction(t05(), {
      FileSystemConfigs: [
        {
          Arn: `arn:aws:s3files:us-east-1:${ACCOUNT}:file-system/fs-1/access-point/fsap-1`,
          LocalMountPath: '/mnt/files',
        },
      ],
    }).given,
    status: 'UNKNOWN',
    unknownCall: 's3files:GetAccessPoint',
  },
  {
    name: 'cannot tell where those of this file system were not read',
    given: {
      ...withFiles({ mountTargets: [] }).given,
      gaps: [
        {
          collection: 'MountTargets',
          of: 'fs-0a',
          reason: { kind: 'not-read', call: 'elasticfilesystem:DescribeMountTargets' },
        },
      ],
    },
    status: 'UNKNOWN',
    unknownCall: 'elasticfilesystem:DescribeMountTargets',
  },
  {
    name: 'cannot tell where the mount targets were not read',
    given: denied(withFiles(), 'MountTargets', 'elasticfilesystem:DescribeMountTargets'),
    status: 'UNKNOWN',
    unknownCall: 'elasticfilesystem:DescribeMountTargets',
  },
  {
    name: 'cannot tell where the groups of a mount target were not read',
    given: withFiles({
      mountTargets: [mountTarget('a'), mountTarget('b', { SecurityGroups: undefined })],
    }).given,
    status: 'UNKNOWN',
    unknownCall: 'elasticfilesystem:DescribeMountTargetSecurityGroups',
  },
]);
