import type { Disposition, Path } from '../network/disposition.ts';
import type { Trace } from '../network/trace.ts';

/** What to do about a flow that does not arrive, and the AWS page that explains it. */
export interface TraceFix {
  readonly text: string;
  readonly url: string;
}

const VPC = 'https://docs.aws.amazon.com/vpc/latest';
const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg';

/**
 * The way to put right each disposition. `{stop}` stands for the id of the hop at which the path stops.
 * The reason of the path says what exactly is missing there; the fix says what to change.
 */
const FIXES: Readonly<Record<Disposition, TraceFix>> = {
  REACHED: {
    text: 'Nothing to repair: the flow arrives and its answer returns.',
    url: `${LAMBDA}/configuration-vpc.html`,
  },
  NO_ROUTE: {
    text: 'Add the missing route to {stop}: to a NAT gateway for the internet, to a peering connection or transit gateway for another network. For an AWS service, a VPC endpoint does as well.',
    url: `${LAMBDA}/configuration-vpc-internet.html`,
  },
  BLACKHOLE: {
    text: 'Replace the target of that route of {stop} by one that exists, or delete the route: while it is there, no less specific route is tried.',
    url: `${VPC}/userguide/route-tables-priority.html`,
  },
  DENIED_BY_SECURITY_GROUP: {
    text: 'Add that rule to {stop}. Groups add up, so one of several is enough, and the answer needs no rule.',
    url: `${VPC}/userguide/security-group-rules.html`,
  },
  DENIED_BY_NETWORK_ACL: {
    text: 'Add an allow rule to {stop} with a lower number than the rule that denies. Network ACLs keep no state: requests need the port one way, and answers 1024-65535 the other way.',
    url: `${LAMBDA}/troubleshooting-networking.html`,
  },
  NO_IPV6_ADDRESS: {
    text: 'Give every subnet of the function an IPv6 block and set Ipv6AllowedForDualStack, or call a name that answers over IPv4.',
    url: `${LAMBDA}/configuration-vpc.html`,
  },
  NO_PUBLIC_ADDRESS: {
    text: 'Use private subnets, whose route leads to a NAT gateway in a public subnet. A public subnet does not give a function a public address.',
    url: `${LAMBDA}/configuration-vpc-internet.html`,
  },
  NAT_NOT_WORKING: {
    text: 'Repair or replace {stop}: a public NAT gateway that is available, with an Elastic IP address, in a subnet whose own route leads to the internet gateway.',
    url: `${VPC}/userguide/nat-gateway-troubleshooting.html`,
  },
  GATEWAY_NOT_ATTACHED: {
    text: 'Attach {stop} to the VPC, or lead the route to the gateway that is attached.',
    url: `${VPC}/userguide/VPC_Internet_Gateway.html`,
  },
  APPLIANCE_NOT_FORWARDING: {
    text: 'Start what is behind {stop} and switch off its source/destination check, or lead the route to a NAT gateway.',
    url: `${VPC}/userguide/VPC_NAT_Instance.html`,
  },
  PEERING_NOT_USABLE: {
    text: 'Accept or renew {stop}, or route around it: peering leads into the peer VPC and no further.',
    url: `${VPC}/peering/vpc-peering-basics.html`,
  },
  BLOCKED_PUBLIC_ACCESS: {
    text: 'Exclude the VPC or its subnets from Block Public Access, for egress at least, or reach AWS services by VPC endpoints.',
    url: `${VPC}/userguide/security-vpc-bpa-basics.html`,
  },
  ENDPOINT_NOT_USABLE: {
    text: 'Repair {stop} or delete it: while it owns the name, no other way to the service is tried, not even a healthy NAT gateway.',
    url: `${VPC}/privatelink/interface-endpoints.html`,
  },
  NAME_NOT_RESOLVED: {
    text: 'Turn on DNS support of {stop}, and DNS hostnames where its endpoints have private DNS (enableDnsSupport, enableDnsHostnames), or name a reachable DNS server in its DHCP options.',
    url: `${VPC}/userguide/vpc-dns-updating.html`,
  },
  NAME_RESOLVES_ELSEWHERE: {
    text: 'Correct what answers for the name: private DNS of the endpoint, a private hosted zone or a Route 53 Profile. Or ask for the address that it answers with.',
    url: `${VPC}/userguide/vpc-dns.html`,
  },
  DESTINATION_NOT_SERVING: {
    text: 'Start or restore {stop}: the network leads there, and nothing answers.',
    url: `${LAMBDA}/troubleshooting-networking.html`,
  },
  LEAVES_VPC: {
    text: 'Check the routes behind {stop}, there and back. Where it is known to lead to the internet, list it in trustedIndirectTargets of function-internet-egress and give the file with --config.',
    url: `${LAMBDA}/configuration-vpc-internet.html`,
  },
  SETTLING: {
    text: 'Wait until {stop} is ready and ask again.',
    url: `${LAMBDA}/functions-states.html`,
  },
  NOT_ENOUGH_INFORMATION: {
    text: 'Find out what is missing and ask again: the path is certain only up to there.',
    url: `${LAMBDA}/troubleshooting-networking.html`,
  },
};

/** What the missing route is, where the stop says what it should lead to. */
const ROUTES = {
  vpc: {
    text: 'Add a route to {stop} for the addresses of {destination}, through the peering connection or transit gateway that joins the VPCs. Each side needs its own.',
    url: `${VPC}/peering/vpc-peering-routing.html`,
  },
  internet: {
    text: 'Add the route 0.0.0.0/0 to {stop}, to a NAT gateway that has a way out itself. An AWS service can be reached by a VPC endpoint as well.',
    url: `${LAMBDA}/configuration-vpc-internet.html`,
  },
  ipv6Internet: {
    text: 'Add the route ::/0 to {stop}, to an egress-only internet gateway.',
    url: `${VPC}/userguide/egress-only-internet-gateway.html`,
  },
} as const satisfies Readonly<Record<string, TraceFix>>;

/** What to do about a trace: by its disposition, and for an unknown one by what was not read. */
export function traceFix({ disposition, stop, unknown }: Omit<Trace, 'subnetId'>): TraceFix {
  const fix = disposition === 'NO_ROUTE' ? missingRoute(stop) : FIXES[disposition];
  const advice = unknown && disposition === 'NOT_ENOUGH_INFORMATION' ? missing(unknown) : undefined;
  return {
    text: (advice ?? fix.text)
      .replaceAll('{stop}', () => stop?.id ?? 'it')
      .replaceAll('{destination}', () => stop?.destination ?? 'the destination'),
    url: fix.url,
  };
}

function missingRoute(stop: Path['stop']): TraceFix {
  const destination = stop?.destination ?? '';
  if (destination.startsWith('vpc-')) return ROUTES.vpc;
  if (destination === 'the internet') return ROUTES.internet;
  return destination === 'the IPv6 internet' ? ROUTES.ipv6Internet : FIXES.NO_ROUTE;
}

/** How to read what was not read; undefined where no permission would help. */
function missing(reason: NonNullable<Path['unknown']>): string | undefined {
  switch (reason.kind) {
    case 'denied':
      return `Grant ${reason.call} to the credentials and read the account again.`;
    case 'failed':
      return `Read the account again: ${reason.call} failed.`;
    case 'not-read':
      return `Add the answer of ${reason.call} to what was read.`;
    case 'opaque':
      return undefined;
  }
}
