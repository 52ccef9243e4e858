import * as z from 'zod/mini';
import type { PatternList, Statement } from '../../iam/policy-model.ts';
import { statementText } from '../../iam/policy-model.ts';
import { resourceMatches, resourcePattern } from '../../iam/resource-match.ts';
import { ABSENT, requestContext } from '../../iam/request-context.ts';
import { actionMatches } from '../../iam/wildcard.ts';
import { defineControl } from '../define-control.ts';
import { endpointPolicy } from '../endpoint-policy.ts';
import { appliesToLambdaEndpoint, goneState } from './lambda-endpoints.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html: the policy lists both the
// qualified and the unqualified ARN of a function, since an invocation is checked against the ARN that it
// names.

export const lambdaEndpointPolicyQualifiedArns = defineControl({
  meta: {
    name: 'lambda-endpoint-policy-qualified-arns',
    id: 'EP-POLICY-QUALIFIED',
    family: 'lambda-endpoint',
    title: 'Endpoint policy names each function with and without a qualifier',
    effect: 'may refuse some names of a function',
    rationale:
      'A policy that names only arn:…:function:name refuses invocations of its versions and aliases, and ' +
      'one that names only arn:…:function:name:* refuses the bare name. Callers see AccessDenied although ' +
      'their role allows the call.',
    remediation: {
      text: 'List arn:…:function:<name> and arn:…:function:<name>:* in the same statement.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html#vpc-endpoint-policy',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html',
    ],
    knownMisses: [
      'The two forms of a name count only within one statement, as two statements may have different conditions.',
      'Statements with NotResource name no function here.',
    ],
    target: 'vpc-endpoint',
    parameters: z.strictObject({}),
    facts: ['ec2:DescribeVpcEndpoints'],
    changes: ['vpc-endpoint'],
    messages: {
      gone: '{endpointId} is {state}.',
      invalid: 'The policy of {endpointId} is no valid policy.',
      noNames: 'The policy of {endpointId} names no function.',
      both: 'The policy of {endpointId} names every function with and without a qualifier: {names}.',
      oneForm:
        '{statement} of the policy of {endpointId} covers {name} {covered}: {refused} is refused.',
      neither:
        '{statement} of the policy of {endpointId} names {name} in a way that matches neither the function nor a version of it.',
      similar: '{pattern} also covers functions whose names begin alike.',
      denied: '{statement} denies {name} in one form only, which is easily got round.',
    },
  },
  appliesTo: appliesToLambdaEndpoint,
  evaluate({ endpoint }, { report }) {
    const endpointId = endpoint.VpcEndpointId;
    const state = goneState(endpoint);
    if (state !== undefined) return report.notApplicable('gone', { endpointId, state });
    const policy = endpointPolicy(endpoint);
    if (policy.kind === 'invalid') return report.notApplicable('invalid', { endpointId });
    const statements = policy.kind === 'default' ? [] : policy.document.statements;
    const names = new Set<string>();
    for (const one of statements) {
      if (!coversInvoke(one.actions)) continue;
      const statement = statementText(one);
      for (const name of namesIn(one)) {
        const form = formsOf(one, name);
        if (one.effect === 'Deny') {
          if (form !== 'both') report.note('denied', { statement, name: name.written });
          continue;
        }
        names.add(name.written);
        const evidence = [
          { resource: endpointId, field: `${statement}.Resource`, value: name.pattern },
        ];
        if (form === 'both') {
          if (name.written.endsWith('*')) report.note('similar', { pattern: name.pattern });
        } else if (form === 'neither') {
          report.fail('neither', { statement, endpointId, name: name.written }, { evidence });
        } else {
          const [covered, refused] =
            form === 'unqualified'
              ? ['without a qualifier only', `${name.written}:${name.qualifier}`]
              : ['with a qualifier only', name.written];
          report.fail(
            'oneForm',
            { statement, endpointId, name: name.written, covered, refused },
            { evidence },
          );
        }
      }
    }
    if (names.size === 0) return report.notApplicable('noNames', { endpointId });
    return report.conclude('both', { endpointId, names: [...names].join(', ') });
  },
});

function coversInvoke({ negated, patterns }: PatternList): boolean {
  return patterns.some((pattern) => actionMatches(pattern, 'lambda:InvokeFunction')) !== negated;
}

/** A function as a Resource names it. */
interface NamedFunction {
  readonly pattern: string;
  /** The name as it is written, wildcards and all. */
  readonly written: string;
  /** An ARN of such a function, everything before its name as far as it is written. */
  readonly functionArn: string;
  /** As written, or 1 for none and for a wildcard. */
  readonly qualifier: string;
}

/** The functions that the statement names; `*` and `function:*` name none. */
function namesIn({ resources }: Statement): readonly NamedFunction[] {
  if (resources === undefined || resources.negated) return [];
  const byName = new Map<string, NamedFunction>();
  for (const pattern of resources.patterns) {
    const [arn, partition = '', service = '', region = '', account = '', type, written, ...rest] =
      pattern.split(':');
    if (arn !== 'arn' || type !== 'function' || !written || /^\*+$/.test(written)) continue;
    const qualifier = rest.join(':');
    const head = [arn, partition, service, region, account].map(concrete).join(':');
    const named = {
      pattern,
      written,
      functionArn: `${head}:function:${concrete(written)}`,
      qualifier: qualifier === '' || /[*?]/.test(qualifier) ? '1' : qualifier,
    };
    const key = `${head}:${written}`;
    const earlier = byName.get(key);
    // Of several resources for one name the one with a written qualifier asks the sharper question.
    if (earlier === undefined || earlier.qualifier === '1') byName.set(key, named);
  }
  return [...byName.values()];
}

/** Something that the pattern matches. */
function concrete(pattern: string): string {
  return pattern.replace(/[*?]/g, 'x');
}

const NOTHING_KNOWN = requestContext([], ABSENT);

function formsOf(
  { resources }: Statement,
  { functionArn, qualifier }: NamedFunction,
): 'both' | 'unqualified' | 'qualified' | 'neither' {
  const patterns = (resources?.patterns ?? []).map((text) =>
    resourcePattern(text, '2012-10-17', NOTHING_KNOWN),
  );
  const isMatched = (arn: string): boolean =>
    patterns.some((pattern) => resourceMatches(pattern, arn) === 'yes');
  const unqualified = isMatched(functionArn);
  const qualified = isMatched(`${functionArn}:${qualifier}`);
  if (unqualified && qualified) return 'both';
  return unqualified ? 'unqualified' : qualified ? 'qualified' : 'neither';
}
