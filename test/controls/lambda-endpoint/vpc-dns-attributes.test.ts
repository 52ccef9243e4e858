import { vpcDnsAttributes } from '../../../shared/controls/lambda-endpoint/vpc-dns-attributes.ts';
import { sharedVpc, withEndpoint } from '../../builders/lambda-endpoint.ts';
import { item, VPC } from '../../builders/snapshot.ts';
import { endpoint } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

const attributes = (support: boolean | undefined, hostnames: boolean | undefined) => ({
  VpcAttributes: [
    item('VpcAttributes', {
      VpcId: VPC,
      ...(support !== undefined && { EnableDnsSupport: { Value: support } }),
      ...(hostnames !== undefined && { EnableDnsHostnames: { Value: hostnames } }),
    }),
  ],
});

controlTable(vpcDnsAttributes, [
  {
    name: 'passes with both attributes on',
    given: withEndpoint(),
    status: 'PASSED',
    evidence: ['vpc-0a enableDnsSupport true', 'vpc-0a enableDnsHostnames true'],
  },
  {
    name: 'fails high where an endpoint wants private DNS and hostnames are off',
    given: withEndpoint({}, attributes(true, false)),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['off'],
    evidence: ['vpc-0a enableDnsHostnames false', 'vpce-lambda PrivateDnsEnabled true'],
  },
  {
    name: 'fails once for each attribute that is off',
    given: withEndpoint({}, attributes(false, false)),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['off', 'off'],
    evidence: ['vpc-0a enableDnsSupport false'],
  },
  {
    name: 'fails low where no endpoint wants private DNS',
    given: withEndpoint({ PrivateDnsEnabled: false }, attributes(true, false)),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['offUnused'],
    evidence: ['vpc-0a enableDnsHostnames false'],
  },
  {
    name: 'asks it for endpoints of other services too',
    given: withEndpoint(
      {},
      {
        VpcEndpoints: [
          endpoint('vpce-sqs', 'sqs', { VpcEndpointType: 'Interface', PrivateDnsEnabled: true }),
        ],
        ...attributes(true, false),
      },
    ),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['off'],
    evidence: ['vpce-sqs PrivateDnsEnabled true'],
  },
  {
    name: 'fails with one attribute off although the other was not read',
    given: withEndpoint({}, attributes(undefined, false)),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['off'],
    evidence: ['vpc-0a enableDnsHostnames false'],
  },
  {
    name: 'does not know where an attribute was not read',
    given: withEndpoint({}, attributes(true, undefined)),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeVpcAttribute',
  },
  {
    name: 'does not know where the endpoints were not read',
    given: withEndpoint({}, { VpcEndpoints: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeVpcEndpoints',
  },
  {
    name: 'does not know of a VPC that another account shares',
    given: withEndpoint({}, sharedVpc()),
    status: 'UNKNOWN',
    unknownCall: 'vpc-0a is shared by another account, whose VPC endpoints cannot be described',
  },
  {
    name: 'has nothing to say without an interface endpoint',
    given: withEndpoint({}, { VpcEndpoints: [], ...attributes(false, false) }),
    status: 'NOT_APPLICABLE',
    messages: ['noEndpoint'],
  },
  {
    name: 'has nothing to say once the only endpoint is being deleted',
    given: withEndpoint({ State: 'deleting' }, attributes(false, false)),
    status: 'NOT_APPLICABLE',
    messages: ['noEndpoint'],
  },
  {
    name: 'only mentions what the gateway endpoint for S3 asks',
    given: withEndpoint(
      {},
      {
        VpcEndpoints: [endpoint('vpce-s3', 's3', { VpcEndpointType: 'Gateway' })],
        ...attributes(true, false),
      },
    ),
    status: 'NOT_APPLICABLE',
    messages: ['gatewayOnly'],
  },
]);
