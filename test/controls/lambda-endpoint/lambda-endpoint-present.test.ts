import { lambdaEndpointPresent } from '../../../shared/controls/lambda-endpoint/lambda-endpoint-present.ts';
import { changed, withFields } from '../../builders/changed.ts';
import {
  callingFunction,
  lambdaEndpoint,
  lambdaZone,
  sharedVpc,
  throughNat,
  throughTransitGateway,
  withEndpoint,
} from '../../builders/lambda-endpoint.ts';
import { t10 } from '../../builders/network-topologies.ts';
import { withFunction } from '../../builders/function-of.ts';
import { role, ROLE } from '../../builders/roles.ts';
import { aFunction, functionArn, item, VPC } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';

const none = { VpcEndpoints: [] };
const uncalled = { Functions: [aFunction()] };
/** The name of the service leads to the endpoint in the hub. */
const FAR_URL = {
  Variables: {
    AWS_ENDPOINT_URL_LAMBDA: 'https://vpce-lambda.lambda.us-east-1.vpce.amazonaws.com',
  },
};
const zoneToHub = lambdaZone({
  AliasTarget: { DNSName: 'vpce-lambda.lambda.us-east-1.vpce.amazonaws.com' },
});
/** The endpoint of a network account, behind something that is not followed. */
const answeredElsewhere = lambdaZone({ ResourceRecords: [{ Value: '10.200.0.10' }] });
const ANSWERED_ELSEWHERE =
  'lambda.us-east-1.amazonaws.com is answered by hosted zone Z1, with no endpoint that was read';
const required = { requiredVpcIds: [VPC] };

