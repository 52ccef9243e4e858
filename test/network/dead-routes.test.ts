import { describe, expect, it } from 'vitest';
import { deadRoutes, isTakenTo } from '../../shared/network/dead-routes.ts';
import type { DeadRoute } from '../../shared/network/dead-routes.ts';
import { addressDestination } from '../../shared/network/flow.ts';
import { hostCidr } from '../../shared/network/internet-egress.ts';
import { aRouteTable, item, localRoute, snapshot } from '../builders/snapshot.ts';

const dead = (fields: Record<string, unknown>) => ({ State: 'blackhole', ...fields });

function inTable(...routes: Record<string, unknown>[]) {
  const given = snapshot({
    collections: {
      RouteTables: [aRouteTable({ Routes: [localRoute(), ...routes] })],
      PrefixLists: [item('PrefixLists', { PrefixListId: 'pl-0a', Cidrs: ['52.94.0.0/22'] })],
    },
  });
  const found = deadRoutes(given, 'subnet-0a');
  if (!found.known) throw new Error('the table was not found');
  return { given, found: found.value };
}

function gateway(NatGatewayId: string, State: string) {
  return item('NatGateways', { NatGatewayId, State, VpcId: 'vpc-0a', NatGatewayAddresses: [] });
}

function isTaken(given: ReturnType<typeof snapshot>, route: DeadRoute | undefined, to: string) {
  const address = hostCidr(to);
  if (route === undefined || address === undefined) throw new Error('no route or address');
  return isTakenTo(given, route, addressDestination(to, address, 443));
}

describe('dead routes', () => {
  it('are those that are not active, whatever AWS calls their state', () => {
    const { found } = inTable(
      { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-0a', State: 'active' },
      dead({ DestinationCidrBlock: '10.1.0.0/16', VpcPeeringConnectionId: 'pcx-0a' }),
      dead({ DestinationCidrBlock: '10.2.0.0/16', TransitGatewayId: 'tgw-0a', State: 'filtered' }),
      dead({ DestinationCidrBlock: '10.3.0.0/16', State: 'Blackhole' }),
      { DestinationCidrBlock: '10.4.0.0/16', GatewayId: 'igw-0a' },
    );
    expect(found.map(({ destination, targetId, state }) => [destination, targetId, state])).toEqual(
      [
        ['10.1.0.0/16', 'pcx-0a', 'blackhole'],
        ['10.2.0.0/16', 'tgw-0a', 'filtered'],
        ['10.3.0.0/16', 'a target that is gone', 'blackhole'],
      ],
    );
  });

  it('are those to a deleted NAT gateway, even where the table was read before', () => {
    const Routes = ['nat-gone', 'nat-going', 'nat-0a'].map((NatGatewayId, index) => ({
      DestinationCidrBlock: `198.51.${index}.0/24`,
      NatGatewayId,
      State: 'active',
    }));
    const RouteTables = [aRouteTable({ Routes })];
    const NatGateways = [gateway('nat-gone', 'deleted'), gateway('nat-going', 'deleting')];
    const found = deadRoutes(snapshot({ collections: { RouteTables, NatGateways } }), 'subnet-0a');
    expect(found).toMatchObject({
      value: [{ targetId: 'nat-gone', state: 'dead, since the gateway is deleted' }],
    });
    const unread = snapshot({ collections: { RouteTables, NatGateways: undefined } });
    expect(deadRoutes(unread, 'subnet-0a')).toMatchObject({ value: [] });
  });

  it('are taken by what no longer prefix leads elsewhere', () => {
    const { given, found } = inTable(
      dead({ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-gone' }),
      { DestinationCidrBlock: '1.0.0.0/8', NatGatewayId: 'nat-0a', State: 'active' },
    );
    expect(isTaken(given, found[0], '9.9.9.9')).toBe(true);
    expect(isTaken(given, found[0], '1.1.1.1')).toBe(false);
  });

  it('are taken through the entries of their prefix list', () => {
    const { given, found } = inTable(
      dead({ DestinationPrefixListId: 'pl-0a', GatewayId: 'vpce-gone' }),
    );
    expect(isTaken(given, found[0], '52.94.1.1')).toBe(true);
    expect(isTaken(given, found[0], '52.95.1.1')).toBe(false);
  });

  it('are not known where the table is not', () => {
    const given = snapshot({ collections: { RouteTables: undefined } });
    expect(deadRoutes(given, 'subnet-0a')).toMatchObject({
      known: false,
      reason: { call: 'ec2:DescribeRouteTables' },
    });
  });
});
