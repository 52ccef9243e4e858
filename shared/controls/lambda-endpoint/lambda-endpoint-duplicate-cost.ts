import * as z from 'zod/mini';
import type { VpcEndpoint } from '../../model/ec2.ts';
import { unknown } from '../../model/fact.ts';
import { groupBy } from '../../model/group-by.ts';
import { isAvailable, isGone, isSharedVpc } from '../../network/vpc-endpoints.ts';
import { defineControl } from '../define-control.ts';
import { parameter } from '../parameter.ts';
import { isLambdaEndpoint, lambdaServiceOf } from './lambda-endpoints.ts';

// PrivateLink bills each hour in each zone: https://aws.amazon.com/privatelink/pricing/. Two endpoints
// with different policies for different subnets are a pattern of their own, hence the tag.

export const lambdaEndpointDuplicateCost = defineControl({
  meta: {
    name: 'lambda-endpoint-duplicate-cost',
    id: 'EP-DUPLICATE',
    family: 'lambda-endpoint',
    title: 'VPC has one endpoint for Lambda, and its price is known',
    effect: 'may cost more than needed',
    rationale:
      'Each endpoint is billed for each hour and zone, whether it is used or not. Only one of several ' +
      'can own the name of the Lambda API, so a second one is seldom meant.',
    remediation: {
      text: 'Delete the endpoint that does not own the private DNS name, or tag it as exempt if it has a policy for other subnets.',
      url: 'https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html',
    },
    severity: 'LOW',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html',
    ],
    knownMisses: [
      'Prices differ by Region, and the price of each gigabyte is not part of the figure.',
      'Endpoints of one service in several VPCs, which a shared one could replace, are not compared.',
    ],
    target: 'vpc',
    parameters: z.strictObject({
      azHourPrice: parameter(
        z.number().check(z.nonnegative()),
        0.01,
        'price of an hour of an endpoint in one zone, in US dollars',
      ),
      hours: parameter(z.number().check(z.nonnegative()), 730, 'hours that the figure is for'),
      exemptTag: parameter(
        z.string(),
        '',
        'key of a tag that takes an endpoint out of the count; empty for none',
      ),
    }),
    facts: ['ec2:DescribeVpcEndpoints', 'ec2:DescribeVpcs', 'ec2:DescribeSubnets'],
    changes: ['vpc-endpoint', 'vpc', 'resource-share'],
    messages: {
      noEndpoint: 'The VPC has no interface endpoint for Lambda.',
      single:
        'The VPC has one endpoint for each Lambda service; {zones} zones cost {price} USD in {hours} hours.',
      duplicate:
        '{count} available endpoints serve {serviceName}: {endpointIds}, together {price} USD in {hours} hours.',
    },
  },
  evaluate({ vpcId }, { snapshot, parameters, report }) {
    if (isSharedVpc(snapshot, vpcId)) {
      const detail = `${vpcId} is shared by another account, whose VPC endpoints cannot be described`;
      return report.undecided(unknown({ kind: 'opaque', detail }));
    }
    const all = snapshot.inVpc('VpcEndpoints', vpcId);
    if (!all.known) return report.undecided(all);
    const { azHourPrice, hours, exemptTag } = parameters;
    const endpoints = all.value
      .filter((endpoint) => isLambdaEndpoint(snapshot, endpoint))
      .filter((endpoint) => !isGone(endpoint));
    if (endpoints.length === 0) return report.notApplicable('noEndpoint');
    const priceOf = (some: readonly VpcEndpoint[]): string =>
      (zoneCount(some) * hours * azHourPrice).toFixed(2);
    for (const { VpcEndpointId, SubnetIds } of endpoints) {
      report.saw(VpcEndpointId, 'SubnetIds', SubnetIds.join(', ') || 'none');
    }
    const counted = endpoints
      .filter(isAvailable)
      .filter(({ Tags }) => exemptTag === '' || !Tags?.some(({ Key }) => Key === exemptTag));
    const byService = groupBy(counted, (endpoint) => [
      `${endpoint.ServiceName} of ${lambdaServiceOf(snapshot, endpoint).region}`,
    ]);
    for (const [serviceName, members] of byService) {
      if (members.length < 2) continue;
      const endpointIds = members.map(({ VpcEndpointId }) => VpcEndpointId).join(', ');
      const price = priceOf(members);
      const count = members.length;
      report.fail('duplicate', { count, serviceName, endpointIds, price, hours }, {});
    }
    const zones = zoneCount(endpoints);
    return report.conclude('single', { zones, price: priceOf(endpoints), hours });
  },
});

/** Zones that are billed: one for each subnet, since an endpoint takes one subnet of a zone. */
function zoneCount(endpoints: readonly VpcEndpoint[]): number {
  return endpoints.reduce((count, { SubnetIds }) => count + SubnetIds.length, 0);
}
