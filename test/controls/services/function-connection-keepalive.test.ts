import { functionConnectionKeepalive } from '../../../shared/controls/services/function-connection-keepalive.ts';
import { changed, denied, withFields } from '../../builders/changed.ts';
import { withActions, withFunction } from '../../builders/function-of.ts';
import { t05 } from '../../builders/reference-design.ts';
import { localRoute } from '../../builders/snapshot.ts';
import { TOPOLOGIES } from '../../builders/topologies.ts';
import { controlTable } from '../control-table.ts';

const { t01, t03, t04, t06, t07, t08, t09, t10, t11 } = TOPOLOGIES;

const runtime = (Runtime: string | undefined, Variables: Record<string, string> = {}) =>
  withFunction(t05(), { Runtime, Environment: { Variables } }).given;
const REUSE = { AWS_NODEJS_CONNECTION_REUSE_ENABLED: '1' };
const cannotSee = (name: string) =>
  ({
    status: 'UNKNOWN',
    messages: ['crosses'],
    unknownCall: `how ${name} code pools and retries connections cannot be seen`,
  }) as const;

controlTable(
  functionConnectionKeepalive,
  [
    {
      name: 'does not apply outside a VPC',
      given: t03().given,
      status: 'NOT_APPLICABLE',
      messages: ['unattached'],
    },
    {
      name: 'does not apply where only gateway endpoints are used',
      given: t01().given,
      status: 'NOT_APPLICABLE',
      messages: ['noCrossing'],
    },
    { name: 'does not apply in a public subnet', given: t04().given, status: 'NOT_APPLICABLE' },
    {
      name: 'does not apply to an egress-only gateway',
      given: t11().given,
      status: 'NOT_APPLICABLE',
    },
    {
      name: 'does not apply to an endpoint of a service that is not needed',
      given: withActions(t06(), ['sqs:SendMessage']).given,
      status: 'NOT_APPLICABLE',
    },
    {
      name: 'passes Node.js 22 across NAT gateways and endpoints',
      given: t05().given,
      status: 'PASSED',
      messages: ['rebuilt', 'crosses'],
    },
    {
      name: 'passes Node.js 24 across a regional NAT gateway',
      given: t07().given,
      status: 'PASSED',
    },
    {
      name: 'passes Node.js 22 across a private NAT gateway',
      given: t08().given,
      status: 'PASSED',
    },
    {
      name: 'passes Node.js 24 where only half of the internet has a route, to a NAT gateway',
      given: withFields(t07(), 'RouteTables', 'rtb-main', {
        Routes: [
          localRoute(),
          { DestinationCidrBlock: '0.0.0.0/1', NatGatewayId: 'nat-0r', State: 'active' },
        ],
      }),
      status: 'PASSED',
      messages: ['rebuilt', 'crosses'],
    },
    {
      name: 'counts an endpoint whether its private DNS is on or not',
      given: t06().given,
      status: 'PASSED',
    },
    { name: 'counts an endpoint of a peered VPC', given: t10().given, status: 'PASSED' },
    {
      name: 'does not count an endpoint of a VPC whose peering is not active',
      given: withFields(t10(), 'VpcPeeringConnections', 'pcx-0a', { Status: { Code: 'deleted' } }),
      status: 'NOT_APPLICABLE',
    },
    {
      name: 'passes Node.js 18, the first with SDK v3',
      given: runtime('nodejs18.x'),
      status: 'PASSED',
      messages: ['rebuilt', 'crosses'],
    },
    {
      name: 'cannot tell of Node.js 22 with the variable of SDK v2: v2 is bundled',
      given: runtime('nodejs22.x', REUSE),
      status: 'UNKNOWN',
      messages: ['crosses'],
    },
    {
      name: 'passes Node.js 16, which opens a connection for each request',
      given: runtime('nodejs16.x'),
      status: 'PASSED',
      messages: ['perRequest', 'crosses'],
    },
    {
      name: 'cannot tell of Node.js 16 that reuses connections',
      given: runtime('nodejs16.x', REUSE),
      status: 'UNKNOWN',
      messages: ['crosses'],
    },
    { name: 'cannot tell of Python', given: runtime('python3.13'), ...cannotSee('python3.13') },
    {
      name: 'cannot tell of Python with keep-alive on, and notes it',
      given: runtime('python3.13', { BOTOCORE_TCP_KEEPALIVE: 'true' }),
      ...cannotSee('python3.13'),
      messages: ['crosses', 'keepAliveSet'],
    },
    { name: 'cannot tell of Java', given: runtime('java21'), ...cannotSee('java21') },
    {
      name: 'cannot tell of an image',
      given: withFunction(t05(), { Runtime: undefined, PackageType: 'Image' }).given,
      ...cannotSee('Image'),
    },
    {
      name: 'cannot tell where the environment could not be decrypted',
      given: withFunction(t05(), {
        Environment: { Error: { ErrorCode: 'AccessDeniedException', Message: 'no' } },
      }).given,
      status: 'UNKNOWN',
      unknownCall: 'lambda:GetFunctionConfiguration',
    },
    {
      name: 'cannot tell without the role in a shared VPC',
      given: t09().given,
      status: 'UNKNOWN',
      unknownCall: 'iam:GetRole',
    },
    {
      name: 'cannot tell where the endpoints were not read',
      given: denied(
        { given: withFields(t06(), 'RouteTables', 'rtb-0a', { Routes: [localRoute()] }) },
        'VpcEndpoints',
        'ec2:DescribeVpcEndpoints',
      ),
      status: 'UNKNOWN',
      unknownCall: 'ec2:DescribeVpcEndpoints',
    },
    {
      name: 'does not apply where the role was not read and there is no endpoint at all',
      given: changed(
        { given: denied(t06(), 'RoleDetailList', 'iam:GetRole') },
        { VpcEndpoints: [] },
      ),
      status: 'NOT_APPLICABLE',
    },
  ],
  // Whether code retries cannot be seen, so nothing is certain enough to fail.
  { without: ['FAILED'] },
);
