import { describe, expect, test } from 'vitest';
import { Snapshot } from '../../../shared/model/snapshot.ts';
import { ATTACHED } from './fake-account.ts';
import { FakeAws, json, jsonError, readFake } from './fake-aws.ts';
import type { Parameters } from './fake-aws.ts';

const DENIED = jsonError('AccessDeniedException', 'no', 400);
const NAMES = {
  ListResolverRuleAssociations: json({
    ResolverRuleAssociations: [
      { Id: 'a-1', ResolverRuleId: 'rslvr-rr-1', VPCId: 'vpc-1', Status: 'COMPLETE' },
      { Id: 'a-2', ResolverRuleId: 'rslvr-rr-2', VPCId: 'vpc-elsewhere' },
      { Id: 'a-3', ResolverRuleId: 'rslvr-autodefined-rr-internet-resolver', VPCId: 'vpc-1' },
    ],
  }),
  GetResolverRule: json({
    ResolverRule: { Id: 'rslvr-rr-1', DomainName: 'corp.', RuleType: 'FORWARD' },
  }),
  ListProfileAssociations: ({ nextToken }: Parameters) =>
    nextToken === undefined
      ? json({ ProfileAssociations: [], NextToken: '2' })
      : json({
          ProfileAssociations: [
            { Id: 'p-1', ProfileId: 'rp-1', ResourceId: 'vpc-1', Status: 'COMPLETE' },
            { Id: 'p-2', ProfileId: 'rp-2', ResourceId: 'vpc-elsewhere', Status: 'COMPLETE' },
          ],
        }),
  ListProfileResourceAssociations: json({
    ProfileResourceAssociations: [
      { Id: 'r-1', ProfileId: 'rp-1', ResourceArn: 'arn:aws:ec2:us-east-1:1:vpc-endpoint/vpce-1' },
    ],
  }),
};

describe('forward rules and Route 53 Profiles', () => {
  test('are read for the VPCs with functions', async () => {
    const fake = new FakeAws({ ...ATTACHED, ...NAMES });
    const { collections, gaps } = await readFake(fake);
    expect(collections.ResolverRuleAssociations).toHaveLength(3);
    expect(collections.ResolverRules).toEqual([
      { Id: 'rslvr-rr-1', DomainName: 'corp.', RuleType: 'FORWARD' },
    ]);
    expect(collections.ProfileAssociations).toHaveLength(2);
    expect(collections.ProfileResourceAssociations).toMatchObject([{ Id: 'r-1' }]);
    expect(fake.requestsOf('GetResolverRule')).toEqual([{ ResolverRuleId: 'rslvr-rr-1' }]);
    expect(fake.requestsOf('ListProfileResourceAssociations')).toMatchObject([{ name: 'rp-1' }]);
    expect(gaps).toEqual([]);
  });

  test('are asked of nobody where no VPC holds a function or endpoint', async () => {
    const fake = new FakeAws(NAMES);
    await readFake(fake);
    expect(fake.requestsOf('ListResolverRuleAssociations')).toEqual([]);
    expect(fake.requestsOf('ListProfileAssociations')).toEqual([]);
  });

  test.each([
    ['ListResolverRuleAssociations', 'ResolverRuleAssociations', undefined, 'route53resolver'],
    ['GetResolverRule', 'ResolverRules', 'rslvr-rr-1', 'route53resolver'],
    ['ListProfileAssociations', 'ProfileAssociations', undefined, 'route53profiles'],
    ['ListProfileResourceAssociations', 'ProfileResourceAssociations', 'rp-1', 'route53profiles'],
  ] as const)('of which %s is refused leave only their own gap', async (call, name, of, prefix) => {
    const fake = new FakeAws({ ...ATTACHED, ...NAMES, [call]: DENIED });
    const snapshot = new Snapshot(await readFake(fake));
    expect(snapshot.gap(name, of)?.reason).toEqual({ kind: 'denied', call: `${prefix}:${call}` });
    expect(snapshot.content.gaps).toHaveLength(1);
  });
});

type Sent = globalThis.Parameters<FakeAws['handle']>[0] & { readonly hostname?: string };

/** Where each request goes and what it is signed for. */
class Recorder extends FakeAws {
  readonly sent: { readonly host: string; readonly signature: string }[] = [];

  override handle(request: Sent): Promise<{ response: object }> {
    const { hostname = '', headers } = request;
    this.sent.push({ host: hostname, signature: headers['authorization'] ?? '' });
    return super.handle(request);
  }
}

test.each(['route53resolver', 'route53profiles'])(
  '%s is asked at its own host, and the request signed for it',
  async (service) => {
    const fake = new Recorder({ ...ATTACHED, ...NAMES });
    await readFake(fake);
    const requests = fake.sent.filter((one) => one.host === `${service}.us-east-1.amazonaws.com`);
    expect(requests.length).toBeGreaterThan(0);
    const scope = `/us-east-1/${service}/aws4_request`;
    expect(requests.filter(({ signature }) => !signature.includes(scope))).toEqual([]);
  },
);
