import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitId } from '../../shared/findings/limit-id.ts';
import { limitLine, oneLine } from '../../shared/findings/limit-text.ts';
import { listNames } from '../../shared/findings/list-names.ts';
import { joinWithin, slackLink, slackText, slackTime } from '../../shared/findings/slack-text.ts';
import { subjectOf } from '../../shared/findings/subject.ts';
import type { SubjectParts } from '../../shared/findings/subject.ts';
import { durationText, secondsBetween, timeText } from '../../shared/findings/time-text.ts';
import { wrapText } from '../../shared/findings/wrap-text.ts';

/** Anything, lone surrogates and control characters too. */
const anyText = fc.string({ unit: 'binary', maxLength: 400 });
const manyWords = fc.array(anyText, { maxLength: 8 }).map((words) => words.join(' '));

describe('times', () => {
  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [3_599, '59 min'],
    [3_600, '1 h'],
    [11_100, '3 h 5 min'],
    [172_799, '47 h 59 min'],
    [172_800, '2 days'],
    [864_000, '10 days'],
  ])('%i seconds are %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });

  it.each([
    ['2026-11-20T11:52:40Z', '2026-11-20 11:52:40 UTC'],
    ['2026-11-20T11:52:40.123Z', '2026-11-20 11:52:40 UTC'],
    ['yesterday', 'yesterday'],
  ])('%s is %s', (iso, text) => {
    expect(timeText(iso)).toBe(text);
  });

  it('never run backwards', () => {
    expect(secondsBetween('2026-11-20T12:00:00Z', '2026-11-20T12:00:01.600Z')).toBe(2);
    expect(secondsBetween('2026-11-20T12:00:01Z', '2026-11-20T12:00:00Z')).toBe(0);
    expect(secondsBetween('then', '2026-11-20T12:00:00Z')).toBeUndefined();
  });
});

describe('lists of names', () => {
  it.each([
    [['a', 'b'], 3, undefined, 'a, b'],
    [['a', 'b', 'c', 'd', 'e'], 2, undefined, 'a, b, c, d, e'],
    [['a', 'b', 'c', 'd', 'e', 'f'], 2, undefined, 'a, b and 4 more'],
    [['a', 'b'], 2, 11, 'a, b and 9 more'],
    [[], 2, 4, '4'],
    [[], 2, undefined, ''],
  ])('%j', (names, most, count, text) => {
    expect(listNames(names, most, count)).toBe(text);
  });
});

describe('a text on one line', () => {
  it.each([
    ['a\r\n\tb', 'a b'],
    [' \u0000a\u2028b\u0085 ', 'a b'],
    ['half \ud83d of it', 'half \ufffd of it'],
    ['no \uffff', 'no \ufffd'],
    ['🚨 whole', '🚨 whole'],
  ])('%j', (text, line) => {
    expect(oneLine(text)).toBe(line);
  });

  it('never passes its limit', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 50 }), (text, most) => {
        expect(limitLine(text, most).length).toBeLessThanOrEqual(most);
      }),
    );
  });
});

describe('an id within a limit', () => {
  it('stays as it is where it fits', () => {
    expect(limitId('arn:aws:iam::1:role/a/role-check', 512)).toBe(
      'arn:aws:iam::1:role/a/role-check',
    );
  });

  it('keeps its control, and two long ids stay two', () => {
    const begin = `arn:aws:iam::1:role/${'x'.repeat(600)}`;
    const a = limitId(`${begin}a/role-check`, 512);
    const b = limitId(`${begin}b/role-check`, 512);
    expect(a).toHaveLength(512);
    expect(a).toMatch(/^arn:aws:iam::1:role\/x+~[0-9a-f]{8}\/role-check$/);
    expect(a).not.toBe(b);
    expect(limitId(`${begin}a/role-check`, 512)).toBe(a);
  });

  it('never passes its limit', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (id) => {
        expect(limitId(id, 64).length).toBeLessThanOrEqual(64);
      }),
    );
  });
});

describe('wrapped text', () => {
  it('breaks between words and indents what follows', () => {
    expect(wrapText('one two three four', 12, '- ')).toEqual(['- one two', '  three four']);
  });

  it('breaks words that no line holds, and no address', () => {
    expect(wrapText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrapText('see https://example.com/long', 8)).toEqual([
      'see',
      'https://example.com/long',
    ]);
  });

  it('never passes its width, and loses nothing', () => {
    fc.assert(
      fc.property(manyWords, fc.integer({ min: 12, max: 100 }), (text, width) => {
        const line = oneLine(text).replaceAll('https://', '');
        const lines = wrapText(line, width, 'Label ');
        for (const one of lines) expect(Array.from(one).length).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(/Label|\s/g, '')).toBe(line.replaceAll(/Label|\s/g, ''));
      }),
    );
  });
});

const PARTS: SubjectParts = {
  severity: 'HIGH',
  transition: 'opened',
  closed: false,
  openSeconds: undefined,
  call: 'ReplaceRoute',
  actor: 'alice',
  headline: {
    long: '14 functions cannot reach the internet from 1 of 2 subnets',
    short: '14 functions cannot reach the internet',
  },
  moreProblems: 0,
  region: 'eu-west-1',
};

