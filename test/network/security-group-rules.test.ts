import { describe, expect, it } from 'vitest';
import { known } from '../../shared/model/fact.ts';
import {
  rulesAdmittingPort,
  securityGroupRules,
} from '../../shared/network/security-group-rules.ts';
import type { SecurityGroupRule } from '../../shared/network/security-group-rules.ts';
import { aSecurityGroup, GROUP, snapshot } from '../builders/snapshot.ts';

type Fields = Readonly<Record<string, unknown>>;

const DENIED = { kind: 'denied', call: 'ec2:DescribeSecurityGroups' } as const;
const anywhere = { IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

function compiled(permission: Fields): readonly SecurityGroupRule[] {
  const given = snapshot({
    collections: { SecurityGroups: [aSecurityGroup({ IpPermissionsEgress: [permission] })] },
  });
  const rules = securityGroupRules(given, GROUP, 'egress');
  return rules.known ? (rules.value ?? []) : [];
}

describe('a compiled rule', () => {
  it.each<[string, Fields, string[]]>([
    [
      'has one target, in the order of the answer',
      {
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        IpRanges: [{ CidrIp: '10.0.0.0/25' }, { CidrIp: '10.0.0.128/25' }],
        Ipv6Ranges: [{ CidrIpv6: '::/0' }],
        UserIdGroupPairs: [{ GroupId: 'sg-1' }, { GroupId: 'sg-2', PeeringStatus: 'deleted' }],
        PrefixListIds: [{ PrefixListId: 'pl-1' }],
      },
      [
        'egress tcp 443 to 10.0.0.0/25',
        'egress tcp 443 to 10.0.0.128/25',
        'egress tcp 443 to ::/0',
        'egress tcp 443 to sg-1',
        'egress tcp 443 to sg-2 (stale)',
        'egress tcp 443 to pl-1',
      ],
    ],
    [
      'for all protocols is for all ports, whatever it carries beside that',
      { IpProtocol: '-1', FromPort: 0, ToPort: 0, ...anywhere },
      ['egress all to 0.0.0.0/0'],
    ],
    [
      'may name its protocol by number',
      { IpProtocol: '17', FromPort: 53, ToPort: 54, ...anywhere },
      ['egress udp 53-54 to 0.0.0.0/0'],
    ],
    [
      'for another protocol has no ports: an ICMP type and code are none',
      { IpProtocol: 'icmp', FromPort: 3, ToPort: 4, ...anywhere },
      ['egress icmp to 0.0.0.0/0'],
    ],
    [
      'for all TCP ports does not list them',
      { IpProtocol: 'tcp', FromPort: 0, ToPort: 65_535, ...anywhere },
      ['egress tcp to 0.0.0.0/0'],
    ],
  ])('%s', (_, permission, texts) => {
    expect(compiled(permission).map((rule) => rule.text)).toEqual(texts);
  });

  it('is compiled once for each answer', () => {
    const given = snapshot();
    const [first, second] = [1, 2].map(() => securityGroupRules(given, GROUP, 'egress'));
    expect(first?.known && second?.known && first.value === second.value).toBe(true);
  });

  it('keeps the directions apart', () => {
    const given = snapshot({
      collections: {
        SecurityGroups: [aSecurityGroup({ IpPermissions: [{ IpProtocol: '-1', ...anywhere }] })],
      },
    });
    expect(securityGroupRules(given, GROUP, 'egress')).toEqual(known([]));
    expect(securityGroupRules(given, GROUP, 'ingress')).toMatchObject({
      value: [{ text: 'ingress all from 0.0.0.0/0' }],
    });
  });

  it('is undefined for a group that does not exist and unknown for one that was not read', () => {
    const given = snapshot({
      notFound: ['sg-gone'],
      gaps: [{ collection: 'SecurityGroups', of: 'sg-denied', reason: DENIED }],
    });
    expect(securityGroupRules(given, 'sg-gone', 'egress')).toEqual(known(undefined));
    expect(securityGroupRules(given, 'sg-denied', 'egress')).toMatchObject({ reason: DENIED });
    expect(securityGroupRules(given, 'sg-other', 'egress')).toMatchObject({
      reason: { kind: 'not-read', detail: 'sg-other is not in the answer' },
    });
  });
});

describe('rulesAdmittingPort', () => {
  const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...anywhere };
  const given = snapshot({
    collections: {
      SecurityGroups: [
        aSecurityGroup({ GroupId: 'sg-https', IpPermissions: [https] }),
        aSecurityGroup({ GroupId: 'sg-none' }),
      ],
    },
    gaps: [{ collection: 'SecurityGroups', of: 'sg-denied', reason: DENIED }],
  });

  it.each<[string, string[], number, unknown]>([
    ['finds the rules', ['sg-none', 'sg-https'], 443, { value: [{ groupId: 'sg-https' }] }],
    ['finds none for another port', ['sg-https'], 80, { known: true, value: [] }],
    ['needs no more once it has one', ['sg-denied', 'sg-https'], 443, { known: true }],
    ['cannot tell without the unread group', ['sg-denied', 'sg-none'], 443, { reason: DENIED }],
  ])('%s', (_, groupIds, port, expected) => {
    expect(rulesAdmittingPort(given, groupIds, 'ingress', 'tcp', port)).toMatchObject(
      Object(expected),
    );
  });
});
