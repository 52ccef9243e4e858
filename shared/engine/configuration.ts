import * as z from 'zod/mini';
import type { Control } from '../controls/define-control.ts';
import { SEVERITIES } from '../controls/verdict.ts';
import type { Severity } from '../controls/verdict.ts';
import { problemsOf } from '../model/input-problem.ts';
import type { InputProblem } from '../model/input-problem.ts';
import { withSuggestion } from './key-suggestion.ts';

/** How one control is to run. */
export interface ControlSettings {
  readonly enabled: boolean;
  /** Replaces the severity of the control's failures. */
  readonly severity?: Severity;
  /** Every parameter of the control, defaults filled in. */
  readonly parameters: unknown;
}

/** An accepted deviation: one control, one exact resource or everything with a tag. */
export interface Exception {
  readonly control: string;
  readonly resource?: string;
  readonly tag?: { readonly key: string; readonly value: string };
  readonly reason: string;
  readonly owner: string;
  /** Last day of validity, `YYYY-MM-DD`, UTC. */
  readonly expires: string;
}

/** What a function is known to need: `internet`, `internet6`, a service name or `host:port`. */
export interface ConfiguredNeeds {
  /** Function name or ARN. */
  readonly function: string;
  readonly needs: readonly string[];
}

/** A checked configuration: every control has its settings. */
export interface Configuration {
  readonly controls: ReadonlyMap<string, ControlSettings>;
  readonly exceptions: readonly Exception[];
  readonly needs: readonly ConfiguredNeeds[];
  /**
   * The texts of the files that parameters name, by the path as it is written there: whoever reads the
   * configuration reads them too, since nothing here may open a file.
   */
  readonly documents?: ReadonlyMap<string, string>;
}

const TAG = /^[^=]+=.*$/s;

/** The closed schema of the configuration file, from the controls' own parameter schemas. */
export function configurationSchema(controls: readonly Control[]) {
  const settings = Object.fromEntries(
    controls.map(({ meta }) => [
      meta.name,
      z
        .prefault(
          z.strictObject({
            enabled: z
              ._default(z.boolean(), true)
              .check(z.describe('false switches the control off')),
            severity: z
              .optional(z.enum(SEVERITIES))
              .check(z.describe('replaces the severity of its failures')),
            parameters: z.prefault(meta.parameters, {}),
          }),
          {},
        )
        .check(z.describe(meta.title)),
    ]),
  );
  return z.strictObject({
    controls: z
      .prefault(z.strictObject(settings), {})
      .check(z.describe('settings by control name')),
    exceptions: z
      ._default(z.array(exceptionSchema(controls)), [])
      .check(z.describe('accepted deviations; unused and expired ones are reported')),
    needs: z
      ._default(
        z.array(
          z.strictObject({
            function: z.string().check(z.minLength(1), z.describe('function name or ARN')),
            needs: z
              .array(
                z.string().check(z.regex(/^\S+$/, { error: 'expected a word without spaces' })),
              )
              .check(z.describe('internet, internet6, a service such as sqs, or host:port')),
          }),
        ),
        [],
      )
      .check(z.describe('what functions are known to need')),
  });
}

function exceptionSchema(controls: readonly Control[]) {
  return z
    .strictObject({
      control: z
        .enum(controls.map(({ meta }) => meta.name))
        .check(z.describe('name of the control that is excepted')),
      resource: z
        .optional(z.string().check(z.minLength(1)))
        .check(z.describe('ARN of the exact resource')),
      tag: z
        .optional(z.string().check(z.regex(TAG, { error: 'expected key=value' })))
        .check(z.describe('key=value; covers every resource that carries the tag')),
      reason: z.string().check(z.minLength(1), z.describe('why the deviation is accepted')),
      owner: z.string().check(z.minLength(1), z.describe('who answers for it')),
      expires: z.iso.date().check(z.describe('last day, YYYY-MM-DD, UTC')),
    })
    .check(
      z.refine((one) => (one.resource === undefined) !== (one.tag === undefined), {
        error: 'needs either resource or tag, and not both',
      }),
      z.meta({ oneOf: [{ required: ['resource'] }, { required: ['tag'] }] }),
    );
}

/**
 * Checks a configuration that was read from a file.
 *
 * @param input what the YAML or JSON parser gave; undefined or null for an empty file
 */
export function parseConfiguration(
  input: unknown,
  controls: readonly Control[],
): { configuration: Configuration } | { problems: readonly InputProblem[] } {
  const schema = configurationSchema(controls);
  const result = schema.safeParse(input ?? {});
  if (!result.success) {
    return { problems: problemsOf(result.error, input).map((one) => withSuggestion(one, schema)) };
  }
  const { controls: settings, exceptions, needs } = result.data;
  return {
    configuration: {
      controls: new Map(
        Object.entries(settings).map(([name, { severity, ...rest }]) => [
          name,
          { ...rest, ...(severity && { severity }) },
        ]),
      ),
      exceptions: exceptions.map(({ resource, tag, ...rest }) => ({
        ...rest,
        ...(resource !== undefined && { resource }),
        ...(tag !== undefined && { tag: splitTag(tag) }),
      })),
      needs,
    },
  };
}

/** The configuration without a file: every control with its defaults. */
export function defaultConfiguration(controls: readonly Control[]): Configuration {
  const result = parseConfiguration({}, controls);
  if ('configuration' in result) return result.configuration;
  throw new Error(`a parameter lacks a default: ${JSON.stringify(result.problems)}`);
}

/** `key=value` at its first equals sign: a tag's key cannot hold one in this form, its value can. */
export function splitTag(tag: string): { key: string; value: string } {
  const at = tag.indexOf('=');
  return { key: tag.slice(0, at), value: tag.slice(at + 1) };
}