describe('a subject', () => {
  it.each<[string, Partial<SubjectParts>, string]>([
    [
      'says what happened, who did it, what broke and where',
      {},
      '[HIGH] ReplaceRoute by alice: 14 functions cannot reach the internet (eu-west-1)',
    ],
    [
      'says how much there is room for',
      { call: 'PutRule', actor: 'bo' },
      '[HIGH] PutRule by bo: 14 functions cannot reach the internet from 1 of 2 subnets (eu-west-1)',
    ],
    [
      'counts further problems',
      { moreProblems: 2 },
      '[HIGH] ReplaceRoute by alice: 14 functions cannot reach the internet +2 more (eu-west-1)',
    ],
    [
      'of the sweep blames nobody',
      { call: 'sweep', actor: undefined },
      '[HIGH] Found by the sweep: 14 functions cannot reach the internet from 1 of 2 subnets (eu-west-1)',
    ],
    [
      'of an end says how long it took',
      { transition: 'resolved', openSeconds: 2_520, headline: both('orders could not reach it') },
      '[RESOLVED, 42 min] ReplaceRoute by alice: orders could not reach it (eu-west-1)',
    ],
    [
      'of what was accepted or is gone does not say repaired',
      { transition: 'resolved', closed: true, headline: both('orders might fail') },
      '[CLOSED] ReplaceRoute by alice: orders might fail (eu-west-1)',
    ],
    [
      'is ASCII',
      { actor: 'Zoë Grüß 🚨', headline: both('Größe → fehlt') },
      '[HIGH] ReplaceRoute by Zoe Gru? ?: Gro?e ? fehlt (eu-west-1)',
    ],
    [
      'does without the caller where there is no room',
      { actor: 'a'.repeat(80), headline: both(`x${'y'.repeat(50)}`) },
      `[HIGH] ReplaceRoute: x${'y'.repeat(50)} (eu-west-1)`,
    ],
    [
      'is cut at last',
      { headline: both('z'.repeat(200)) },
      `[HIGH] ${'z'.repeat(77)}... (eu-west-1)`,
    ],
  ])('%s', (_, parts, text) => {
    expect(subjectOf({ ...PARTS, ...parts })).toBe(text);
  });

  it('is always a line that SNS takes', () => {
    const parts = fc.record({
      severity: fc.constantFrom('HIGH', 'MEDIUM'),
      transition: fc.constantFrom('opened' as const, 'resolved' as const),
      closed: fc.boolean(),
      openSeconds: fc.option(fc.nat({ max: 1e9 }), { nil: undefined }),
      call: anyText,
      actor: fc.option(anyText, { nil: undefined }),
      headline: fc.record({ long: anyText, short: anyText }),
      moreProblems: fc.nat({ max: 1e6 }),
      region: fc.oneof(fc.constant('eu-west-1'), anyText),
    });
    fc.assert(
      fc.property(parts, (given) => {
        expect(subjectOf(given)).toMatch(/^\[[\x20-\x7e]{0,98}$/);
      }),
    );
  });
});

function both(text: string) {
  return { long: text, short: text };
}

describe('text for Slack', () => {
  it.each([
    ['a & b <!channel> c', 100, 'a &amp; b &lt;!channel&gt; c'],
    ['line\nbreak', 100, 'line break'],
    ['&&&&', 6, '&amp;…'],
    ['&&&&', 5, '…'],
    ['', 5, ''],
  ])('%j', (text, most, written) => {
    expect(slackText(text, most)).toBe(written);
  });

  it('never passes its limit, calls nobody and is never half an entity', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyText, fc.string({ unit: fc.constantFrom('&', '<', '>', 'a') })),
        fc.integer({ min: 1, max: 60 }),
        (text, most) => {
          const written = slackText(text, most);
          expect(written.length).toBeLessThanOrEqual(most);
          expect(written.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toMatch(/[<>&]/);
        },
      ),
    );
  });

  it.each([
    ['https://example.com/?a=1&b', 'a|b', '<https://example.com/?a=1&amp;b|a¦b>'],
    ['https://example.com/>', 'a', 'a'],
    ['javascript:alert(1)', 'a', 'a'],
    [undefined, '<a>', '&lt;a&gt;'],
    [`https://example.com/${'x'.repeat(1_000)}`, 'a', 'a'],
  ])('a link to %s', (url, label, link) => {
    expect(slackLink(url, label)).toBe(link);
  });

  it('times are shown in the zone of the reader', () => {
    expect(slackTime('2026-11-20T11:52:40Z', 'then')).toBe(
      '<!date^1795175560^{date_short_pretty} {time_secs}|then>',
    );
    expect(slackTime('soon', 'then')).toBe('then');
  });

  it('joins as much as fits', () => {
    expect(joinWithin(['aa', 'bb', 'cc'], ', ', 6)).toBe('aa, bb');
    expect(joinWithin(['aaaaaaa'], ', ', 6)).toBe('');
  });
});
