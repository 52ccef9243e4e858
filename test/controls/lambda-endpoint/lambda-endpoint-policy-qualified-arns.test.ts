import { lambdaEndpointPolicyQualifiedArns } from '../../../shared/controls/lambda-endpoint/lambda-endpoint-policy-qualified-arns.ts';
import { withEndpoint } from '../../builders/lambda-endpoint.ts';
import { functionArn } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';
import { allow, document, OPEN, withPolicy } from './policies.ts';

const N = functionArn('billing');
const naming = (...Resource: readonly string[]) => withPolicy(document(allow({ Resource })));
const fails = (message: string, first: string) =>
  ({
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: [message],
    evidence: [`vpce-lambda Statement[0].Resource ${first}`],
  }) as const;

controlTable(
  lambdaEndpointPolicyQualifiedArns,
  [
    {
      name: 'does not apply to a deleted endpoint',
      given: withEndpoint({ State: 'deleted' }),
      status: 'NOT_APPLICABLE',
      messages: ['gone'],
    },
    {
      name: 'does not apply to a text that is no policy',
      given: withPolicy('{'),
      status: 'NOT_APPLICABLE',
      messages: ['invalid'],
    },
    {
      name: 'does not apply to the default policy',
      given: withPolicy(undefined),
      status: 'NOT_APPLICABLE',
      messages: ['noNames'],
    },
    {
      name: 'does not apply to a policy on everything',
      given: withPolicy(document(OPEN)),
      status: 'NOT_APPLICABLE',
      messages: ['noNames'],
    },
    {
      name: 'does not apply to a policy on all functions',
      given: naming(functionArn('*')),
      status: 'NOT_APPLICABLE',
      messages: ['noNames'],
    },
    {
      name: 'does not apply to a policy on other actions',
      given: withPolicy(document(allow({ Action: 'lambda:GetFunction', Resource: N }))),
      status: 'NOT_APPLICABLE',
      messages: ['noNames'],
    },
    {
      name: 'does not apply to a statement that only denies',
      given: withPolicy(document({ ...OPEN }, allow({ Effect: 'Deny', Resource: N }))),
      status: 'NOT_APPLICABLE',
    },
    { name: 'passes both forms', given: naming(N, `${N}:*`), status: 'PASSED', messages: ['both'] },
    {
      name: 'passes both forms with one alias',
      given: naming(N, `${N}:prod`),
      status: 'PASSED',
      messages: ['both'],
    },
    { name: 'passes a name beside everything', given: naming(N, '*'), status: 'PASSED' },
    {
      name: 'passes any action',
      given: withPolicy(document(allow({ Action: 'lambda:*' }))),
      status: 'PASSED',
    },
    {
      name: 'passes a wildcard behind the name, which covers more',
      given: naming(`${N}*`),
      status: 'PASSED',
      messages: ['both', 'similar'],
    },
    {
      name: 'passes any region and account',
      given: naming('arn:aws:lambda:*:*:function:billing', 'arn:aws:lambda:*:*:function:billing:*'),
      status: 'PASSED',
    },
    {
      name: 'mentions a Deny in one form',
      given: withPolicy(
        document(allow(), allow({ Effect: 'Deny', Resource: functionArn('payroll') })),
      ),
      status: 'PASSED',
      messages: ['both', 'denied'],
    },
    { name: 'fails the bare name alone', given: naming(N), ...fails('oneForm', N) },
    {
      name: 'fails the qualified name alone',
      given: naming(`${N}:*`),
      ...fails('oneForm', `${N}:*`),
    },
    { name: 'fails an alias alone', given: naming(`${N}:prod`), ...fails('oneForm', `${N}:prod`) },
    {
      name: 'fails an escaped star, which is a backslash',
      given: naming(N, `${N}:\\*`),
      ...fails('oneForm', `${N}:\\*`),
    },
    {
      name: 'fails an escaped star alone, which matches nothing',
      given: naming(`${N}:\\*`),
      ...fails('neither', `${N}:\\*`),
    },
    {
      name: 'fails a wildcard before the end of the name',
      given: naming(functionArn('*-prod')),
      ...fails('oneForm', functionArn('*-prod')),
    },
    {
      name: 'fails one of two functions',
      given: naming(N, `${N}:*`, functionArn('payroll')),
      ...fails('oneForm', functionArn('payroll')),
    },
    {
      name: 'fails a name in another case, since resources have case',
      given: naming(N, `${functionArn('Billing')}:*`),
      status: 'FAILED',
      severity: 'MEDIUM',
      messages: ['oneForm', 'oneForm'],
      evidence: [`vpce-lambda Statement[0].Resource ${N}`],
    },
    {
      name: 'asks for both forms in the same statement',
      given: withPolicy(document(allow({ Resource: N }), allow({ Resource: `${N}:*` }))),
      status: 'FAILED',
      severity: 'MEDIUM',
      messages: ['oneForm', 'oneForm'],
      evidence: [`vpce-lambda Statement[1].Resource ${N}:*`],
    },
  ],
  { without: ['UNKNOWN'] },
);
