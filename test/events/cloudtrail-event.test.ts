import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOf } from '../../shared/events/change.ts';
import { readCloudTrailEvent } from '../../shared/events/cloudtrail-event.ts';
import { namedScope } from '../../shared/events/named-scope.ts';
import { envelopeOf, recordOf, replaceRoute } from '../fixtures/events/inferred-events.ts';

function errorOf(document: unknown) {
  const result = readCloudTrailEvent(document);
  if (result.ok) throw new Error('was read');
  return result.error;
}

function recordRead(document: unknown) {
  const result = readCloudTrailEvent(document);
  if (!result.ok) throw new Error(`${result.error.field}: ${result.error.problem}`);
  return result.event.record;
}

const TELLING_KEYS = [
  'items',
  'item',
  'content',
  'tag',
  'omitted',
  'dryRun',
  '__proto__',
  'constructor',
  'functionName',
  'functionArn',
  'resource',
  'role',
  'roleName',
  'arn',
  'uUID',
  'publicIp',
  'vpcId',
  'hostedZoneId',
  'CreateVpcEndpointRequest',
  'policyDocument',
];

const TELLING_VALUES = [
  '',
  'true',
  'orders',
  'arn:',
  ':::::::',
  'arn:aws:lambda:::function:',
  '999.1.1.1',
  '::',
  'vpc-0a1b2c3d',
  'arn:aws:ec2:r:a:subnet/',
  'arn:aws:iam::1:role/',
  '/hostedzone/Z1',
];

/** Takes a document all the way: the resources it names, or what is wrong with it. */
function outcomeOf(document: unknown): readonly string[] {
  const result = readCloudTrailEvent(document);
  if (!result.ok) return [result.error.problem];
  const change = changeOf(result.event);
  return namedScope(change, result.event.record).resources.map(({ type, id }) => `${type} ${id}`);
}

describe('readCloudTrailEvent', () => {
  it('takes a record, an envelope and a log file with one record', () => {
    const record = recordRead(replaceRoute);
    expect(record.eventName).toBe('ReplaceRoute');
    expect(recordRead(envelopeOf(replaceRoute))).toEqual(record);
    expect(recordRead({ Records: [replaceRoute] })).toEqual(record);
  });

  it('keeps how EventBridge wrapped the record', () => {
    expect(readCloudTrailEvent(envelopeOf(replaceRoute))).toMatchObject({
      ok: true,
      event: {
        envelope: {
          source: 'aws.ec2',
          detailType: 'AWS API Call via CloudTrail',
          account: '111122223333',
        },
      },
    });
  });

  it.each<[name: string, document: unknown, field: string, problem: string]>([
    ['null', null, '', 'JSON object'],
    ['a list', [replaceRoute], '', 'JSON object'],
    ['text', 'ReplaceRoute', '', 'JSON object'],
    ['another document', { Vpcs: [] }, '', 'eventName'],
    ['a prototype that would fit', { ['__proto__']: replaceRoute }, '', 'eventName'],
    ['an empty log file', { Records: [] }, 'Records', 'found 0'],
    ['a full log file', { Records: [replaceRoute, replaceRoute] }, 'Records', 'found 2'],
    ['no list of records', { Records: replaceRoute }, 'Records', 'list'],
    ['a queue message', { Records: [{ body: '{}' }] }, 'Records[0].eventName', 'missing'],
    ['no event name', { ...replaceRoute, eventName: undefined }, 'eventName', 'missing'],
    ['an empty event name', { ...replaceRoute, eventName: '' }, 'eventName', 'empty'],
    ['a number for a source', { ...replaceRoute, eventSource: 7 }, 'eventSource', 'expected text'],
    ['no id', { ...replaceRoute, eventID: null }, 'eventID', 'expected text'],
    ['no region', { ...replaceRoute, awsRegion: undefined }, 'awsRegion', 'missing'],
    ['a time in words', { ...replaceRoute, eventTime: 'yesterday' }, 'eventTime', 'UTC'],
    [
      'a time elsewhere',
      { ...replaceRoute, eventTime: '2026-01-31T12:00:00+02:00' },
      'eventTime',
      'UTC',
    ],
    ['a 13th month', { ...replaceRoute, eventTime: '2026-13-01T12:00:00Z' }, 'eventTime', 'UTC'],
    ['an error code that is no text', { ...replaceRoute, errorCode: 403 }, 'errorCode', 'text'],
    ['an envelope without record', envelopeOf({}), 'detail.eventName', 'missing'],
    [
      'an envelope without type',
      envelopeOf(replaceRoute, { 'detail-type': undefined }),
      'detail-type',
      'missing',
    ],
    [
      'an envelope around text',
      { source: 'aws.ec2', 'detail-type': 'x', detail: 'x' },
      'detail',
      'object',
    ],
  ])('refuses %s and says where', (_name, document, field, problem) => {
    const error = errorOf(document);
    expect(error.field).toBe(field);
    expect(error.problem).toContain(problem);
  });

  it.each([
    ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00Z'],
    ['2026-01-31 12:00:00', '2026-01-31T12:00:00Z'],
    ['2026-01-31 12:00:00.000000000', '2026-01-31T12:00:00Z'],
    ['2026-01-31T12:00:00.123Z', '2026-01-31T12:00:00Z'],
  ])('writes the time %s as %s', (eventTime, expected) => {
    expect(recordRead({ ...replaceRoute, eventTime }).eventTime).toBe(expected);
  });

  it('does without all that only describes the caller', () => {
    const strange = {
      userIdentity: 'root',
      sourceIPAddress: 7,
      userAgent: null,
      readOnly: 'maybe',
    };
    const record = recordRead({ ...replaceRoute, ...strange });
    expect(record).toMatchObject({
      userIdentity: undefined,
      sourceIPAddress: undefined,
      userAgent: undefined,
      readOnly: undefined,
    });
  });

  it('never throws, whatever the JSON; neither does what follows', () => {
    const parameters = fc.object({
      key: fc.oneof(fc.constantFrom(...TELLING_KEYS), fc.string()),
      values: [fc.constantFrom(...TELLING_VALUES), fc.string(), fc.integer(), fc.constant(null)],
      maxDepth: 4,
    });
    const anyRecord = fc
      .tuple(parameters, parameters, fc.constantFrom('ec2', 'lambda', 'iam', 'route53', 'x'))
      .map(([requestParameters, responseElements, service]) =>
        recordOf(service, 'CreateFunction', { requestParameters, responseElements }),
      );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          anyRecord,
          anyRecord.map((r) => envelopeOf(r)),
        ),
        (json) => {
          const told = outcomeOf(json);
          expect(told).toEqual([...new Set(told)]);
          expect(told).not.toContain('');
        },
      ),
    );
  });

  it('never throws on a record with any one field replaced', () => {
    const field = fc.constantFrom(...Object.keys(replaceRoute));
    fc.assert(
      fc.property(field, fc.jsonValue(), (name, value) => {
        const document = { ...replaceRoute, [name]: value };
        const result = readCloudTrailEvent(document);
        expect([undefined, name]).toContain(result.ok ? undefined : result.error.field);
        expect(outcomeOf(document)).toBeInstanceOf(Array);
      }),
    );
  });
});
