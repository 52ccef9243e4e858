import { parseArgs } from 'node:util';
import { didYouMean } from '../shared/model/near-names.ts';
import { checkOptionPairs } from './option-pairs.ts';
import type { OptionPair } from './option-pairs.ts';
import { UsageError } from './usage-error.ts';

/** One `--option` of a command. */
export type OptionSpec =
  | { readonly type: 'boolean'; readonly description: string; readonly short?: string }
  | {
      readonly type: 'string';
      readonly description: string;
      /** What stands for the value in the help: `file`, `region`. */
      readonly placeholder: string;
      readonly multiple?: boolean;
      /** The only values that are taken. */
      readonly choices?: readonly string[];
      readonly default?: string;
    };

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** What stands after the command's name without a dash. */
export interface PositionalSpec {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
}

type OptionValue<S extends OptionSpec> = S extends { readonly type: 'boolean' }
  ? boolean
  : S extends { readonly multiple: true }
    ? readonly string[]
    : S extends { readonly choices: readonly (infer C)[]; readonly default: string }
      ? C
      : S extends { readonly default: string }
        ? string
        : string | undefined;

export type OptionValues<S extends OptionSpecs> = { readonly [K in keyof S]: OptionValue<S[K]> };

export interface ParsedArguments<S extends OptionSpecs = OptionSpecs> {
  readonly options: OptionValues<S>;
  readonly positional: string | undefined;
  readonly help: boolean;
}

const HELP = { help: { type: 'boolean', short: 'h' } } as const;

/**
 * Reads the arguments of a command against its closed list of options.
 *
 * @throws UsageError naming the option or argument that is wrong
 */
export function parseArguments<S extends OptionSpecs>(
  argv: readonly string[],
  command: {
    readonly name: string;
    readonly options: S;
    readonly positional?: PositionalSpec;
    readonly pairs: readonly OptionPair[];
  },
): ParsedArguments<S> {
  const { tokens } = parseArgs({
    args: [...argv],
    options: { ...parserOptions(command.options), ...HELP },
    // The tokens are checked below, where an error can say what was meant.
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const ofOption = values.get(token.name) ?? [];
    values.set(token.name, ofOption);
    ofOption.push(checkedValue(token, command));
  }
  const help = values.has('help');
  if (!help) checkPositionals(positionals, command);
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, spec]) => [
      name,
      valueOf(name, spec, values.get(name) ?? [], command.name),
    ]),
  );
  const given = { given: new Set(values.keys()), values: options };
  if (!help) checkOptionPairs(command.pairs, given, command.name);
  return { options: options as OptionValues<S>, positional: positionals[0], help };
}

function parserOptions(specs: OptionSpecs): Record<string, { type: 'boolean' | 'string' }> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      {
        type: spec.type,
        multiple: true,
        ...(spec.type === 'boolean' && spec.short !== undefined && { short: spec.short }),
      },
    ]),
  );
}

function checkedValue(
  token: {
    readonly name: string;
    readonly rawName: string;
    readonly value: string | undefined;
    readonly inlineValue: boolean | undefined;
  },
  command: { readonly name: string; readonly options: OptionSpecs },
): string {
  const { name, rawName, value, inlineValue } = token;
  const spec = Object.hasOwn(command.options, name) ? command.options[name] : undefined;
  if (spec === undefined && name !== 'help') {
    const names = [...Object.keys(command.options), 'help'];
    const hint = didYouMean(name, names).replace(/(?<= mean | or |, )(?=\w)/g, '--');
    throw new UsageError(`Unknown option ${rawName}.${hint}`, command.name);
  }
  if (spec?.type !== 'string') {
    if (value === undefined) return '';
    throw new UsageError(`${rawName} takes no value.`, command.name);
  }
  // A value that begins with a dash is more often the next option after a forgotten value.
  const forgotten = value === undefined || (value.startsWith('-') && inlineValue !== true);
  if (forgotten || value === '') {
    throw new UsageError(`${rawName} needs a value: <${spec.placeholder}>.`, command.name);
  }
  return value;
}

function valueOf(
  name: string,
  spec: OptionSpec,
  values: readonly string[],
  command: string,
): boolean | string | readonly string[] | undefined {
  if (spec.type === 'boolean') return values.length > 0;
  for (const value of values) {
    if (spec.choices?.includes(value) === false) {
      const hint = didYouMean(value, spec.choices);
      const choices = spec.choices.join(', ');
      throw new UsageError(`--${name} is one of ${choices}, not "${value}".${hint}`, command);
    }
  }
  if (spec.multiple === true) return values;
  if (values.length > 1) throw new UsageError(`--${name} can be given only once.`, command);
  return values[0] ?? spec.default;
}

function checkPositionals(
  positionals: readonly string[],
  command: { readonly name: string; readonly positional?: PositionalSpec },
): void {
  const { positional } = command;
  const [first, ...more] = positionals;
  if (positional === undefined && first !== undefined) {
    throw new UsageError(`${command.name} takes no argument "${first}".`, command.name);
  }
  if (positional?.required === true && first === undefined) {
    throw new UsageError(
      `${command.name} needs ${positional.description}: <${positional.name}>.`,
      command.name,
    );
  }
  if (more[0] !== undefined) {
    throw new UsageError(
      `${command.name} takes one argument, not also "${more[0]}".`,
      command.name,
    );
  }
}
