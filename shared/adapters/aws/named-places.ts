import { DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import { namedPlaces } from '../../events/named-places.ts';
import type { SnapshotPart } from '../../model/snapshot-part.ts';
import { Snapshot } from '../../model/snapshot.ts';
import { FILTER_VALUES } from './listing-step.ts';
import { askForIds } from './located-ids.ts';
import { allPages, joinPages } from './pages.ts';
import { portionsOf } from './portions.ts';
import type { PartContext } from './read-context.ts';

/**
 * The VPCs of databases, file systems and private addresses that functions of the units name, where what
 * was read does not hold them: a function with a database behind no route is what nobody sees before its
 * timeout. Two calls at most, and none where all is at hand.
 *
 * @param known functions of the units, and the region's databases and file systems
 */
export async function vpcsNamed(
  context: PartContext,
  units: readonly string[],
  known: SnapshotPart,
): Promise<readonly string[]> {
  const { reading, identity, region } = context;
  const collections = {
    ...known.collections,
    Subnets: reading.items('Subnets'),
    NetworkInterfaces: reading.items('NetworkInterfaces'),
  };
  const snapshot = new Snapshot({ ...identity, region, capturedAt: '', ...known, collections });
  const { subnetIds, addresses } = namedPlaces(snapshot, units);
  const have = new Set<string | undefined>([
    ...collections.Subnets.map(({ SubnetId }) => SubnetId),
    ...collections.NetworkInterfaces.map((one) => one.PrivateIpAddress),
  ]);
  const [located, vpcIds] = await Promise.all([
    askForIds(
      context,
      subnetIds.filter((id) => !have.has(id)),
    ),
    vpcsOfAddresses(
      context,
      addresses.filter((address) => !have.has(address)),
    ),
  ]);
  return [...[...located.vpcsOf.values()].flat(), ...vpcIds];
}

/** IPv4 only: EC2 has another filter for the other. Several VPCs may use one address. */
async function vpcsOfAddresses(
  { clients, inFlight, reading }: PartContext,
  addresses: readonly string[],
): Promise<readonly string[]> {
  const answers = await Promise.all(
    portionsOf(addresses, FILTER_VALUES).map((portion) =>
      inFlight(() =>
        allPages('ec2:DescribeNetworkInterfaces', async (NextToken) => {
          const Filters = [{ Name: 'addresses.private-ip-address', Values: [...portion] }];
          const answer = await clients.ec2.send(
            new DescribeNetworkInterfacesCommand({ Filters, NextToken, MaxResults: 1_000 }),
          );
          return { items: answer.NetworkInterfaces, next: answer.NextToken };
        }),
      ),
    ),
  );
  const { items, gap } = joinPages(answers);
  for (const address of addresses) {
    if (gap !== undefined) reading.gap('NetworkInterfaces', gap, address);
  }
  return items.map(({ VpcId }) => VpcId).filter((id) => id !== undefined);
}
