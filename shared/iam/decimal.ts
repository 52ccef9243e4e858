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

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d+))?$/;

/**
 * The number that a text writes, or undefined. No exponents: AWS speaks of integers and decimals.
 */
export function parseDecimal(text: string): Decimal | undefined {
  const parts = DECIMAL.exec(text);
  if (parts === null || !/\d$/.test(text)) return undefined;
  const [, sign, digits = '', decimals = ''] = parts;
  const whole = digits.replace(/^0+/, '');
  const fraction = withoutTrailingZeros(decimals);
  return { negative: sign === '-' && (whole !== '' || fraction !== ''), whole, fraction };
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
