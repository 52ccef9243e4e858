import { lambdaEndpointMultiAz } from '../../../shared/controls/lambda-endpoint/lambda-endpoint-multi-az.ts';
import { lambdaEndpoint, withEndpoint } from '../../builders/lambda-endpoint.ts';
import { aSubnet, item, SUBNETS } from '../../builders/snapshot.ts';
import { subnet } from '../../builders/topology.ts';
import { controlTable } from '../control-table.ts';

const oneSubnet = { SubnetIds: [SUBNETS[0]] };

const offered = (...AvailabilityZoneIds: readonly string[]) => ({
  ServiceDetails: [
    item('ServiceDetails', {
      ServiceName: 'com.amazonaws.us-east-1.lambda',
      AvailabilityZoneIds,
    }),
  ],
});

controlTable(lambdaEndpointMultiAz, [
  {
    name: 'passes with subnets in two zones',
    given: withEndpoint(),
    status: 'PASSED',
    messages: ['covered'],
    evidence: ['subnet-0a AvailabilityZoneId use1-az1', 'subnet-0b AvailabilityZoneId use1-az2'],
  },
  {
    name: 'fails with the one subnet of the documented example',
    given: withEndpoint(oneSubnet),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['tooFew', 'consumerZone'],
    evidence: ['vpce-lambda SubnetIds subnet-0a', 'subnet-0a AvailabilityZoneId use1-az1'],
    remediation: null,
  },
  {
    name: 'names the subnets that can be added, where the zones of the service were read',
    given: withEndpoint(oneSubnet, offered('use1-az1', 'use1-az2')),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['tooFew', 'consumerZone'],
    evidence: ['vpce-lambda SubnetIds subnet-0a'],
    remediation: '--add-subnet-ids: subnet-0b.',
  },
  {
    name: 'names the zone where the VPC has no subnet and the service is offered',
    given: withEndpoint(oneSubnet, offered('use1-az1', 'use1-az4')),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['tooFew', 'consumerZone'],
    evidence: ['vpce-lambda SubnetIds subnet-0a'],
    remediation: 'needs a subnet in zone use1-az4',
  },
  {
    name: 'names no zone where the subnets of the VPC were not all read',
    given: {
      ...withEndpoint(oneSubnet, offered('use1-az1', 'use1-az4')),
      gaps: [
        {
          collection: 'Subnets' as const,
          reason: { kind: 'denied' as const, call: 'ec2:DescribeSubnets' },
        },
      ],
    },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['tooFew', 'consumerZone'],
    evidence: ['vpce-lambda SubnetIds subnet-0a'],
    remediation: null,
  },
  {
    name: 'does not send an endpoint of another Region into a zone without such access',
    given: withEndpoint(
      {
        ...oneSubnet,
        ServiceName: 'com.amazonaws.us-west-2.lambda',
        ServiceRegion: 'us-west-2',
      },
      {
        ServiceDetails: [
          item('ServiceDetails', {
            ServiceName: 'com.amazonaws.us-west-2.lambda',
            ServiceRegion: 'us-west-2',
            AvailabilityZoneIds: ['use1-az1', 'use1-az3', 'use1-az5'],
          }),
        ],
      },
    ),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['tooFew'],
    evidence: ['vpce-lambda SubnetIds subnet-0a'],
    remediation: 'needs a subnet in zone use1-az5:',
  },
  {
    name: 'counts zones and not subnets',
    given: withEndpoint({}, { Subnets: [aSubnet(), subnet(SUBNETS[1], 1, '10.0.1.0/24')] }),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['tooFew'],
    evidence: ['subnet-0b AvailabilityZoneId use1-az1'],
  },
  {
    name: 'fails where more zones are asked for',
    given: withEndpoint(),
    parameters: { minAzs: 3 },
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['tooFew'],
    evidence: ['subnet-0b AvailabilityZoneId use1-az2'],
  },
  {
    name: 'notes each zone where consumers run and the endpoint has no interface',
    given: withEndpoint(
      { SubnetIds: ['subnet-0c', SUBNETS[0]] },
      {
        Subnets: [
          aSubnet(),
          subnet(SUBNETS[1], 2, '10.0.1.0/24'),
          subnet('subnet-0c', 4, '10.0.2.0/24'),
        ],
      },
    ),
    status: 'PASSED',
    messages: ['covered', 'consumerZone'],
  },
  {
    name: 'does not count a subnet that was not read',
    given: withEndpoint({ SubnetIds: [SUBNETS[0], 'subnet-unread'] }),
    status: 'UNKNOWN',
    unknownCall: 'ec2:DescribeSubnets',
  },
  {
    name: 'fails where even the unread subnets could not be enough',
    given: withEndpoint({ SubnetIds: ['subnet-unread'] }),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['tooFew'],
    evidence: ['vpce-lambda SubnetIds subnet-unread'],
  },
  {
    name: 'judges each endpoint by its own subnets',
    given: withEndpoint(
      {},
      {
        VpcEndpoints: [
          lambdaEndpoint(),
          lambdaEndpoint({ VpcEndpointId: 'vpce-second', ...oneSubnet }),
        ],
      },
    ),
    resource: 'vpce-second',
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['tooFew'],
    evidence: ['vpce-second SubnetIds subnet-0a'],
  },
  {
    name: 'does not judge an endpoint that is being deleted',
    given: withEndpoint({ State: 'deleting', SubnetIds: [] }),
    status: 'NOT_APPLICABLE',
    messages: ['gone'],
  },
]);
