import * as z from 'zod/mini';
import { once } from '../../model/once.ts';
import { functionNeeds } from '../../needs/function-needs.ts';
import { needsInternet } from '../../needs/need.ts';
import { publicRoute } from '../../network/public-subnet.ts';
import { byNetwork } from '../alike.ts';
import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { isAttached } from '../target.ts';
import { functionSubnets, undecidedSubnets } from './function-subnets.ts';

// "Connecting a function to a public subnet doesn't give it internet access or a public IP address":
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html. Managed instances can
// use a public subnet and its internet gateway, so they are left out:
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-networking.html.

export const functionPublicSubnet = defineControl({
  meta: {
    name: 'function-public-subnet',
    id: 'FN-PUBLIC-SUBNET',
    family: 'placement',
    title: 'Functions use private subnets',
    effect: 'should not be in public subnets',
    rationale:
      "A function's network interface never has a public address. In a public subnet its packets go to " +
      'the internet gateway, which drops them: calls to the internet hang until they time out.',
    remediation: {
      text: 'Attach the function to private subnets whose default route leads to a NAT gateway in a public subnet.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-networking.html',
      'https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html',
    ],
    knownMisses: [
      'A need for the internet that is neither configured nor named in the environment does not raise the severity.',
      'Whether a dual-stack function could use an IPv6 route to an internet gateway is not documented; such a subnet fails.',
    ],
    target: 'function',
    parameters: z.strictObject({}),
    facts: [
      ...FUNCTION_NETWORK_FACTS,
      'lambda:ListTags',
      'ec2:DescribeSubnets',
      'ec2:DescribeRouteTables',
      'ec2:DescribePrefixLists',
      'ec2:GetManagedPrefixListEntries',
    ],
    changes: [
      ...FUNCTION_NETWORK_CHANGES,
      'subnet',
      'route',
      'internet-gateway',
      'prefix-list',
      'resource-share',
    ],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      managedInstances: 'The function runs on managed instances, which can use a public subnet.',
      private: 'Every subnet is private.',
      public:
        '{routeTableId} makes {subnetIds} public: it sends {destination} to {gatewayId}, which drops what the function sends.',
      timesOut: 'The function needs the internet and cannot reach it from there.',
    },
  },
  alike: byNetwork,
  evaluate(target, { snapshot, configuration, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    if (target.network.source === 'CAPACITY_PROVIDER') {
      return report.notApplicable('managedInstances');
    }
    const found = functionSubnets(snapshot, target);
    for (const fact of undecidedSubnets(found)) report.unknown(fact);
    const byRoute = new Map<string, PublicSubnets>();
    const isInternetNeeded = needsInternet(functionNeeds(snapshot, configuration.needs, target));
    for (const { SubnetId: subnetId, MapPublicIpOnLaunch } of found.subnets) {
      const way = publicRoute(snapshot, subnetId);
      report.saw(subnetId, 'MapPublicIpOnLaunch', String(MapPublicIpOnLaunch ?? 'not given'));
      if (!way.known) report.unknown(way);
      else if (way.value !== undefined) {
        const { table, route } = way.value;
        const destination =
          route.DestinationCidrBlock ??
          route.DestinationIpv6CidrBlock ??
          route.DestinationPrefixListId ??
          '';
        const gatewayId = route.GatewayId ?? '';
        const { RouteTableId: routeTableId } = table;
        once(byRoute, `${routeTableId} ${destination}`, () => ({
          routeTableId,
          destination,
          gatewayId,
          subnetIds: [],
        })).subnetIds.push(subnetId);
      }
    }
    for (const { routeTableId, destination, gatewayId, subnetIds } of byRoute.values()) {
      const value = `${destination} ${gatewayId}`;
      report.fail(
        'public',
        { subnetIds: subnetIds.join(', '), routeTableId, destination, gatewayId },
        {
          severity: isInternetNeeded ? 'HIGH' : 'MEDIUM',
          evidence: [{ resource: routeTableId, field: 'Routes', value }],
          fault: { kind: 'internet-gateway', id: gatewayId, disposition: 'NO_PUBLIC_ADDRESS' },
        },
      );
    }
    if (byRoute.size > 0 && isInternetNeeded) report.note('timesOut');
    return report.conclude('private');
  },
});

/** Subnets of a function that one route makes public. */
interface PublicSubnets {
  readonly routeTableId: string;
  readonly destination: string;
  readonly gatewayId: string;
  readonly subnetIds: string[];
}
