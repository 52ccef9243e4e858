import { lambdaEndpointServiceType } from '../../../shared/controls/lambda-endpoint/lambda-endpoint-service-type.ts';
import { callingFunction, withEndpoint } from '../../builders/lambda-endpoint.ts';
import { role } from '../../builders/roles.ts';
import { controlTable } from '../control-table.ts';

const calls = (region: string) =>
  callingFunction({
    Tags: {},
    Environment: {
      Variables: { TARGET: `arn:aws:lambda:${region}:111122223333:function:billing` },
    },
  });

/** The role may call what the environment names: else the ARN would only be handed on. */
const RoleDetailList = [role(['lambda:InvokeFunction'])];

const west = { ServiceName: 'com.amazonaws.us-west-2.lambda', ServiceRegion: 'us-west-2' };

controlTable(
  lambdaEndpointServiceType,
  [
    {
      name: 'passes with the service of the own Region',
      given: withEndpoint(),
      status: 'PASSED',
      evidence: ['vpce-lambda ServiceName com.amazonaws.us-east-1.lambda'],
    },
    {
      name: 'passes with the service of another Region whose functions are called',
      given: withEndpoint(west, { Functions: [calls('us-west-2')], RoleDetailList }),
      status: 'PASSED',
    },
    {
      name: 'passes with the service of another Region where no target is known',
      given: withEndpoint(west, { Functions: [callingFunction({ Tags: {} })] }),
      status: 'PASSED',
    },
    {
      name: 'fails with the service of another Region than the functions call',
      given: withEndpoint(west, { Functions: [calls('us-east-1')], RoleDetailList }),
      status: 'FAILED',
      severity: 'MEDIUM',
      messages: ['wrongRegion'],
      evidence: [
        'vpce-lambda ServiceRegion us-west-2',
        'arn:aws:lambda:us-east-1:111122223333:function:orders Environment.TARGET arn:aws:lambda:us-east-1:111122223333:function:billing',
      ],
    },
    {
      name: 'does not fail where one function calls the Region of the endpoint',
      given: withEndpoint(west, {
        Functions: [
          calls('us-east-1'),
          callingFunction({
            FunctionName: 'west',
            FunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:west',
            Environment: calls('us-west-2').Environment,
            Tags: {},
          }),
        ],
        RoleDetailList,
      }),
      status: 'PASSED',
    },
    {
      name: 'fails with the name of a Region that the endpoint does not say it is for',
      given: withEndpoint({ ServiceName: west.ServiceName }),
      status: 'FAILED',
      severity: 'MEDIUM',
      messages: ['wrongName'],
      evidence: ['vpce-lambda ServiceName com.amazonaws.us-west-2.lambda'],
    },
    {
      name: 'fails with a name that only looks like it',
      given: withEndpoint({ ServiceName: 'com.amazonaws.us-east-1.lambda.tools' }),
      status: 'FAILED',
      severity: 'MEDIUM',
      messages: ['wrongName'],
      evidence: ['vpce-lambda ServiceName com.amazonaws.us-east-1.lambda.tools'],
    },
    {
      name: 'passes with a name that the configuration accepts',
      given: withEndpoint({ ServiceName: 'com.amazonaws.us-east-1.lambda.tools' }),
      parameters: { acceptedServiceNames: ['com.amazonaws.us-east-1.lambda.tools'] },
      status: 'PASSED',
    },
    {
      name: 'fails with another type',
      given: withEndpoint({ VpcEndpointType: 'GatewayLoadBalancer' }),
      status: 'FAILED',
      severity: 'MEDIUM',
      messages: ['wrongType'],
      evidence: ['vpce-lambda VpcEndpointType GatewayLoadBalancer'],
    },
    {
      name: "takes China's own name in China",
      given: withEndpoint(
        {
          ServiceName: 'cn.com.amazonaws.cn-north-1.lambda',
          ServiceRegion: 'cn-north-1',
        },
        { Functions: [callingFunction({ Tags: {} })] },
      ),
      status: 'PASSED',
    },
    {
      name: "does not take China's name elsewhere",
      given: withEndpoint({ ServiceName: 'cn.com.amazonaws.us-east-1.lambda' }),
      status: 'FAILED',
      severity: 'MEDIUM',
      messages: ['wrongName'],
      evidence: ['vpce-lambda ServiceName cn.com.amazonaws.us-east-1.lambda'],
    },
    {
      name: 'does not judge the service of somebody else',
      given: withEndpoint({ ServiceName: 'com.amazonaws.vpce.us-east-1.lambda.vpce-svc-0a' }),
      status: 'NOT_APPLICABLE',
      messages: ['thirdParty'],
    },
    {
      name: 'does not judge an endpoint that is being deleted',
      given: withEndpoint({ State: 'deleting' }),
      status: 'NOT_APPLICABLE',
      messages: ['gone'],
    },
  ],
  { without: ['UNKNOWN'] },
);
