import { lambdaEndpointSecurityGroup } from '../../../shared/controls/lambda-endpoint/lambda-endpoint-security-group.ts';
import type { Item } from '../../../shared/model/collections.ts';
import { changed } from '../../builders/changed.ts';
import { callingFunction, lambdaEndpoint, withEndpoint } from '../../builders/lambda-endpoint.ts';
import { t10 } from '../../builders/network-topologies.ts';
import { role } from '../../builders/roles.ts';
import { aFunction, functionArn, GROUP, item, SUBNETS, VPC } from '../../builders/snapshot.ts';
import {
  defaultGroup,
  group,
  permission,
  toCidr,
  toGroup,
  toPrefixList,
} from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

const admitting = (...ingress: readonly Record<string, unknown>[]) => ({
  SecurityGroups: [group(GROUP, []), group('sg-endpoint', [], ingress)],
});

const prefixList = (...cidrs: readonly string[]): Item<'PrefixLists'> =>
  item('PrefixLists', { PrefixListId: 'pl-0a', Entries: cidrs.map((Cidr) => ({ Cidr })) });

const hub = (...ingress: readonly Record<string, unknown>[]) =>
  changed(t10(), {
    SecurityGroups: [
      defaultGroup(),
      group(GROUP, []),
      group('sg-endpoints', [], ingress, { VpcId: 'vpc-hub' }),
    ],
  });

