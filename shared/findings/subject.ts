import { durationText } from './time-text.ts';

/** SNS takes a subject of less than 100 characters, without line breaks or control characters. */
const MOST_CHARACTERS = 99;
const LONGEST_ACTOR = 32;

/** What a subject is put together from. */
export interface SubjectParts {
  readonly severity: string;
  readonly transition: 'opened' | 'resolved';
  /** Whether it is over because it was accepted or is gone, not because it was repaired. */
  readonly closed: boolean;
  readonly openSeconds: number | undefined;
  /** The API call, or `sweep`. */
  readonly call: string;
  readonly actor: string | undefined;
  readonly headline: { readonly long: string; readonly short: string };
  readonly moreProblems: number;
  readonly region: string;
}

/**
 * One ASCII line that says it all: `[HIGH] ReplaceRoute by alice: 14 functions cannot reach the internet
 * (eu-west-1)`. What matters least goes first where it does not fit.
 */
export function subjectOf(parts: SubjectParts): string {
  const { headline, region, moreProblems } = parts;
  const tag = ascii(tagOf(parts));
  const who = ascii(whoOf(parts));
  const long = ascii(headline.long);
  const short = ascii(headline.short);
  const more = moreProblems === 0 ? '' : ` +${moreProblems} more`;
  const place = ` (${ascii(region)})`;
  const candidates = [
    `${tag} ${who}: ${long}${more}${place}`,
    `${tag} ${who}: ${short}${more}${place}`,
    `${tag} ${who}: ${short}${more}`,
    `${tag} ${ascii(parts.call)}: ${short}${more}${place}`,
    `${tag} ${short}${more}${place}`,
  ];
  const fitting = candidates.find((one) => one.length <= MOST_CHARACTERS);
  if (fitting !== undefined) return fitting;
  const kept = Math.max(MOST_CHARACTERS - `${tag} ...${more}${place}`.length, 0);
  return `${tag} ${short.slice(0, kept)}...${more}${place}`.slice(0, MOST_CHARACTERS);
}

function tagOf({ severity, transition, closed, openSeconds }: SubjectParts): string {
  if (transition === 'opened') return `[${severity}]`;
  const word = closed ? 'CLOSED' : 'RESOLVED';
  return openSeconds === undefined ? `[${word}]` : `[${word}, ${durationText(openSeconds)}]`;
}

function whoOf({ call, actor }: SubjectParts): string {
  if (actor === undefined) return call === 'sweep' ? 'Found by the sweep' : call;
  const name = actor.length > LONGEST_ACTOR ? `${actor.slice(0, LONGEST_ACTOR - 3)}...` : actor;
  return `${call} by ${name}`;
}

/** Letters without their accents; what ASCII has no letter for becomes a question mark. */
function ascii(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]+/g, '?')
    .trim();
}
