import { describe, expect, it } from 'vitest';
import { CONDITION_OPERATORS } from '../../shared/iam/condition-operators.ts';
import { evaluateCondition } from '../../shared/iam/condition.ts';
import { context, policy } from './policies.ts';
import { CONDITION_CASES } from './condition-cases.ts';
import type { ConditionCase } from './condition-cases.ts';

const KEY = 'test:Key';

function judge([operator, value, request]: ConditionCase) {
  const { statements } = policy({
    Effect: 'Allow',
    Action: '*',
    Resource: '*',
    Condition: { [operator]: { [KEY]: value } },
  });
  const [condition] = statements[0]?.conditions ?? [];
  if (condition === undefined) throw new Error('no condition');
  const known = request === null || request === undefined ? {} : { 'TEST:key': request };
  return evaluateCondition(condition, '2012-10-17', context(known, request === null ? [KEY] : []));
}

describe.each(CONDITION_CASES)('$page', ({ cases }) => {
  it.each(cases.map((one) => ({ one, title: JSON.stringify(one) })))('$title', ({ one }) => {
    const result = judge(one);
    expect(result.holds).toBe(one[3]);
    expect(result.because !== undefined).toBe(one[3] === 'unknown');
  });
});

describe('the table', () => {
  const cases = CONDITION_CASES.flatMap((group) => group.cases);

  it('has no case twice', () => {
    const titles = cases.map(([operator, value, request]) =>
      JSON.stringify([operator, value, request ?? `${request}`]),
    );
    expect(new Set(titles).size).toBe(titles.length);
  });

  it.each(CONDITION_OPERATORS.map(({ name }) => name))(
    '%s is shown with a matching, a failing, an absent key and several values in the policy',
    (name) => {
      const own = cases.filter(([operator]) => operator === name);
      expect(own.some(([, , request, holds]) => Array.isArray(request) && holds === 'yes')).toBe(
        true,
      );
      expect(own.some(([, , request, holds]) => Array.isArray(request) && holds === 'no')).toBe(
        true,
      );
      expect(own.some(([, , request]) => request === undefined)).toBe(true);
      expect(own.some(([, value]) => Array.isArray(value))).toBe(true);
    },
  );
});
