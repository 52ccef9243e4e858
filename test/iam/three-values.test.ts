import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatePrincipal } from '../../shared/iam/evaluate.ts';
import type { Decision } from '../../shared/iam/evaluate.ts';
import { CONDITION_OPERATORS } from '../../shared/iam/condition-operators.ts';
import { contextValues, requestContext } from '../../shared/iam/request-context.ts';
import type { ContextValue } from '../../shared/iam/request-context.ts';
import { and, not, or } from '../../shared/iam/truth.ts';
import type { Truth } from '../../shared/iam/truth.ts';
import { named } from './policies.ts';

const KEYS = ['a:one', 'a:two', 'a:three'] as const;

/** A value that fits the operator, so that answers are not unknown for being malformed. */
function valueFor(operator: string): fc.Arbitrary<string> {
  if (operator.startsWith('Numeric')) return fc.constantFrom('1', '2', '3');
  if (operator.startsWith('Date')) return fc.constantFrom('2020-01-01', '2021-01-01T00:00:00Z');
  if (operator.startsWith('Arn')) return fc.constantFrom('arn:aws:s:::x', 'arn:aws:s:::*');
  if (operator.includes('Ip')) return fc.constantFrom('10.0.0.0/8', '10.1.1.1', '192.0.2.1');
  if (operator === 'Bool' || operator === 'Null') return fc.constantFrom('true', 'false');
  if (operator === 'BinaryEquals') return fc.constantFrom('QUFB', 'QUFC');
  return fc.constantFrom('x', 'y', 'x*', '${a:two}', "${a:three, 'x'}");
}

const condition = fc
  .tuple(
    fc.constantFrom(...CONDITION_OPERATORS.map(({ name }) => name)),
    fc.constantFrom('', '', 'ForAnyValue:', 'ForAllValues:'),
    fc.boolean(),
    fc.constantFrom(...KEYS),
  )
  .chain(([name, qualifier, ifExists, key]) =>
    fc.array(valueFor(name), { minLength: 1, maxLength: 2 }).map((values) => {
      const plain = name === 'Null';
      return [
        `${plain ? '' : qualifier}${name}${ifExists && !plain ? 'IfExists' : ''}`,
        key,
        values,
      ] as const;
    }),
  );

const statement = fc
  .tuple(
    fc.constantFrom('Allow', 'Deny'),
    fc.constantFrom('a:Do', 'a:*', 'a:Other'),
    fc.constantFrom('*', 'arn:aws:s:::x', 'arn:aws:s:::${a:one}'),
    fc.array(condition, { maxLength: 2 }),
  )
  .map(([Effect, Action, Resource, conditions]) => ({
    Effect,
    Action,
    Resource,
    Condition: Object.fromEntries(
      conditions.map(([operator, key, values]) => [operator, { [key]: values }]),
    ),
  }));

const policies = fc.array(statement, { minLength: 1, maxLength: 4 });

const someValue: fc.Arbitrary<ContextValue> = fc
  .array(
    fc.constantFrom('x', 'y', '1', '2', '2020-06-01', 'true', 'arn:aws:s:::x', '10.1.1.1', 'QUFB'),
    { maxLength: 2 },
  )
  .map((values) => contextValues(...values));

function decide(statements: unknown, boundary: unknown, values: readonly ContextValue[]): Decision {
  return evaluatePrincipal(
    { identity: [named('p', statements)], permissionsBoundary: named('b', boundary) },
    {
      action: 'a:Do',
      resource: 'arn:aws:s:::x',
      context: requestContext(
        KEYS.map((key, index) => [key, values[index] ?? { kind: 'unknown' }]),
      ),
    },
  ).decision;
}

function outcome(decision: Decision): Truth {
  if (decision === 'unknown') return 'unknown';
  return decision === 'allowed' ? 'yes' : 'no';
}

describe('an answer given in spite of unknown keys', () => {
  it('stays the answer whatever the keys turn out to be', () => {
    fc.assert(
      fc.property(
        policies,
        policies,
        fc.tuple(someValue, someValue, someValue),
        fc.subarray([0, 1, 2]),
        (statements, boundary, values, hidden) => {
          const blind = values.map((value, index): ContextValue =>
            hidden.includes(index) ? { kind: 'unknown' } : value,
          );
          const before = outcome(decide(statements, boundary, blind));
          const after = outcome(decide(statements, boundary, values));
          expect(before === 'unknown' ? after : before).toBe(after);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('an explicit deny stays one, and adding a Deny never allows', () => {
    fc.assert(
      fc.property(
        policies,
        statement,
        fc.tuple(someValue, someValue, someValue),
        (statements, more, values) => {
          const all = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
          const before = decide(statements, all, values);
          const after = decide([...statements, { ...more, Effect: 'Deny' }], all, values);
          const strict = before === 'explicitly-denied' ? before : after;
          expect(strict).toBe(after);
          expect(outcome(before) === 'no' ? outcome(after) : 'no').toBe('no');
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('the order of statements does not matter', () => {
    fc.assert(
      fc.property(policies, fc.tuple(someValue, someValue), (statements, values) => {
        expect(decide(statements.toReversed(), statements, values)).toBe(
          decide(statements, statements, values),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('three values', () => {
  const truths: readonly Truth[] = ['yes', 'no', 'unknown'];

  it('and, or and not obey De Morgan, and unknown is only where the rest is open', () => {
    for (const a of truths) {
      expect(not(not(a))).toBe(a);
      for (const b of truths) {
        expect(not(and([a, b]))).toBe(or([not(a), not(b)]));
        expect(and([a, b])).toBe(and([b, a]));
      }
    }
    expect(and(['unknown', 'no'])).toBe('no');
    expect(or(['unknown', 'yes'])).toBe('yes');
    expect(and(['unknown', 'yes'])).toBe('unknown');
    expect([and([]), or([])]).toEqual(['yes', 'no']);
  });
});