controlTable(lambdaEndpointSecurityGroup, [
  {
    name: "passes with a rule for the function's group",
    given: withEndpoint(),
    status: 'PASSED',
    messages: ['accepts'],
    evidence: ['vpce-lambda Groups sg-endpoint'],
  },
  {
    name: "passes with rules for every block of the function's subnets",
    given: withEndpoint(
      {},
      admitting(permission(443, toCidr('10.0.0.0/24')), permission(443, toCidr('10.0.1.0/24'))),
    ),
    status: 'PASSED',
  },
  {
    name: 'fails with a rule for one of its two subnets',
    given: withEndpoint({}, admitting(permission(443, toCidr('10.0.0.0/24')))),
    status: 'FAILED',
    severity: 'HIGH',
    confidence: 'CERTAIN',
    messages: ['refused'],
    evidence: [`${functionArn('orders')} subnets not admitted 10.0.1.0/24`],
  },
  {
    name: 'names several groups in one order, so that verdicts about them share a fault',
    given: withEndpoint(
      { Groups: [{ GroupId: 'sg-z' }, { GroupId: 'sg-a' }] },
      { SecurityGroups: [group(GROUP, []), group('sg-z', []), group('sg-a', [])] },
    ),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['refused'],
    fault: 'security-group sg-a, sg-z DENIED_BY_SECURITY_GROUP',
    evidence: ['vpce-lambda Groups sg-a, sg-z'],
  },
  {
    name: 'passes with a prefix list that holds the subnets',
    given: withEndpoint(
      {},
      {
        ...admitting(permission(443, toPrefixList('pl-0a'))),
        PrefixLists: [prefixList('10.0.0.0/16')],
      },
    ),
    status: 'PASSED',
  },
  {
    name: 'does not know what a prefix list holds that was not read',
    given: withEndpoint({}, admitting(permission(443, toPrefixList('pl-0a')))),
    status: 'UNKNOWN',
    messages: [],
  },
  {
    name: 'fails with a rule for another port',
    given: withEndpoint({}, admitting(permission(8443, toGroup(GROUP)))),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['refused'],
    evidence: [`${functionArn('orders')} Tags.needs lambda`],
  },
  {
    name: 'fails with the default group, which admits itself alone',
    given: withEndpoint(
      { Groups: [{ GroupId: 'sg-default' }] },
      { SecurityGroups: [defaultGroup(), group(GROUP, [])] },
    ),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['refused'],
    evidence: ['vpce-lambda Groups sg-default'],
  },
  {
    name: 'passes with the default group for a function that has it too',
    given: withEndpoint(
      { Groups: [{ GroupId: 'sg-default' }] },
      {
        SecurityGroups: [defaultGroup()],
        Functions: [
          callingFunction({
            VpcConfig: { VpcId: VPC, SubnetIds: [...SUBNETS], SecurityGroupIds: ['sg-default'] },
          }),
        ],
      },
    ),
    status: 'PASSED',
  },
  {
    name: 'notes a group that is open to everybody',
    given: withEndpoint({}, admitting(permission(443, toCidr('0.0.0.0/0')))),
    status: 'PASSED',
    messages: ['accepts', 'open'],
  },
  {
    name: 'fails with a need that only the role shows',
    given: withEndpoint(
      {},
      {
        ...admitting(),
        Functions: [aFunction()],
        RoleDetailList: [role(['lambda:InvokeFunction'])],
      },
    ),
    status: 'FAILED',
    severity: 'HIGH',
    confidence: 'INFERRED',
    messages: ['refused'],
    evidence: ['vpce-lambda Groups sg-endpoint'],
  },
  {
    name: 'fails low where no function is known to use it and nobody is admitted',
    given: withEndpoint({}, { ...admitting(), Functions: [aFunction()] }),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['closed'],
    evidence: ['vpce-lambda Groups sg-endpoint'],
  },
  {
    name: 'passes where no function is known to use it and somebody is admitted',
    given: withEndpoint(
      {},
      { ...admitting(permission(443, toCidr('192.0.2.0/24'))), Functions: [aFunction()] },
    ),
    status: 'PASSED',
    messages: ['noConsumer'],
  },
  {
    name: 'does not know whom it would refuse where the functions were not read',
    given: withEndpoint(
      {},
      { ...admitting(permission(443, toCidr('192.0.2.0/24'))), Functions: undefined },
    ),
    status: 'UNKNOWN',
    unknownCall: 'lambda:ListFunctions',
  },
  {
    name: 'passes where it admits everybody, whoever the functions are',
    given: withEndpoint(
      {},
      { ...admitting(permission(443, toCidr('0.0.0.0/0'))), Functions: undefined },
    ),
    status: 'PASSED',
    messages: ['noConsumer', 'open'],
  },
  {
    name: 'fails low where it admits nobody, whoever the functions are',
    given: withEndpoint({}, { ...admitting(), Functions: undefined }),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['closed'],
    evidence: ['vpce-lambda Groups sg-endpoint'],
  },
  {
    name: 'does not know of a function with an unread role that it would refuse',
    given: withEndpoint(
      {},
      {
        ...admitting(permission(443, toCidr('192.0.2.0/24'))),
        Functions: [aFunction()],
        RoleDetailList: undefined,
      },
    ),
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'passes with a function with an unread role that it would admit',
    given: withEndpoint({}, { Functions: [aFunction()], RoleDetailList: undefined }),
    status: 'PASSED',
  },
  {
    name: 'does not know where the group was not read',
    given: withEndpoint({}, { SecurityGroups: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSecurityGroups',
  },
  {
    name: 'asks it for a function of a peered VPC that depends on the endpoint',
    given: hub(permission(443, toCidr('10.0.0.0/24'))),
    status: 'FAILED',
    severity: 'HIGH',
    confidence: 'INFERRED',
    messages: ['refused'],
    evidence: [`${functionArn('orders')} subnets not admitted 10.0.1.0/24`],
  },
  {
    name: 'passes with a function of a peered VPC whose group is named',
    given: hub(permission(443, toGroup(GROUP))),
    status: 'PASSED',
    messages: ['accepts'],
  },
  {
    name: 'leaves a function to the endpoint that its URL variable names',
    given: withEndpoint(
      {},
      {
        ...admitting(permission(443, toCidr('192.0.2.0/24'))),
        VpcEndpoints: [
          lambdaEndpoint(),
          lambdaEndpoint({
            VpcEndpointId: 'vpce-named',
            PrivateDnsEnabled: false,
            DnsEntries: [{ DnsName: 'vpce-named.lambda.us-east-1.vpce.amazonaws.com' }],
          }),
        ],
        Functions: [
          callingFunction({
            Environment: {
              Variables: {
                AWS_ENDPOINT_URL_LAMBDA: 'https://vpce-named.lambda.us-east-1.vpce.amazonaws.com',
              },
            },
          }),
        ],
      },
    ),
    resource: 'vpce-lambda',
    status: 'PASSED',
    messages: ['noConsumer'],
  },
  {
    name: 'does not judge an endpoint that is being deleted',
    given: withEndpoint({ State: 'deleting' }, admitting()),
    status: 'NOT_APPLICABLE',
    messages: ['gone'],
  },
]);
