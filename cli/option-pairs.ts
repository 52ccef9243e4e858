import { alternatives } from '../shared/model/alternatives.ts';
import { UsageError } from './usage-error.ts';

/** An option that means something only beside another one, or only without it. */
export interface OptionPair {
  readonly option: string;
  /** Only this value of the option is meant; else the option whatever its value. */
  readonly value?: string;
  readonly goes: 'with' | 'without';
  readonly other: string;
  /** The values of the other that are meant, its default among them; else it has to be given. */
  readonly values?: readonly string[];
  /** What the option is for, where the names do not say it: follows a colon. */
  readonly because?: string;
}

/** What was given, and what holds with the defaults. */
export interface GivenOptions {
  readonly given: ReadonlySet<string>;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Refuses an option that would be ignored: whoever gives it believes that it does something.
 *
 * @throws UsageError naming both options
 */
export function checkOptionPairs(
  pairs: readonly OptionPair[],
  { given, values }: GivenOptions,
  command: string,
): void {
  for (const pair of pairs) {
    const { option, value, goes, other, because } = pair;
    if (!given.has(option) || (value !== undefined && values[option] !== value)) continue;
    const holds =
      pair.values === undefined
        ? given.has(other)
        : pair.values.some((one) => values[other] === one);
    if (holds === (goes === 'with')) continue;
    const first = value === undefined ? `--${option}` : `--${option} ${value}`;
    const second = [
      `--${other}`,
      ...(pair.values === undefined ? [] : [alternatives(pair.values)]),
    ];
    const verb = goes === 'with' ? 'goes only with' : 'does not go with';
    const reason = because === undefined ? '' : `: ${because}`;
    throw new UsageError(`${first} ${verb} ${second.join(' ')}${reason}.`, command);
  }
}
