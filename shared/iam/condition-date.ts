import type { ComparisonOperator } from './condition-operator.ts';
import { compareDecimals, parseDecimal } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import { truthOf } from './truth.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date

/** The forms of http://www.w3.org/TR/NOTE-datetime: a time of day needs its zone. */
const W3C_DATE =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,30}))?)?(?:Z|([+-])(\d\d):(\d\d)))?)?)?$/;

const EPOCH_SECONDS = /^-?\d+(?:\.\d+)?$/;

/**
 * Seconds since 1970, exactly, or undefined where the text is neither a W3C date nor epoch seconds.
 * Four digits alone are a year.
 */
export function parseInstant(text: string): Decimal | undefined {
  const parts = W3C_DATE.exec(text);
  if (parts === null) return EPOCH_SECONDS.test(text) ? parseDecimal(text) : undefined;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00'] = parts;
  const [fraction = '0', sign = '+', offsetHour = '00', offsetMinute = '00'] = parts.slice(7);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined;
  const midnight = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).getUTCDate() !== Number(day)) return undefined;
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -60 : 60);
  const time = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  return withFraction(midnight / 1000 + time - offset, fraction);
}

/** Whole seconds may be before 1970 while the fraction always adds. */
function withFraction(seconds: number, fraction: string): Decimal | undefined {
  if (seconds >= 0 || /^0*$/.test(fraction)) return parseDecimal(`${seconds}.${fraction}`);
  const complement = (10n ** BigInt(fraction.length) - BigInt(fraction)).toString();
  return parseDecimal(
    `${seconds + 1 === 0 ? '-0' : seconds + 1}.${complement.padStart(fraction.length, '0')}`,
  );
}

function operator(
  name: string,
  holds: (comparison: number) => boolean,
  negated = false,
): ComparisonOperator {
  return {
    kind: 'comparison',
    name,
    negated,
    value: 'plain',
    agrees: ({ text }, request) => {
      const policy = parseInstant(text);
      const actual = parseInstant(request);
      if (policy === undefined || actual === undefined) return 'unknown';
      return truthOf(holds(compareDecimals(actual, policy)));
    },
  };
}

/** Before, at or after a date; wildcards and variables are not permitted. */
export const dateOperators: readonly ComparisonOperator[] = [
  operator('DateEquals', (comparison) => comparison === 0),
  operator('DateNotEquals', (comparison) => comparison === 0, true),
  operator('DateLessThan', (comparison) => comparison < 0),
  operator('DateLessThanEquals', (comparison) => comparison <= 0),
  operator('DateGreaterThan', (comparison) => comparison > 0),
  operator('DateGreaterThanEquals', (comparison) => comparison >= 0),
];
