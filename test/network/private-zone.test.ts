import { describe, expect, it } from 'vitest';
import { reasonText } from '../../shared/model/fact.ts';
import { Snapshot } from '../../shared/model/snapshot.ts';
import { resolvedName } from '../../shared/network/private-zone.ts';
import { content, item, snapshot, VPC } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';

type Loose = Readonly<Record<string, unknown>>;

const zone = (Name: string, HostedZoneId = 'Z1', VPCId = VPC) =>
  item('HostedZoneSummaries', { HostedZoneId, Name, VPCId });
const record = (Name: string, Type: string, fields: Loose, HostedZoneId = 'Z1') =>
  item('ResourceRecordSets', { HostedZoneId, Name, Type, ...fields });
const values = (...all: readonly string[]) => ({
  ResourceRecords: all.map((Value) => ({ Value })),
});
const alias = (DNSName: string) => ({ AliasTarget: { HostedZoneId: 'Z1', DNSName } });

const RECORDS = [
  record('db.shop.internal.', 'A', values('10.0.5.4', '10.0.6.4')),
  record('db.shop.internal.', 'AAAA', values('2600:1f18::5')),
  record('orders.shop.internal.', 'CNAME', values('orders.c0ffee.us-east-1.rds.amazonaws.com')),
  record('main.shop.internal.', 'CNAME', values('DB.shop.internal.')),
  record('front.shop.internal.', 'A', alias('main.shop.internal.')),
  record('loop.shop.internal.', 'CNAME', values('loop.shop.internal.')),
  record('\\052.apps.shop.internal.', 'A', values('10.0.9.9')),
  record('own.apps.shop.internal.', 'A', values('10.0.9.1')),
  record('mail.shop.internal.', 'TXT', values('"v=spf1"')),
  record('far.deep.shop.internal.', 'A', values('10.0.7.7'), 'Z2'),
];

function resolve(host: string, collections: SnapshotChanges['collections'] = {}): unknown {
  const built = snapshot({
    collections: {
      HostedZoneSummaries: [zone('shop.internal.'), zone('deep.shop.internal.', 'Z2')],
      ResourceRecordSets: RECORDS,
      ...collections,
    },
  });
  const found = resolvedName(built, VPC, host);
  if (!found.known) return reasonText(found.reason);
  return found.value && [...found.value.addresses, ...found.value.names];
}

const forwarding = (DomainName: string) => ({
  ResolverRuleAssociations: [
    item('ResolverRuleAssociations', { Id: 'a1', ResolverRuleId: 'rslvr-rr-1', VPCId: VPC }),
  ],
  ResolverRules: [item('ResolverRules', { Id: 'rslvr-rr-1', DomainName, RuleType: 'FORWARD' })],
});

describe('a private name', () => {
  it.each([
    ['addresses of both families', 'db.shop.internal', ['10.0.5.4', '10.0.6.4', '2600:1f18::5']],
    [
      'the name of a database',
      'orders.shop.internal',
      ['orders.c0ffee.us-east-1.rds.amazonaws.com'],
    ],
    ['a name of the same zone', 'main.shop.internal', ['10.0.5.4', '10.0.6.4', '2600:1f18::5']],
    ['an alias of an alias', 'front.shop.internal', ['10.0.5.4', '10.0.6.4', '2600:1f18::5']],
    ['a wildcard', 'any.apps.shop.internal', ['10.0.9.9']],
    ['a record of its own beside a wildcard', 'own.apps.shop.internal', ['10.0.9.1']],
    ['the most specific zone', 'far.deep.shop.internal', ['10.0.7.7']],
  ])('stands for %s', (_, host, expected) => {
    expect(resolve(host)).toEqual(expected);
  });

  it.each([
    ['leads to itself', 'loop.shop.internal', 'without an end'],
    ['has no address', 'mail.shop.internal', 'hosted zone Z1 stands for mail.shop.internal'],
    ['is not in the zone that holds it', 'db.deep.shop.internal', 'hosted zone Z2'],
  ])('is unknown where it %s', (_, host, reason) => {
    expect(resolve(host)).toContain(reason);
  });

  it('is unknown where a rule forwards it, unless a more specific zone holds it', () => {
    expect(resolve('db.shop.internal', forwarding('shop.internal.'))).toContain('forwarded');
    expect(resolve('db.shop.internal', forwarding('internal.'))).toHaveLength(3);
  });

  it('is none of the VPC where no zone of the VPC holds it', () => {
    expect(resolve('db.example.internal')).toBeUndefined();
    const HostedZoneSummaries = [zone('shop.internal.', 'Z1', 'vpc-other')];
    expect(resolve('db.shop.internal', { HostedZoneSummaries })).toBeUndefined();
  });

  it('is unknown where the records were not read', () => {
    expect(resolve('db.shop.internal', { ResourceRecordSets: undefined })).toContain(
      'route53:ListResourceRecordSets',
    );
  });

  it('is answered by a zone of a neighbouring account', () => {
    const [spoke] = Snapshot.linked([
      content({
        collections: {
          HostedZoneSummaries: [zone('shop.internal.')],
          ResourceRecordSets: undefined,
        },
      }),
      content({
        collections: { ResourceRecordSets: RECORDS },
        header: { accountId: '444455556666' },
      }),
    ]);
    const found = spoke && resolvedName(spoke, VPC, 'own.apps.shop.internal');
    expect(found).toMatchObject({ known: true, value: { addresses: ['10.0.9.1'] } });
  });
});
