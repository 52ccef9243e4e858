import { lambdaEndpointPolicyValid } from '../../../shared/controls/lambda-endpoint/lambda-endpoint-policy-valid.ts';
import { withEndpoint } from '../../builders/lambda-endpoint.ts';
import { functionArn } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';
import { allow, document, OPEN, withPolicy } from './policies.ts';

const inRegion = (region: string, partition = 'aws') =>
  `arn:${partition}:lambda:${region}:111122223333:function:billing`;
const QUOTED = JSON.stringify(document(allow({ Resource: functionArn('my-function') }))).replace(
  'my-function"',
  'my-function\u201d',
);

controlTable(
  lambdaEndpointPolicyValid,
  [
    {
      name: 'does not apply to an endpoint that is being deleted',
      given: withEndpoint({ State: 'deleting', PolicyDocument: 'none' }),
      status: 'NOT_APPLICABLE',
      messages: ['gone'],
    },
    {
      name: 'passes a policy',
      given: withPolicy(document(allow())),
      status: 'PASSED',
      messages: ['valid'],
    },
    {
      name: 'passes no policy, the default',
      given: withPolicy(undefined),
      status: 'PASSED',
      messages: ['fullAccess'],
    },
    {
      name: 'passes an empty policy',
      given: withPolicy(' \n'),
      status: 'PASSED',
      messages: ['fullAccess'],
    },
    {
      name: 'passes NotPrincipal, NotAction and a single statement',
      given: withPolicy({
        Statement: {
          Effect: 'Allow',
          NotPrincipal: { AWS: '*' },
          NotAction: 'lambda:Delete*',
          Resource: '*',
        },
      }),
      status: 'PASSED',
    },
    {
      name: 'names the typographic quote and does not repair it',
      given: withPolicy(QUOTED),
      status: 'FAILED',
      severity: 'MEDIUM',
      messages: ['invalid'],
      evidence: [
        `vpce-lambda PolicyDocument not JSON: a typographic quote \u201d (U+201D); use a straight quote " (line 1 column ${QUOTED.indexOf('\u201d') + 1}) (and 1 more)`,
      ],
    },
    {
      name: 'asks for a principal',
      given: withPolicy(document(allow({ Principal: undefined }))),
      status: 'FAILED',
      severity: 'MEDIUM',
      messages: ['invalid'],
      evidence: [
        'vpce-lambda PolicyDocument Statement[0], Principal: is missing; a resource-based policy says who, such as "*" or {"AWS": …} (line 1 column 38)',
      ],
    },
    ...(['Effect', 'Action'] as const).map((element) => ({
      name: `asks for ${element}`,
      given: withPolicy(document(allow({ [element]: undefined }))),
      status: 'FAILED' as const,
      severity: 'MEDIUM' as const,
      messages: ['invalid'],
      evidence: ['vpce-lambda VpcEndpointId vpce-lambda']
        .slice(1)
        .concat(
          element === 'Effect'
            ? 'vpce-lambda PolicyDocument Statement[0], Effect: is missing; write Allow or Deny (line 1 column 38)'
            : 'vpce-lambda PolicyDocument Statement[0], Action: is missing; name the actions, or NotAction (line 1 column 38)',
        ),
    })),
    {
      name: 'fails a policy that allows nothing',
      given: withPolicy(document({ ...OPEN, Effect: 'Deny' })),
      status: 'FAILED',
      severity: 'MEDIUM',
      messages: ['noAllow'],
      evidence: ['vpce-lambda PolicyDocument no Allow'],
    },
    {
      name: 'takes 20,480 characters',
      given: withPolicy(JSON.stringify(document(allow())).padEnd(20_480)),
      status: 'PASSED',
    },
    {
      name: 'takes no more, white space included',
      given: withPolicy(JSON.stringify(document(allow())).padEnd(20_481)),
      status: 'FAILED',
      severity: 'MEDIUM',
      messages: ['tooLong'],
      evidence: ['vpce-lambda PolicyDocument 20481 characters'],
    },
    {
      name: 'calls a statement dead that names another Region',
      given: withPolicy(document(allow(), allow({ Resource: inRegion('eu-west-1') }))),
      status: 'FAILED',
      severity: 'LOW',
      messages: ['deadStatement'],
      evidence: [`vpce-lambda PolicyDocument ${inRegion('eu-west-1')}`],
    },
    {
      name: 'calls a statement dead that names another partition',
      given: withPolicy(document(allow(), allow({ Resource: inRegion('us-east-1', 'aws-cn') }))),
      status: 'FAILED',
      severity: 'LOW',
      messages: ['deadStatement'],
      evidence: [`vpce-lambda PolicyDocument ${inRegion('us-east-1', 'aws-cn')}`],
    },
    {
      name: 'passes a list that names its own Region too, and wildcards',
      given: withPolicy(
        document(
          allow({ Resource: [inRegion('eu-west-1'), inRegion('us-east-1')] }),
          allow({ Resource: inRegion('us-*', 'aws*') }),
          allow({ Resource: '*' }),
        ),
      ),
      status: 'PASSED',
    },
    {
      name: 'asks for the Region that a cross-Region endpoint serves',
      given: withEndpoint({
        ServiceName: 'com.amazonaws.eu-west-1.lambda',
        ServiceRegion: 'eu-west-1',
        PolicyDocument: JSON.stringify(document(allow({ Resource: inRegion('eu-west-1') }))),
      }),
      status: 'PASSED',
    },
  ],
  { without: ['UNKNOWN'] },
);
