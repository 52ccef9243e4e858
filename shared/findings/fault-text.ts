import type { Disposition, Fault } from '../network/disposition.ts';
import { traceFix } from './trace-fix.ts';
import type { TraceFix } from './trace-fix.ts';

/** What is wrong with the hop at which several paths stop, as a heading. */
export function faultTitle({ id, disposition, destination }: Fault): string {
  const toward = destination === undefined ? undefined : TOWARD[disposition];
  return `${id} ${toward?.replace('{destination}', () => destination ?? '') ?? WHAT[disposition]}`;
}

/** The same where only what goes to one destination stops there. */
const TOWARD: Readonly<Partial<Record<Disposition, string>>> = {
  NO_ROUTE: 'has no route to {destination}',
  BLACKHOLE: 'sends traffic for {destination} into a black hole',
  NAME_RESOLVES_ELSEWHERE: 'answers the name of {destination} with another address',
};

const WHAT: Readonly<Record<Disposition, string>> = {
  REACHED: 'is reached',
  NO_ROUTE: 'has no route there',
  BLACKHOLE: 'sends traffic into a black hole',
  DENIED_BY_SECURITY_GROUP: 'has no rule for the traffic',
  DENIED_BY_NETWORK_ACL: 'denies the traffic or its answer',
  NO_IPV6_ADDRESS: 'has no IPv6 address to send from',
  NO_PUBLIC_ADDRESS: 'drops what has no public address',
  NAT_NOT_WORKING: 'has no way out',
  GATEWAY_NOT_ATTACHED: 'is not attached',
  APPLIANCE_NOT_FORWARDING: 'does not forward',
  PEERING_NOT_USABLE: 'does not lead there',
  BLOCKED_PUBLIC_ACCESS: 'is cut off by Block Public Access',
  ENDPOINT_NOT_USABLE: 'does not serve',
  NAME_NOT_RESOLVED: 'resolves no names',
  NAME_RESOLVES_ELSEWHERE: 'answers the name with another address',
  DESTINATION_NOT_SERVING: 'does not serve',
  LEAVES_VPC: 'leads out of sight',
  SETTLING: 'is still being created',
  NOT_ENOUGH_INFORMATION: 'cannot be followed',
};

/** What puts the hop right, for everything that stops there. */
export function faultFix({ disposition, ...stop }: Fault): TraceFix {
  return traceFix({ disposition, stop, hops: [], reason: '' });
}
