import { lambdaEndpointDuplicateCost } from '../../../shared/controls/lambda-endpoint/lambda-endpoint-duplicate-cost.ts';
import { lambdaEndpoint, sharedVpc, withEndpoint } from '../../builders/lambda-endpoint.ts';
import { SUBNETS } from '../../builders/snapshot.ts';
import { endpoint } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

const two = (second: Record<string, unknown>) =>
  withEndpoint(
    {},
    {
      VpcEndpoints: [
        lambdaEndpoint(),
        lambdaEndpoint({
          VpcEndpointId: 'vpce-second',
          PrivateDnsEnabled: false,
          SubnetIds: [SUBNETS[0]],
          ...second,
        }),
      ],
    },
  );

controlTable(lambdaEndpointDuplicateCost, [
  {
    name: 'passes with one endpoint',
    given: withEndpoint(),
    status: 'PASSED',
    text: '2 zones cost 14.60 USD in 730 hours',
    evidence: ['vpce-lambda SubnetIds subnet-0a, subnet-0b'],
  },
  {
    name: 'takes the price and the hours of the configuration',
    given: withEndpoint(),
    parameters: { azHourPrice: 0.013, hours: 100 },
    status: 'PASSED',
    text: '2 zones cost 2.60 USD in 100 hours',
  },
  {
    name: 'fails with two for the same service',
    given: two({}),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['duplicate'],
    text: 'vpce-lambda, vpce-second, together 21.90 USD in 730 hours',
    evidence: ['vpce-second SubnetIds subnet-0a'],
  },
  {
    name: 'passes with one for each Region',
    given: two({ ServiceName: 'com.amazonaws.us-west-2.lambda', ServiceRegion: 'us-west-2' }),
    status: 'PASSED',
  },
  {
    name: 'passes where the second is not available',
    given: two({ State: 'failed' }),
    status: 'PASSED',
  },
  {
    name: 'passes beside an endpoint of another service',
    given: two({ ServiceName: 'com.amazonaws.us-east-1.sqs' }),
    status: 'PASSED',
  },
  {
    name: 'passes where the second carries the tag of exempt ones',
    given: two({ Tags: [{ Key: 'second-policy', Value: '' }] }),
    parameters: { exemptTag: 'second-policy' },
    status: 'PASSED',
  },
  {
    name: 'fails where the tag is another one',
    given: two({ Tags: [{ Key: 'owner', Value: 'second-policy' }] }),
    parameters: { exemptTag: 'second-policy' },
    status: 'FAILED',
    severity: 'LOW',
    messages: ['duplicate'],
    evidence: ['vpce-second SubnetIds subnet-0a'],
  },
  {
    name: 'has nothing to say without an endpoint for Lambda',
    given: withEndpoint(
      {},
      { VpcEndpoints: [endpoint('vpce-s3', 's3', { VpcEndpointType: 'Gateway' })] },
    ),
    status: 'NOT_APPLICABLE',
    messages: ['noEndpoint'],
  },
  {
    name: 'does not know of a VPC that another account shares',
    given: withEndpoint({}, sharedVpc()),
    status: 'UNKNOWN',
    unknownCall: 'vpc-0a is shared by another account, whose VPC endpoints cannot be described',
  },
  {
    name: 'does not know where the endpoints were not read',
    given: withEndpoint({}, { VpcEndpoints: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeVpcEndpoints',
  },
]);
