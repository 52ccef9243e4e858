import { functionSgEgressBroad } from '../../../shared/controls/security-groups/function-sg-egress-broad.ts';
import { denied, withFields } from '../../builders/changed.ts';
import { t05 } from '../../builders/reference-design.ts';
import { GROUP } from '../../builders/snapshot.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';
import { ALLOW_ALL, permission, toCidr, toGroup } from '../../builders/topology.ts';
import type { Topology } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

type Loose = Record<string, unknown>;

const egress = (topology: Topology, ...IpPermissionsEgress: Loose[]) =>
  withFields(topology, 'SecurityGroups', GROUP, { IpPermissionsEgress });
const ports = (FromPort: number, ToPort: number, to: Loose) => ({
  IpProtocol: 'tcp',
  FromPort,
  ToPort,
  ...to,
});
const anywhere = permission(443, toCidr('0.0.0.0/0'));
/** T06 needs nothing public: only the Lambda endpoint of its VPC. */
const isolated = () => TOPOLOGIES.t06();
const low = { status: 'FAILED', severity: 'LOW', messages: ['everything'] } as const;

controlTable(functionSgEgressBroad, [
  {
    name: 'passes 443 to anywhere for a need of the internet',
    given: t05().given,
    status: 'PASSED',
  },
  {
    name: 'passes 443 to anywhere for gateway endpoints',
    given: withFields(t05(), 'Functions', 'orders', { Tags: {} }),
    status: 'PASSED',
  },
  {
    name: 'passes 443 to anywhere for a service without an endpoint',
    given: egress(
      { given: withFields(TOPOLOGIES.t07(), 'Functions', 'orders', { Tags: {} }) },
      anywhere,
    ),
    status: 'PASSED',
  },
  {
    name: 'fails LOW the rule that every group is born with',
    given: egress(isolated(), ...ALLOW_ALL),
    ...low,
    confidence: 'CERTAIN',
    evidence: ['sg-0a IpPermissionsEgress egress all to 0.0.0.0/0'],
  },
  {
    name: 'notes that a way to the internet works',
    given: egress(t05(), ...ALLOW_ALL),
    ...low,
    messages: ['everything', 'exfiltration'],
    evidence: ['sg-0a IpPermissionsEgress egress all to 0.0.0.0/0'],
  },
  {
    name: 'fails all TCP ports',
    given: egress(isolated(), ports(0, 65_535, toCidr('0.0.0.0/0'))),
    ...low,
    evidence: ['sg-0a IpPermissionsEgress egress tcp to 0.0.0.0/0'],
  },
  {
    name: 'fails all ports but the reserved one',
    given: egress(isolated(), ports(1, 65_535, toCidr('0.0.0.0/0'))),
    ...low,
    evidence: ['sg-0a IpPermissionsEgress egress tcp 1-65535 to 0.0.0.0/0'],
  },
  {
    name: 'fails everything over IPv6',
    given: egress(isolated(), permission(undefined, { Ipv6Ranges: [{ CidrIpv6: '::/0' }] })),
    ...low,
    evidence: ['sg-0a IpPermissionsEgress egress all to ::/0'],
  },
  {
    name: 'fails anywhere in two halves',
    given: egress(
      isolated(),
      permission(undefined, toCidr('0.0.0.0/1')),
      permission(undefined, toCidr('128.0.0.0/1')),
    ),
    ...low,
    messages: ['everything', 'everything'],
    evidence: ['sg-0a IpPermissionsEgress egress all to 128.0.0.0/1'],
  },
  {
    name: 'passes one half',
    given: egress(isolated(), permission(undefined, toCidr('0.0.0.0/1'))),
    status: 'PASSED',
  },
  {
    name: 'passes everything to a group or to a block of the VPC',
    given: egress(
      isolated(),
      permission(undefined, toGroup('sg-endpoints')),
      permission(undefined, toCidr('10.0.0.0/16')),
    ),
    status: 'PASSED',
  },
  {
    name: 'fails INFO 443 to anywhere that no function has a use for',
    given: egress(isolated(), anywhere),
    status: 'FAILED',
    severity: 'INFO',
    messages: ['unused'],
    evidence: ['sg-0a IpPermissionsEgress egress tcp 443 to 0.0.0.0/0'],
  },
  {
    name: 'cannot tell that nobody has a use for it where not all functions were read',
    given: {
      ...egress(isolated(), anywhere),
      gaps: [
        {
          collection: 'Functions',
          reason: { kind: 'not-read', call: 'lambda:ListFunctions' },
        },
      ],
    },
    status: 'UNKNOWN',
    unknownCall: 'lambda:ListFunctions',
  },
  {
    name: 'passes single ports that are not public ones',
    given: egress(isolated(), permission(5432, toCidr('0.0.0.0/0'))),
    status: 'PASSED',
  },
  {
    name: 'fails INFO other ports that are configured as public',
    given: egress(isolated(), permission(8443, toCidr('0.0.0.0/0'))),
    parameters: { publicPorts: [443, 8443] },
    status: 'FAILED',
    severity: 'INFO',
    messages: ['unused'],
    evidence: ['sg-0a IpPermissionsEgress egress tcp 8443 to 0.0.0.0/0'],
  },
  {
    name: 'passes UDP to anywhere',
    given: egress(isolated(), { ...ports(0, 65_535, toCidr('0.0.0.0/0')), IpProtocol: 'udp' }),
    status: 'PASSED',
  },
  {
    name: 'is unknown where the needs that could use 443 are not known',
    given: denied({ given: egress(isolated(), anywhere) }, 'RoleDetailList', 'iam:GetRole'),
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'fails everything though the needs are not known',
    given: denied({ given: egress(isolated(), ...ALLOW_ALL) }, 'RoleDetailList', 'iam:GetRole'),
    ...low,
    evidence: ['sg-0a IpPermissionsEgress egress all to 0.0.0.0/0'],
  },
  {
    name: 'does not apply to a group with the exempt tag',
    given: withFields(isolated(), 'SecurityGroups', GROUP, {
      IpPermissionsEgress: ALLOW_ALL,
      Tags: [{ Key: 'egress', Value: 'open' }],
    }),
    parameters: { exemptTag: 'egress=open' },
    status: 'NOT_APPLICABLE',
    messages: ['exempt'],
  },
  {
    name: 'applies to a group with another value of that tag',
    given: withFields(isolated(), 'SecurityGroups', GROUP, {
      IpPermissionsEgress: ALLOW_ALL,
      Tags: [{ Key: 'egress', Value: 'closed' }],
    }),
    parameters: { exemptTag: 'egress=open' },
    ...low,
    evidence: ['sg-0a IpPermissionsEgress egress all to 0.0.0.0/0'],
  },
]);
