import { lambdaEndpointIpType } from '../../../shared/controls/lambda-endpoint/lambda-endpoint-ip-type.ts';
import { callingFunction, withEndpoint } from '../../builders/lambda-endpoint.ts';
import { role } from '../../builders/roles.ts';
import { aFunction, functionArn, GROUP, SUBNETS, VPC } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';

const ipv6Only = { IpAddressType: 'ipv6', DnsOptions: { DnsRecordIpType: 'ipv6' } };
const dualStackFunction = callingFunction({
  VpcConfig: {
    VpcId: VPC,
    SubnetIds: [...SUBNETS],
    SecurityGroupIds: [GROUP],
    Ipv6AllowedForDualStack: true,
  },
});

controlTable(lambdaEndpointIpType, [
  { name: 'passes with ipv4', given: withEndpoint(), status: 'PASSED', messages: ['speaksIpv4'] },
  {
    name: 'passes with dualstack',
    given: withEndpoint({
      IpAddressType: 'dualstack',
      DnsOptions: { DnsRecordIpType: 'dualstack' },
    }),
    status: 'PASSED',
  },
  {
    name: 'passes with an endpoint from before there was a choice',
    given: withEndpoint({ IpAddressType: undefined, DnsOptions: undefined }),
    status: 'PASSED',
  },
  {
    name: 'passes with records that the service defines, and says so',
    given: withEndpoint({
      IpAddressType: 'dualstack',
      DnsOptions: { DnsRecordIpType: 'service-defined' },
    }),
    status: 'PASSED',
    messages: ['speaksIpv4', 'serviceDefined'],
  },
  {
    name: 'fails with ipv6 for a function that sends IPv4 only',
    given: withEndpoint(ipv6Only),
    status: 'FAILED',
    severity: 'HIGH',
    confidence: 'CERTAIN',
    messages: ['ipv6Only'],
    evidence: [`${functionArn('orders')} Ipv6AllowedForDualStack false`],
  },
  {
    name: 'fails with dualstack whose records are ipv6',
    given: withEndpoint({
      IpAddressType: 'dualstack',
      DnsOptions: { DnsRecordIpType: 'ipv6' },
    }),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['ipv6Only'],
    evidence: ['vpce-lambda DnsOptions.DnsRecordIpType ipv6'],
  },
  {
    name: 'fails with a need that only the role shows',
    given: withEndpoint(ipv6Only, {
      Functions: [aFunction()],
      RoleDetailList: [role(['lambda:InvokeFunction'])],
    }),
    status: 'FAILED',
    severity: 'HIGH',
    confidence: 'INFERRED',
    messages: ['ipv6Only'],
    evidence: [`${functionArn('orders')} Ipv6AllowedForDualStack false`],
  },
  {
    name: 'passes with ipv6 for a function that may send it',
    given: withEndpoint(ipv6Only, { Functions: [dualStackFunction] }),
    status: 'PASSED',
    messages: ['ipv6Allowed'],
  },
  {
    name: 'passes with ipv6 where no function calls Lambda',
    given: withEndpoint(ipv6Only, { Functions: [aFunction()] }),
    status: 'PASSED',
    messages: ['ipv6Allowed'],
  },
  {
    name: 'does not know who calls Lambda where the functions were not read',
    given: withEndpoint(ipv6Only, { Functions: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'lambda:ListFunctions',
  },
  {
    name: 'does not know of a function whose role was not read',
    given: withEndpoint(ipv6Only, { Functions: [aFunction()], RoleDetailList: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'iam:GetRole',
  },
  {
    name: 'does not know what an address type means that it has not heard of',
    given: withEndpoint({ IpAddressType: 'ipv8' }),
    status: 'UNKNOWN',
    unknownCall: 'what IpAddressType ipv8 of vpce-lambda means is not known',
  },
  {
    name: 'does not judge an endpoint that is being deleted',
    given: withEndpoint({ ...ipv6Only, State: 'deleting' }),
    status: 'NOT_APPLICABLE',
    messages: ['gone'],
  },
]);
