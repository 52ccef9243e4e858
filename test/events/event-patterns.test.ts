import { describe, expect, it } from 'vitest';
import { deployedRules } from '../../scripts/generate-event-patterns.ts';
import { CHANGE_CATALOGUE } from '../../shared/events/change-catalogue.ts';
import { CHANGE_KINDS } from '../../shared/events/change-kind.ts';
import { changeOf } from '../../shared/events/change.ts';
import { readCloudTrailEvent } from '../../shared/events/cloudtrail-event.ts';
import { eventRules, PATTERN_CHARACTERS } from '../../shared/events/event-patterns.ts';
import { matchesEvent } from '../eventbridge/match-event.ts';
import { envelopeOf, recordOf } from '../fixtures/events/inferred-events.ts';
import { recordedEnvelopes } from './recorded-envelopes.ts';
import type { Envelope } from './recorded-envelopes.ts';

const RULES = deployedRules();

/** The rules that would take the event. */
function takenBy(event: unknown): readonly string[] {
  return RULES.filter(({ pattern }) => matchesEvent(pattern, event)).map(({ name }) => name);
}

function isDelivered(event: Envelope): boolean {
  const read = readCloudTrailEvent(event);
  if (!read.ok) throw new Error(`${read.error.field}: ${read.error.problem}`);
  return changeOf(read.event).matched;
}

describe('the event patterns', () => {
  it.each(RULES.map((rule) => [rule.name, rule] as const))(
    '%s fits into the quota, with the account and the region that a deployed rule adds',
    (_name, { pattern }) => {
      const deployed = { account: ['111122223333'], region: ['ap-southeast-1'], ...pattern };
      expect(JSON.stringify(deployed).length).toBeLessThanOrEqual(PATTERN_CHARACTERS);
    },
  );

  it('are those of the kinds that some control names, which are all', () => {
    expect([...new Set(RULES.flatMap(({ kinds }) => kinds))].sort()).toEqual(
      [...CHANGE_KINDS].sort(),
    );
  });

  it('leave out what no control names', () => {
    const rules = eventRules(new Set(['role', 'route']));
    expect(rules.map(({ name }) => name)).toEqual(['ec2', 'iam']);
    expect(rules.flatMap(({ kinds }) => kinds)).toEqual(['route', 'role']);
  });

  it('have names of their own', () => {
    const names = RULES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  const calls = CHANGE_CATALOGUE.flatMap((row) => {
    const service = row.eventSource.replace('.amazonaws.com', '');
    const names = [
      ...(row.exact ?? []),
      ...(row.dated ?? []).flatMap((name) => [name, `${name}20150331`, `${name}20150331v2`]),
      ...(row.prefix ?? []).map((name) => `${name}Something`),
    ];
    return names.map((name) => [service, name] as const);
  });

  it.each(calls)('take %s %s by one rule', (service, name) => {
    expect(takenBy(envelopeOf(recordOf(service, name)))).toHaveLength(1);
  });

  it.each([
    ['lambda', 'CreateFunctionUrlConfig'],
    ['lambda', 'DeleteFunctionConcurrency20171031'],
    ['lambda', 'GetFunction20150331v2'],
    ['ec2', 'CreateRouteServer'],
    ['ec2', 'CreateVpcEndpointServiceConfiguration'],
    ['ec2', 'CreateTags'],
    ['cloudfront', 'CreateFunction'],
    ['apigateway', 'CreateRoute'],
    ['es', 'CreateVpcEndpoint'],
    ['rds', 'CreateDBSnapshot'],
  ])('do not take %s %s', (service, name) => {
    expect(takenBy(envelopeOf(recordOf(service, name)))).toEqual([]);
  });

  it.each<[string, object, object]>([
    ['a call that failed', { errorCode: 'AccessDenied' }, {}],
    ['a dry run', { errorCode: 'Client.DryRunOperation' }, {}],
    ['what is no call', {}, { 'detail-type': 'AWS Service Event via CloudTrail' }],
    ['an event that a user put on the bus', {}, { source: 'my.own' }],
  ])('do not take %s', (_name, record, envelope) => {
    const event = envelopeOf(recordOf('ec2', 'CreateRoute', { ...record }), { ...envelope });
    expect(takenBy(event)).toEqual([]);
  });
});

const recorded = recordedEnvelopes();

describe.skipIf(recorded.length === 0)('recorded events (RECORDED_DATA)', () => {
  it('are there in number', () => {
    expect(recorded.length).toBeGreaterThan(100);
    expect(recorded.filter(({ event }) => isDelivered(event)).length).toBeGreaterThan(40);
  });

  it.each(recorded)('$file is taken by one rule or by none, as changeOf says', ({ event }) => {
    expect(takenBy(event)).toHaveLength(isDelivered(event) ? 1 : 0);
  });
});
