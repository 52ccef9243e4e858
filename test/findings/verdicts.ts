import * as z from 'zod/mini';
import { defineControl } from '../../shared/controls/define-control.ts';
import type { DocumentedControl } from '../../shared/controls/define-control.ts';
import type { Outcome } from '../../shared/controls/verdict.ts';
import type { Verdict } from '../../shared/engine/evaluate.ts';
import { functionArn } from '../builders/snapshot.ts';

/** Verdicts made by hand, as no control of today gives them all. */

export function aControl(name = 'function-sample'): DocumentedControl {
  return defineControl({
    meta: {
      name,
      id: 'FN-SAMPLE',
      family: 'placement',
      title: 'The function is a sample',
      effect: 'should be a sample',
      rationale: 'Samples show what a report looks like.',
      remediation: { text: 'Make it a sample.', url: 'https://docs.aws.amazon.com/lambda/' },
      severity: 'MEDIUM',
      references: [],
      knownMisses: [],
      target: 'function',
      parameters: z.strictObject({}),
      facts: [],
      changes: [],
      messages: { broken: 'Subnet {subnetId} is broken.', fine: 'All is fine.' },
    },
    evaluate: (_target, { report }) => report.conclude('fine'),
  });
}

export const CONTROL = aControl();

const OUTCOME: Outcome = {
  status: 'FAILED',
  messages: [{ key: 'broken', values: { subnetId: 'subnet-0a' } }],
  confidence: 'CERTAIN',
  evidence: [{ resource: 'subnet-0a', field: 'State', value: 'failed' }],
  reasons: [],
};

/** A failed verdict on the function `orders`, with what differs. */
export function aVerdict(fields: Partial<Verdict> = {}, outcome: Partial<Outcome> = {}): Verdict {
  return {
    control: CONTROL,
    resource: { type: 'AWS::Lambda::Function', id: functionArn('orders') },
    vpcId: 'vpc-0a',
    status: outcome.status ?? 'FAILED',
    severity: 'MEDIUM',
    outcome: { ...OUTCOME, ...outcome },
    ...fields,
  };
}

export function onFunction(name: string): Pick<Verdict, 'resource'> {
  return { resource: { type: 'AWS::Lambda::Function', id: functionArn(name) } };
}
