import { functionNacl } from '../../../shared/controls/egress/function-nacl.ts';
import { changed, denied, itemsOf, withFields } from '../../builders/changed.ts';
import { t11, t12 } from '../../builders/network-topologies.ts';
import { t05 } from '../../builders/reference-design.ts';
import { aNetworkAcl } from '../../builders/snapshot.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';
import type { Topology } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

type Loose = Record<string, unknown>;

const entry = (
  Egress: boolean,
  RuleNumber: number,
  RuleAction: 'allow' | 'deny',
  ports?: readonly [from: number, to: number],
  fields: Loose = {},
): Loose => ({
  Egress,
  RuleNumber,
  RuleAction,
  CidrBlock: '0.0.0.0/0',
  Protocol: ports ? '6' : '-1',
  ...(ports && { PortRange: { From: ports[0], To: ports[1] } }),
  ...fields,
});
const allowIn = (...ports: [number, number] | []) =>
  entry(false, 100, 'allow', ports.length === 0 ? undefined : ports);
const ALLOW_OUT = entry(true, 100, 'allow');

/** The topology with a network ACL of its own on one subnet; the others stay open. */
const on = (topology: Topology, subnetId: string, ...Entries: Loose[]) =>
  changed(topology, {
    NetworkAcls: [
      ...itemsOf(topology, 'NetworkAcls').map((acl) =>
        aNetworkAcl({
          ...acl,
          Associations: acl.Associations.filter(({ SubnetId }) => SubnetId !== subnetId),
        }),
      ),
      aNetworkAcl({
        NetworkAclId: 'acl-own',
        IsDefault: false,
        Associations: [{ SubnetId: subnetId }],
        Entries,
      }),
    ],
  });
const high = { status: 'FAILED', severity: 'HIGH' } as const;
const low = { status: 'FAILED', severity: 'LOW' } as const;
const T05_PRIVATE = 'subnet-private-a';
const noNeed = () => TOPOLOGIES.t13();