controlTable(lambdaEndpointPresent, [
  {
    name: 'passes with an available endpoint in the VPC',
    given: withEndpoint(),
    status: 'PASSED',
    confidence: 'CERTAIN',
    messages: ['reachable', 'byEndpoint'],
    evidence: [`${functionArn('orders')} Tags.needs lambda`],
  },
  {
    name: 'passes with a need that only the role shows',
    given: withEndpoint({}, { ...uncalled, RoleDetailList: [role(['lambda:InvokeFunction'])] }),
    status: 'PASSED',
    confidence: 'INFERRED',
  },
  {
    name: 'fails high without an endpoint and without any other way',
    given: withEndpoint({}, none),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['noWay'],
    text: 'vpc-0a has no available endpoint for Lambda, and subnet-0a, subnet-0b cannot reach the Lambda API in another way: rtb-0a has no route to the internet.',
    fault: 'route-table rtb-0a NO_ROUTE the internet',
    evidence: [`${functionArn('orders')} Tags.needs lambda`],
  },
  {
    name: 'passes through a NAT gateway, and says so',
    given: withEndpoint({}, { ...none, ...throughNat() }),
    status: 'PASSED',
    messages: ['reachable', 'byInternet'],
  },
  {
    name: 'fails through a NAT gateway where calls are to stay private',
    given: withEndpoint({}, { ...none, ...throughNat() }),
    parameters: { privateOnly: true },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['notPrivate'],
    evidence: ['vpc-0a VpcEndpoints none for lambda'],
  },
  {
    name: 'fails through a transit gateway where calls are to stay private',
    given: withEndpoint({}, { ...none, ...throughTransitGateway() }),
    parameters: { privateOnly: true },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['notPrivate'],
    evidence: ['vpc-0a VpcEndpoints none for lambda'],
  },
  {
    name: 'does not know what lies behind a transit gateway',
    given: withEndpoint({}, { ...none, ...throughTransitGateway() }),
    status: 'UNKNOWN',
    messages: [],
  },
  {
    name: 'takes a way that cannot be followed as the configuration says',
    given: withEndpoint({}, { ...none, ...throughTransitGateway() }),
    configuration: {
      controls: { 'function-internet-egress': { parameters: { treatIndirectAs: 'PASSED' } } },
    },
    status: 'PASSED',
    messages: ['reachable', 'byInternet'],
  },
  ...['pendingAcceptance', 'failed', 'rejected', 'deleting'].map((State) => ({
    name: `does not count an endpoint that is ${State}`,
    given: withEndpoint({ State }),
    status: 'FAILED' as const,
    severity: 'HIGH' as const,
    messages: ['noWay'],
    evidence: [`${functionArn('orders')} Tags.needs lambda`],
  })),
  {
    name: 'waits for an endpoint that is being created',
    given: withEndpoint({ State: 'pending' }),
    status: 'UNKNOWN',
    unknownCall: 'vpce-lambda is pending',
  },
  {
    name: 'does not count the endpoint of another service with a similar name',
    given: withEndpoint({ ServiceName: 'com.amazonaws.us-east-1.lambda-tools' }),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['noWay'],
    evidence: [`${functionArn('orders')} Tags.needs lambda`],
  },
  {
    name: 'does not count an endpoint for the Lambda API of another Region',
    given: withEndpoint({
      ServiceName: 'com.amazonaws.us-west-2.lambda',
      ServiceRegion: 'us-west-2',
    }),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['noWay'],
    evidence: [`${functionArn('orders')} Tags.needs lambda`],
  },
  {
    name: 'has nothing to say of a function that does not call Lambda',
    given: withEndpoint({}, { ...none, ...uncalled }),
    status: 'NOT_APPLICABLE',
    messages: ['notNeeded'],
  },
  {
    name: 'has nothing to say of a function outside any VPC',
    given: withEndpoint({}, { Functions: [callingFunction({ VpcConfig: undefined })] }),
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
  {
    name: 'does not know what a function calls whose role was not read',
    given: withEndpoint({}, { ...uncalled, RoleDetailList: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'does not know of endpoints that were not read',
    given: withEndpoint({}, { VpcEndpoints: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeVpcEndpoints',
  },
  {
    name: 'does not know of the endpoints of a VPC that another account shares',
    given: withEndpoint({}, sharedVpc()),
    status: 'UNKNOWN',
    unknownCall: 'vpc-0a is shared by another account, whose VPC endpoints cannot be described',
  },
  {
    name: 'passes with an endpoint that a peering leads to',
    given: t10().given,
    status: 'PASSED',
    confidence: 'INFERRED',
    messages: ['reachable', 'byEndpoint'],
  },
  {
    name: 'fails where the peering does not lead there, and medium where only the role allows the call',
    given: withFields(t10(), 'RouteTables', 'rtb-0a', { Routes: [] }),
    status: 'FAILED',
    severity: 'MEDIUM',
    confidence: 'INFERRED',
    messages: ['noWay'],
    evidence: ['rtb-0a Routes none to the internet'],
  },
  {
    name: 'names the missing way back where the name leads to an endpoint behind a peering',
    given: withFunction(
      { given: withFields(t10(), 'RouteTables', 'rtb-hub', { Routes: [] }) },
      { Environment: FAR_URL },
    ).given,
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['noWay'],
    fault: 'route-table rtb-hub NO_ROUTE vpc-0a',
    remediation: 'Repair rtb-hub, on the way to vpce-lambda, which owns the name of lambda',
    evidence: [`${ROLE} policy work Statement[0] lambda:InvokeFunction`],
  },
  {
    name: 'does not take a failed endpoint behind a peering for a way',
    given: changed(
      { given: withFields(t10(), 'VpcEndpoints', 'vpce-lambda', { State: 'failed' }) },
      zoneToHub,
    ),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['noWay'],
    fault: 'vpc-endpoint vpce-lambda ENDPOINT_NOT_USABLE',
    evidence: ['vpce-lambda State failed'],
  },
  {
    name: 'waits for an endpoint behind a peering that is being created',
    given: changed(
      { given: withFields(t10(), 'VpcEndpoints', 'vpce-lambda', { State: 'pending' }) },
      zoneToHub,
    ),
    status: 'UNKNOWN',
    unknownCall: 'vpce-lambda is pending',
  },
  {
    name: 'does not take a NAT gateway for a way while a failed endpoint owns the name',
    given: withEndpoint({ State: 'failed' }, throughNat()),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['noWay'],
    fault: 'vpc-endpoint vpce-lambda ENDPOINT_NOT_USABLE',
    remediation: 'Repair vpce-lambda, which owns the name of lambda',
    evidence: [`${functionArn('orders')} Tags.needs lambda`],
  },
  {
    name: 'takes the NAT gateway beside a failed endpoint that owns no name',
    given: withEndpoint({ State: 'failed', PrivateDnsEnabled: false }, throughNat()),
    status: 'PASSED',
    messages: ['reachable', 'byInternet'],
  },
  {
    name: 'does not know whether a failed endpoint owns the name where an attribute was not read',
    given: withEndpoint(
      { State: 'failed' },
      {
        ...throughNat(),
        VpcAttributes: [item('VpcAttributes', { VpcId: VPC, EnableDnsSupport: { Value: true } })],
      },
    ),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeVpcAttribute',
  },
  {
    name: 'does not know of an endpoint behind a hosted zone that leads to nothing that was read',
    given: withEndpoint({}, { ...none, ...answeredElsewhere }),
    status: 'UNKNOWN',
    unknownCall: ANSWERED_ELSEWHERE,
  },
  {
    name: 'does not take a NAT gateway for a way while a hosted zone answers the name',
    given: withEndpoint({}, { ...none, ...answeredElsewhere, ...throughNat() }),
    status: 'UNKNOWN',
    unknownCall: ANSWERED_ELSEWHERE,
  },
  {
    name: 'does not know of a peering whose groups were not read',
    given: changed(t10(), { SecurityGroups: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSecurityGroups',
  },
  {
    name: 'passes for a VPC that is to have one and has it',
    given: withEndpoint({}, uncalled),
    parameters: required,
    resource: 'vpc/vpc-0a',
    status: 'PASSED',
    messages: ['reachable', 'byEndpoint'],
    evidence: ['vpce-lambda State available'],
  },
  {
    name: 'fails for a VPC that is to have one, with functions that have no other way',
    given: withEndpoint({}, { ...none, ...uncalled }),
    parameters: required,
    resource: 'vpc/vpc-0a',
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['noWay'],
    evidence: ['rtb-0a Routes none to the internet'],
  },
  {
    name: 'fails for a VPC that is to have one and has no function either',
    given: withEndpoint({}, { ...none, Functions: [] }),
    parameters: required,
    resource: 'vpc/vpc-0a',
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['required'],
    evidence: ['vpc-0a VpcEndpoints none for lambda'],
  },
  {
    name: 'does not know of another way where the functions of a VPC that is to have one were not read',
    given: withEndpoint({}, { ...none, Functions: undefined }),
    parameters: required,
    resource: 'vpc/vpc-0a',
    status: 'UNKNOWN',
    unknownCall: 'lambda:ListFunctions',
  },
  {
    name: 'fails for a VPC that is to have a private way, whoever is in it',
    given: withEndpoint({}, { ...none, Functions: undefined }),
    parameters: { ...required, privateOnly: true },
    resource: 'vpc/vpc-0a',
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['required'],
    evidence: ['vpc-0a VpcEndpoints none for lambda'],
  },
  {
    name: 'passes for a VPC without functions that is to have one and has it',
    given: withEndpoint({}, { VpcEndpoints: [lambdaEndpoint()], Functions: [] }),
    parameters: required,
    resource: 'vpc/vpc-0a',
    status: 'PASSED',
  },
]);
