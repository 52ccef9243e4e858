import type { Cidr } from '../../model/cidr.ts';
import { known, mapFact, thenFact, unknown } from '../../model/fact.ts';
import type { Fact, Unknown } from '../../model/fact.ts';
import { once } from '../../model/once.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { HostNeed } from '../../needs/need.ts';
import { reachOf } from '../../network/disposition.ts';
import { publicHostDestination } from '../../network/flow.ts';
import type { FlowDestination } from '../../network/flow.ts';
import { routeToAddress } from '../../network/flow-route.ts';
import { hostCidr } from '../../network/internet-egress.ts';
import { STATUS_FIELDS } from '../../network/private-resource.ts';
import type { PrivateResource } from '../../network/private-resource.ts';
import { PUBLIC_ADDRESSES } from '../../network/public-destination.ts';
import { answersPublicly } from '../../network/public-name.ts';
import { securityGroupCoverage } from '../../network/security-group-coverage.ts';
import { sharedDestination } from '../flow-traces.ts';
import { internetProbes } from '../function-flows.ts';
import { groupedPlaceOf } from '../function-place.ts';
import type { GroupedPlace } from '../function-place.ts';
import type { NeedContext } from '../need-destinations.ts';
import { ChainLinks } from './chain-links.ts';
import type { Chain } from './chain-links.ts';
import { resourceOfHost } from './named-hosts.ts';

/**
 * Every link of the chain from a function's subnets to what it names: both sides' security groups, routes,
 * network ACLs, the answer's way, the name and the state of the resource. Each is asked by itself, so that
 * all that is wrong is told at once.
 */
export function chainTo(context: NeedContext, need: HostNeed): Chain {
  const { snapshot, configuration, target } = context;
  const place = groupedPlaceOf(snapshot, configuration, target);
  const byHost = once(chains, place, () => new Map<string, Chain>());
  return once(byHost, `${need.host} ${need.port}`, () => followed(context, need));
}

/** Functions share places and databases: each chain is followed once. */
const chains = new WeakMap<GroupedPlace, Map<string, Chain>>();

function followed(context: NeedContext, need: HostNeed): Chain {
  const { snapshot, sources } = context;
  const [source] = sources;
  const resource = foundResource(need, resourceOfHost(snapshot, need, source));
  const address = hostCidr(need.host);
  if (!resource.known && address !== undefined)
    return towardsAddress(context, need, address, resource);
  if (!resource.known || source === undefined) return doubtful(resource);
  const isAddress = address !== undefined;
  const isPublic = isAddress
    ? known(false)
    : answersPublicly(snapshot, resource.value, source.vpcId);
  const destination = thenFact(isPublic, (answer) =>
    destinationOf(context, need, resource.value, answer),
  );
  const state = stateOf(resource.value);
  if (!destination.known) return { ...state, doubts: [...state.doubts, destination] };
  const links = new ChainLinks(context, need, destination.value, state);
  links.egress();
  if (destination.value.kind === 'interfaces') links.ingress(destination.value);
  for (const one of sources) links.from(one);
  if (!isAddress) links.name(source.vpcId);
  return links.chain();
}

/**
 * The chain to a private address of which nobody knows what has it, as one on premises or in an account
 * that is not read: what is certain is only that the routes do not lead there.
 */
function towardsAddress(
  { snapshot, sources }: NeedContext,
  { host }: HostNeed,
  address: Cidr,
  unread: Unknown,
): Chain {
  const paths = sources.map(({ subnetId, sender }) => ({
    what: 'path' as const,
    from: subnetId,
    path: routeToAddress(snapshot, { subnetId, sender }, address, host),
  }));
  const broken = paths.filter(({ path }) => reachOf(path.disposition) === 'broken');
  return { broken, doubts: [unread] };
}

/**
 * The chain from a function outside every VPC: it ends where the resource has no public address. Which
 * public address the function has is nobody's to know, so the groups must at least admit some.
 */
export function chainFromOutside(snapshot: Snapshot, need: HostNeed): Chain {
  if (hostCidr(need.host) !== undefined) return { broken: [{ what: 'unattached' }], doubts: [] };
  const resource = foundResource(need, resourceOfHost(snapshot, need));
  if (!resource.known) return doubtful(resource);
  const { publiclyAccessible, port, securityGroupIds } = resource.value;
  if (!publiclyAccessible.known) return doubtful(publiclyAccessible);
  if (!publiclyAccessible.value) return { broken: [{ what: 'unattached' }], doubts: [] };
  const coverage = thenFact(need.port === undefined ? port : known(need.port), (number) =>
    thenFact(securityGroupIds, (groupIds) =>
      mapFact(
        securityGroupCoverage(snapshot, {
          groupIds,
          direction: 'ingress',
          protocol: 'tcp',
          port: number,
          peer: {
            addresses: [PUBLIC_ADDRESSES[4]],
            addressesUnread: {
              kind: 'opaque',
              detail: 'the public address of the function is not known',
            },
            securityGroupIds: known([]),
            relation: 'outside',
          },
        }),
        (found) => ({ found, number }),
      ),
    ),
  );
  const state = stateOf(resource.value);
  if (!coverage.known) return { ...state, doubts: [...state.doubts, coverage] };
  const { found, number } = coverage.value;
  if (found.covered) return state;
  const { groupIds } = found;
  return {
    ...state,
    broken: [...state.broken, { what: 'closed-outside', groupIds, port: number }],
  };
}

function doubtful(fact: Fact<unknown>): Chain {
  return { broken: [], doubts: fact.known ? [] : [fact] };
}

function foundResource(
  { host }: HostNeed,
  resource: Fact<PrivateResource | undefined>,
): Fact<PrivateResource> {
  return thenFact(resource, (found) =>
    found === undefined
      ? unknown({ kind: 'opaque', detail: `${host} is no resource of this account` })
      : known(found),
  );
}

/** What the state of a resource says, whoever asks. */
function stateOf({ kind, id, status = 'in an unknown state', serving }: PrivateResource): Chain {
  if (!serving.known) return doubtful(serving);
  switch (serving.value) {
    case 'serving':
      return { broken: [], doubts: [] };
    case 'changing':
      return doubtful(unknown({ kind: 'opaque', detail: `${id} is ${status}: ask again` }));
    case 'not-serving':
      return {
        broken: [{ what: 'not-serving', id, field: STATUS_FIELDS[kind], status }],
        doubts: [],
      };
  }
}

/** Where the packets go: outside its own VPC, a public resource's name answers with a public address. */
function destinationOf(
  { snapshot, configuration }: NeedContext,
  need: HostNeed,
  resource: PrivateResource,
  isPublic: boolean,
): Fact<FlowDestination> {
  const asked = need.port === undefined ? resource.port : known(need.port);
  const address = hostCidr(need.host);
  return thenFact(asked, (port) =>
    mapFact(resource.vpcId, (vpcId) => {
      const probes = isPublic ? internetProbes(configuration, 4) : [];
      const addresses = probes.map((probe) => probe.first).join();
      const key = [resource.id, need.host, port, addresses].join(' ');
      return sharedDestination(snapshot, key, () =>
        isPublic
          ? publicHostDestination(need.host, port, probes)
          : {
              kind: 'interfaces',
              name: need.host,
              port,
              family: address?.family ?? 4,
              hop: { kind: 'destination', id: resource.id },
              vpcId,
              subnetIds: resource.subnetIds,
              ...(address && { addresses: [address] }),
              securityGroupIds: resource.securityGroupIds,
            },
      );
    }),
  );
}