controlTable(functionNacl, [
  { name: 'passes open network ACLs', given: t05().given, status: 'PASSED', messages: ['open'] },
  {
    name: 'passes rules for what is needed and for the whole ephemeral range',
    given: on(
      t05(),
      T05_PRIVATE,
      entry(true, 100, 'allow', [443, 443]),
      entry(true, 110, 'allow', [5432, 5432]),
      allowIn(1024, 65_535),
      entry(false, 110, 'allow', [1024, 65_535], { Protocol: '17' }),
      entry(true, 120, 'allow', [1024, 65_535]),
      entry(true, 130, 'allow', [1024, 65_535], { Protocol: '17' }),
      entry(false, 120, 'allow', [443, 443]),
    ),
    status: 'PASSED',
  },
  {
    name: "fails the usual range of Linux, which is not Lambda's",
    given: on(t05(), T05_PRIVATE, ALLOW_OUT, allowIn(32_768, 60_999)),
    ...high,
    messages: ['answer', 'request'],
    confidence: 'CERTAIN',
    evidence: ['acl-own Entries ingress rule 32767 denies ports 1024-32767, 61000-65535'],
  },
  {
    name: 'fails what a database subnet does not let out, by rule number and not by place',
    given: t12().given,
    ...high,
    messages: ['answer', 'answer'],
    confidence: 'INFERRED',
    evidence: ['acl-data Entries egress rule 32767 denies ports 1024-32767, 61000-65535'],
  },
  {
    name: 'fails a request that is denied',
    given: on(
      t05(),
      T05_PRIVATE,
      entry(true, 90, 'deny', [443, 443], { CidrBlock: '1.0.0.0/8' }),
      ALLOW_OUT,
      allowIn(),
    ),
    ...high,
    messages: ['request'],
    text: 'at port 443 (rule 90).',
    evidence: ['acl-own Entries egress rule 90 denies port 443'],
  },
  {
    name: 'takes the lowest rule number first, wherever it stands in the answer',
    given: on(t05(), T05_PRIVATE, ALLOW_OUT, allowIn(), entry(true, 110, 'deny', [443, 443])),
    status: 'PASSED',
  },
  {
    name: 'fails LOW a few denied ports in front of the range',
    given: on(t05(), T05_PRIVATE, ALLOW_OUT, allowIn(), entry(false, 90, 'deny', [3389, 3389])),
    ...low,
    messages: ['answer'],
    evidence: ['acl-own Entries ingress rule 90 denies port 3389'],
  },
  {
    name: 'fails HIGH as many as ignoredPorts does not cover',
    given: on(t05(), T05_PRIVATE, ALLOW_OUT, allowIn(), entry(false, 90, 'deny', [3389, 3389])),
    parameters: { ignoredPorts: 0 },
    ...high,
    messages: ['answer'],
    evidence: ['acl-own Entries ingress rule 90 denies port 3389'],
  },
  {
    name: 'passes them where the ephemeral range is configured without them',
    given: on(t05(), T05_PRIVATE, ALLOW_OUT, allowIn(), entry(false, 90, 'deny', [3389, 3389])),
    parameters: { ephemeral: '1024-3388, 3390-65535' },
    status: 'PASSED',
  },
  {
    name: 'adds up the holes of all network ACLs of a path',
    given: changed(
      {
        given: on(t05(), T05_PRIVATE, ALLOW_OUT, allowIn(), entry(false, 90, 'deny', [2000, 2009])),
      },
      {
        NetworkAcls: [
          aNetworkAcl({
            NetworkAclId: 'acl-rest',
            Associations: [
              { SubnetId: 'subnet-public-a' },
              { SubnetId: 'subnet-private-b' },
              { SubnetId: 'subnet-public-b' },
            ],
            Entries: [ALLOW_OUT, allowIn(), entry(false, 90, 'deny', [3000, 3009])],
          }),
          aNetworkAcl({
            NetworkAclId: 'acl-own',
            IsDefault: false,
            Associations: [{ SubnetId: T05_PRIVATE }],
            Entries: [ALLOW_OUT, allowIn(), entry(false, 90, 'deny', [2000, 2009])],
          }),
        ],
      },
    ),
    ...high,
    messages: ['answer', 'answer', 'answer', 'answer', 'answer'],
    evidence: ['acl-own Entries ingress rule 90 denies ports 2000-2009'],
  },
  {
    name: 'fails LOW a gap for UDP answers only',
    given: on(t05(), T05_PRIVATE, ALLOW_OUT, allowIn(0, 65_535)),
    ...low,
    messages: ['udp'],
    evidence: ['acl-own Entries ingress rule 32767 denies ports 1024-65535'],
  },
  {
    name: 'passes it where UDP is not asked for',
    given: on(t05(), T05_PRIVATE, ALLOW_OUT, allowIn(0, 65_535)),
    parameters: { requireUdp: false },
    status: 'PASSED',
  },
  {
    name: "asks the network ACL of the NAT gateway's subnet too",
    given: on(t05(), 'subnet-public-a', ALLOW_OUT, allowIn(443, 443)),
    ...high,
    messages: ['answer'],
    evidence: ['acl-own Entries ingress rule 32767 denies ports 1024-65535'],
  },
  {
    name: 'judges IPv6 by its own entries',
    given: on(t11(), 'subnet-0a', ALLOW_OUT, allowIn()),
    ...high,
    messages: ['request', 'answer'],
    evidence: ['acl-own Entries egress rule 32768 denies port 443'],
  },
  {
    name: 'is unknown where the network ACLs may not be read',
    given: denied(t05(), 'NetworkAcls', 'ec2:DescribeNetworkAcls'),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeNetworkAcls',
  },
  {
    name: 'passes open network ACLs whatever may be needed beside what is known',
    given: denied(t05(), 'RoleDetailList', 'iam:GetRole'),
    status: 'PASSED',
  },
  {
    name: 'is unknown where more may be needed than the network ACLs are known to let through',
    given: on(
      { given: denied(t05(), 'RoleDetailList', 'iam:GetRole') },
      T05_PRIVATE,
      entry(true, 100, 'allow', [0, 9000]),
      entry(true, 110, 'allow', [1024, 65_535], { Protocol: '17' }),
      allowIn(),
    ),
    parameters: { requireUdp: false },
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'passes open network ACLs where a named host is not in the account, and says what was judged',
    given: withFields(t12(), 'Functions', 'orders', {
      Environment: { Variables: { DB_HOST: 'other.c0ffee.us-east-1.rds.amazonaws.com' } },
    }),
    status: 'PASSED',
    messages: ['open', 'ownSide'],
    text: 'other.c0ffee.us-east-1.rds.amazonaws.com is no resource of this account: only',
  },
  {
    name: 'is unknown where a named host is not in the account and the ACLs are not open to all',
    given: on(
      {
        given: withFields(
          { given: denied(t05(), 'RoleDetailList', 'iam:GetRole') },
          'Functions',
          'orders',
          {
            Environment: { Variables: { DB_HOST: 'other.c0ffee.us-east-1.rds.amazonaws.com' } },
          },
        ),
      },
      T05_PRIVATE,
      entry(true, 100, 'allow', [0, 9000]),
      entry(true, 110, 'allow', [1024, 65_535], { Protocol: '17' }),
      allowIn(),
    ),
    parameters: { requireUdp: false },
    status: 'UNKNOWN',
    unknownCall: 'other.c0ffee.us-east-1.rds.amazonaws.com is no resource of this account',
  },
  {
    name: 'does not apply where nothing is known to be needed',
    given: noNeed().given,
    resource: 'orders-1',
    status: 'NOT_APPLICABLE',
    messages: ['noNeed'],
  },
  {
    name: 'does not apply to an unattached function',
    given: TOPOLOGIES.t03().given,
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
]);
