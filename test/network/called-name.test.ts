import { expect, it } from 'vitest';
import { calledName } from '../../shared/network/called-name.ts';
import { item, snapshot } from '../builders/snapshot.ts';

const withSqs = snapshot({
  collections: {
    ServiceDetails: [
      item('ServiceDetails', {
        ServiceName: 'com.amazonaws.us-east-1.sqs',
        ServiceType: [{ ServiceType: 'Interface' }],
        PrivateDnsNames: [
          { PrivateDnsName: 'sqs.us-east-1.amazonaws.com' },
          { PrivateDnsName: 'sqs.us-east-1.api.aws' },
        ],
      }),
    ],
  },
});
const sqs = { service: 'sqs', region: 'us-east-1' };

it.each([
  [undefined, { kind: 'usual' }],
  ['sqs.us-east-1.amazonaws.com', { kind: 'usual' }],
  ['sqs.us-east-1.api.aws', { kind: 'usual' }],
  [
    'vpce-0a.sqs.us-east-1.vpce.amazonaws.com',
    {
      kind: 'own',
      references: [
        { Variable: 'AWS_ENDPOINT_URL', Host: 'vpce-0a.sqs.us-east-1.vpce.amazonaws.com' },
      ],
    },
  ],
  [
    'sqs-fips.us-east-1.amazonaws.com',
    { kind: 'own', references: [{ Variable: 'AWS_USE_FIPS_ENDPOINT', Enabled: true }] },
  ],
  ['sqs.amazonaws.com', { kind: 'public' }],
  ['us-east-1.queue.amazonaws.com', { kind: 'public' }],
  ['sqs.eu-west-1.amazonaws.com', { kind: 'public' }],
])('the name %s', (host, expected) => {
  expect(calledName(withSqs, sqs, host)).toEqual(expected);
});

it('of dual stack is not known to be owned or not where the services were not read', () => {
  expect(calledName(snapshot(), sqs, 'sqs.us-east-1.api.aws')).toMatchObject({
    kind: 'unread',
    unknown: { reason: { kind: 'not-read', call: 'ec2:DescribeVpcEndpointServices' } },
  });
});
