import { describe, expect, it } from 'vitest';
import { deployedRules } from '../../scripts/generate-event-patterns.ts';
import {
  forwardedRules,
  forwardingRegions,
  globalEventRegion,
} from '../../shared/events/event-regions.ts';

const RULES = deployedRules();

/** Which rules each region forwards, by name. */
function forwarded(home: string, audited: readonly string[]) {
  return Object.fromEntries(
    [...forwardedRules(RULES, home, audited)].map(([region, rules]) => [
      region,
      rules.map(({ name }) => name),
    ]),
  );
}

const GLOBAL = ['iam', 'organizations', 'route53'];
const REGIONAL = RULES.map(({ name }) => name).filter((name) => !GLOBAL.includes(name));
const ALL = RULES.map(({ name }) => name);

describe('forwardedRules', () => {
  it.each<[string, string, readonly string[], object]>([
    [
      'the home region alone needs the region of global services',
      'eu-west-1',
      [],
      { 'us-east-1': GLOBAL },
    ],
    [
      'a home that is audited forwards nothing',
      'eu-west-1',
      ['eu-west-1'],
      { 'us-east-1': GLOBAL },
    ],
    ['us-east-1 does not forward to itself', 'us-east-1', ['us-east-1'], {}],
    [
      'a further region forwards regional services',
      'us-east-1',
      ['us-east-1', 'eu-west-1'],
      { 'eu-west-1': REGIONAL },
    ],
    [
      'us-east-1 as an audited region forwards all',
      'eu-west-1',
      ['eu-west-1', 'us-east-1'],
      { 'us-east-1': ALL },
    ],
    ['GovCloud', 'us-gov-east-1', ['us-gov-east-1'], { 'us-gov-west-1': GLOBAL }],
    [
      'China, whose global services stand in two regions',
      'cn-north-1',
      [],
      { 'cn-northwest-1': ['organizations', 'route53'] },
    ],
    ['China, the other one', 'cn-northwest-1', [], { 'cn-north-1': ['iam'] }],
    ['a region named twice', 'us-east-1', ['eu-west-1', 'eu-west-1'], { 'eu-west-1': REGIONAL }],
  ])('%s', (_name, home, audited, expected) => {
    expect(forwarded(home, audited)).toEqual(expected);
    expect(forwardingRegions(home, audited)).toEqual(Object.keys(expected).toSorted());
  });

  it('leaves no event without a way to the home region, and gives none two', () => {
    const home = 'eu-central-1';
    const audited = ['eu-central-1', 'us-east-1', 'eu-west-1'];
    const ways = forwardedRules(RULES, home, audited);
    for (const rule of RULES) {
      const from = [...ways].filter(([, rules]) => rules.includes(rule)).map(([region]) => region);
      const global = globalEventRegion(rule.eventSource, 'aws');
      expect(from).toEqual(global === undefined ? ['eu-west-1', 'us-east-1'] : [global]);
    }
  });
});
