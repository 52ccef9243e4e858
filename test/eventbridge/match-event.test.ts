import { describe, expect, it } from 'vitest';
import { matchesEvent } from './match-event.ts';

/** The event that AWS's page on patterns uses: an instance that terminated. */
const EVENT = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2017-12-22T18:43:48Z',
  region: 'us-west-1',
  resources: ['arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0'],
  detail: {
    'instance-id': 'i-1234567890abcdef0',
    state: 'terminated',
    'c-count': 10,
    'd-count': 301.8,
    'source-ip': '10.0.0.12',
    location: 'us-east-',
    empty: '',
    nothing: null,
    flag: true,
  },
} as const;

const GROUPS = {
  detail: {
    employees: [
      { firstName: 'Anna', role: 'owner', since: 2020 },
      { firstName: 'Bob', role: 'guest', since: 2022 },
    ],
    tags: ['a', 'b'],
    none: [],
  },
} as const;

describe('matchesEvent', () => {
  it.each<[name: string, pattern: object, matches: boolean]>([
    ['every field', { source: ['aws.ec2'], detail: { state: ['terminated'] } }, true],
    ['a field that differs', { source: ['aws.ec2'], detail: { state: ['running'] } }, false],
    ['one of several values', { detail: { state: ['running', 'terminated'] } }, true],
    ['a field that is absent', { detail: { reason: ['spot'] } }, false],
    ['an element of a list', { resources: [{ suffix: 'instance/i-1234567890abcdef0' }] }, true],
    ['the whole value, not a part', { source: ['aws'] }, false],
    ['case as it is written', { source: ['AWS.ec2'] }, false],
    ['an empty text', { detail: { empty: [''] } }, true],
    ['an empty text, asked of null', { detail: { nothing: [''] } }, false],
    ['null', { detail: { nothing: [null] } }, true],
    ['a boolean', { detail: { flag: [true] } }, true],
    ['a number', { detail: { 'c-count': [10] } }, true],
    ['a number, asked as text', { detail: { 'c-count': ['10'] } }, false],
    ['prefix', { time: [{ prefix: '2017-12-22' }] }, true],
    ['prefix of another day', { time: [{ prefix: '2017-10-02' }] }, false],
    ['prefix of a number', { detail: { 'c-count': [{ prefix: '1' }] } }, false],
    ['prefix in any case', { source: [{ prefix: { 'equals-ignore-case': 'AWS.' } }] }, true],
    ['suffix', { source: [{ suffix: '.ec2' }] }, true],
    ['suffix in any case', { source: [{ suffix: { 'equals-ignore-case': '.EC2' } }] }, true],
    ['suffix that is not at the end', { source: [{ suffix: 'aws' }] }, false],
    [
      'equals-ignore-case',
      { 'detail-type': [{ 'equals-ignore-case': 'ec2 instance State-change notification' }] },
      true,
    ],
    ['anything-but a text', { detail: { state: [{ 'anything-but': 'initializing' }] } }, true],
    ['anything-but this text', { detail: { state: [{ 'anything-but': 'terminated' }] } }, false],
    ['anything-but a number', { detail: { 'c-count': [{ 'anything-but': 123 }] } }, true],
    [
      'anything-but a list',
      { detail: { state: [{ 'anything-but': ['stopped', 'terminated'] }] } },
      false,
    ],
    [
      'anything-but of an absent field',
      { detail: { reason: [{ 'anything-but': 'spot' }] } },
      false,
    ],
    [
      'anything-but a prefix',
      { detail: { state: [{ 'anything-but': { prefix: 'init' } }] } },
      true,
    ],
    [
      'anything-but this prefix',
      { detail: { state: [{ 'anything-but': { prefix: 'term' } }] } },
      false,
    ],
    [
      'anything-but suffixes',
      { detail: { state: [{ 'anything-but': { suffix: ['.txt', 'ed'] } }] } },
      false,
    ],
    [
      'anything-but in any case',
      { detail: { state: [{ 'anything-but': { 'equals-ignore-case': 'TERMINATED' } }] } },
      false,
    ],
    [
      'anything-but a wildcard',
      { detail: { state: [{ 'anything-but': { wildcard: 't*d' } }] } },
      false,
    ],
    ['numeric, a range', { detail: { 'c-count': [{ numeric: ['>', 0, '<=', 10] }] } }, true],
    ['numeric, above', { detail: { 'c-count': [{ numeric: ['>', 10] }] } }, false],
    ['numeric, equal', { detail: { 'd-count': [{ numeric: ['=', 301.8] }] } }, true],
    ['numeric, below', { detail: { 'd-count': [{ numeric: ['<', 10] }] } }, false],
    ['numeric, at least', { detail: { 'd-count': [{ numeric: ['>=', 301.8] }] } }, true],
    ['numeric of a text', { detail: { state: [{ numeric: ['>', 0] }] } }, false],
    ['cidr', { detail: { 'source-ip': [{ cidr: '10.0.0.0/24' }] } }, true],
    ['another cidr', { detail: { 'source-ip': [{ cidr: '10.0.1.0/24' }] } }, false],
    ['exists', { detail: { state: [{ exists: true }] } }, true],
    ['exists, of a field that is absent', { detail: { 'c-missing': [{ exists: true }] } }, false],
    [
      'exists: false, of a field that is absent',
      { detail: { 'c-missing': [{ exists: false }] } },
      true,
    ],
    ['exists: false, of a field that is there', { detail: { state: [{ exists: false }] } }, false],
    ['exists: false, of a field that is null', { detail: { nothing: [{ exists: false }] } }, false],
    ['exists, of what is no leaf', { detail: [{ exists: true }] }, false],
    ['exists: false below what is absent', { missing: { below: [{ exists: false }] } }, true],
    ['wildcard', { source: [{ wildcard: 'aws.*' }] }, true],
    ['wildcard in the middle', { detail: { 'instance-id': [{ wildcard: 'i-*ef0' }] } }, true],
    ['wildcard takes a dot as a dot', { source: [{ wildcard: 'aws?ec2' }] }, false],
    [
      '$or, the second',
      { detail: { $or: [{ 'c-count': [1] }, { 'd-count': [{ numeric: ['>', 300] }] }] } },
      true,
    ],
    ['$or, neither', { detail: { $or: [{ 'c-count': [1] }, { 'd-count': [1] }] } }, false],
    [
      '$or beside a field that differs',
      { source: ['aws.s3'], $or: [{ account: ['111122223333'] }, { region: ['x'] }] },
      false,
    ],
    [
      'several values beside operators',
      { detail: { state: ['running', { prefix: 'term' }] } },
      true,
    ],
  ])('%s', (_name, pattern, matches) => {
    expect(matchesEvent(pattern, EVENT)).toBe(matches);
  });

  it.each<[name: string, pattern: object, matches: boolean]>([
    ['one element with both', { firstName: ['Anna'], role: ['owner'] }, true],
    ['the parts in different elements', { firstName: ['Anna'], role: ['guest'] }, false],
    ['an element without a field', { firstName: ['Bob'], left: [{ exists: false }] }, true],
  ])('a list of objects: %s', (_name, employees, matches) => {
    expect(matchesEvent({ detail: { employees } }, GROUPS)).toBe(matches);
  });

  it('a list of values: any of them counts', () => {
    expect(matchesEvent({ detail: { tags: ['b', 'c'] } }, GROUPS)).toBe(true);
    expect(matchesEvent({ detail: { none: [{ exists: false }] } }, GROUPS)).toBe(true);
  });

  it.each([
    ['an operator that does not exist', { source: [{ begins: 'aws' }] }],
    ['a value without its list', { source: 'aws.ec2' }],
    ['an empty list', { source: [] }],
    ['two operators at once', { source: [{ prefix: 'aws', suffix: 'ec2' }] }],
    ['exists without a boolean', { source: [{ exists: 'no' }] }],
    ['a comparison that does not exist', { detail: { 'c-count': [{ numeric: ['!=', 1] }] } }],
    ['a single alternative', { $or: [{ source: ['aws.ec2'] }] }],
  ])('refuses %s', (_name, pattern) => {
    expect(() => matchesEvent(pattern, EVENT)).toThrow(Error);
  });
});
