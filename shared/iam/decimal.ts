/**
 * Decimal numbers of any length, compared exactly: account ids and epoch milliseconds already exceed
 * what a floating point number tells apart.
 */
export interface Decimal {
  readonly negative: boolean;
  /** Digits before the point, without leading zeros. */
  readonly whole: string;
  /** Digits after the point, without trailing zeros. */
  readonly fraction: string;
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** The number that a text writes, or undefined. Exponents have at most three digits. */
export function parseDecimal(text: string): Decimal | undefined {
  const parts = DECIMAL.exec(text);
  if (parts === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent] = parts;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent ?? '0');
  return decimalOf(
    sign === '-',
    point <= 0 ? '' : digits.slice(0, point).padEnd(point, '0'),
    point <= 0 ? '0'.repeat(-point) + digits : digits.slice(point),
  );
}

function decimalOf(negative: boolean, wholeDigits: string, fractionDigits: string): Decimal {
  const whole = wholeDigits.replace(/^0+/, '');
  const fraction = withoutTrailingZeros(fractionDigits);
  return { negative: negative && (whole !== '' || fraction !== ''), whole, fraction };
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charAt(end - 1) === '0') end -= 1;
  return digits.slice(0, end);
}

/** Below, equal to or above zero as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  const sign = a.negative ? -1 : 1;
  if (a.whole.length !== b.whole.length) return a.whole.length < b.whole.length ? -sign : sign;
  if (a.whole !== b.whole) return a.whole < b.whole ? -sign : sign;
  if (a.fraction === b.fraction) return 0;
  return a.fraction < b.fraction ? -sign : sign;
}
