import { describe, expect, it } from 'vitest';
import type { Fact } from '../../shared/model/fact.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { AddressSet, addressSetsOf } from '../../shared/network/address-set.ts';
import {
  flowThroughAcls,
  gapSeverity,
  LAMBDA_TOLERANCE,
} from '../../shared/network/network-acl-flow.ts';
import type { NetworkAclFlow, NetworkAclLeg } from '../../shared/network/network-acl-flow.ts';
import { PortSet } from '../../shared/network/port-set.ts';
import { aNetworkAcl, snapshot } from '../builders/snapshot.ts';

type Fields = Readonly<Record<string, unknown>>;

const FUNCTION = 'subnet-0a';
const DATABASE = 'subnet-0b';

function addresses(text: string): AddressSet {
  const [set] = addressSetsOf([text]) ?? [];
  if (set === undefined) throw new Error(`no address: ${text}`);
  return set;
}

const TO_DATABASE: NetworkAclLeg = {
  protocol: 'tcp',
  port: 3306,
  source: { subnetId: FUNCTION, addresses: addresses('10.0.0.0/24') },
  destination: { subnetId: DATABASE, addresses: addresses('10.0.1.0/24') },
};
const TO_INTERNET: NetworkAclLeg = {
  ...TO_DATABASE,
  port: 443,
  destination: { addresses: AddressSet.all(4) },
};

const OPEN = { Protocol: '-1', RuleAction: 'allow', RuleNumber: 100, CidrBlock: '0.0.0.0/0' };

function tcp(RuleNumber: number, RuleAction: string, From: number, To = From): Fields {
  return { ...OPEN, RuleNumber, RuleAction, Protocol: '6', PortRange: { From, To } };
}

interface Rules {
  readonly out?: readonly Fields[];
  readonly in?: readonly Fields[];
}

function acl(subnetId: string, { out = [OPEN], in: into = [OPEN] }: Rules) {
  return aNetworkAcl({
    NetworkAclId: subnetId.replace('subnet', 'acl'),
    Associations: [{ SubnetId: subnetId }],
    Entries: [
      ...out.map((fields) => ({ Egress: true, ...fields })),
      ...into.map((fields) => ({ Egress: false, ...fields })),
    ],
  });
}

function acls(near: Rules, far: Rules = {}): Snapshot {
  return snapshot({ collections: { NetworkAcls: [acl(FUNCTION, near), acl(DATABASE, far)] } });
}

function told(flow: Fact<NetworkAclFlow>): string[] {
  if (!flow.known) return [`unknown: ${flow.reason.kind}`];
  if (flow.value.outcome === 'allowed') return [];
  const gaps = flow.value.gaps.map((gap) => {
    const rules = gap.by.map((one) => one.ruleNumber).join(' and ');
    return `${gap.networkAclId} ${gap.direction} ${gap.traffic}: ${rules} denies ${gap.denied.format()}`;
  });
  return [flow.value.severity, ...gaps];
}

describe('a flow between two subnets', () => {
  it.each<[string, Snapshot, string[]]>([
    ['passes open network ACLs', acls({}), []],
    [
      'must be let out of the first',
      acls({ out: [tcp(100, 'allow', 443)] }),
      ['major', 'acl-0a egress request: 32767 denies 3306'],
    ],
    [
      'must be let into the second',
      acls({}, { in: [tcp(100, 'allow', 5432)] }),
      ['major', 'acl-0b ingress request: 32767 denies 3306'],
    ],
    [
      "must have its answers let out of the second: Linux's usual range is not Lambda's",
      acls({}, { out: [tcp(100, 'allow', 32_768, 60_999)] }),
      ['major', 'acl-0b egress answer: 32767 denies 1024-32767, 61000-65535'],
    ],
    [
      'must have its answers let into the first',
      acls({ in: [tcp(100, 'allow', 3306)] }),
      ['major', 'acl-0a ingress answer: 32767 denies 1024-3305, 3307-65535'],
    ],
    [
      'needs no answers below the range',
      acls({ in: [tcp(100, 'allow', 1024, 65_535)] }, { out: [tcp(100, 'allow', 1024, 65_535)] }),
      [],
    ],
    [
      'has a minor gap where 3389 is denied in front of the range',
      acls({ in: [tcp(90, 'deny', 3389), OPEN] }),
      ['minor', 'acl-0a ingress answer: 90 denies 3389'],
    ],
    [
      'has a minor gap up to the ignored ports, counting one denied on both sides once',
      acls(
        { in: [tcp(90, 'deny', 5000, 5015), OPEN] },
        { out: [tcp(90, 'deny', 5000, 5015), OPEN] },
      ),
      [
        'minor',
        'acl-0b egress answer: 90 denies 5000-5015',
        'acl-0a ingress answer: 90 denies 5000-5015',
      ],
    ],
    [
      'has a major gap beyond the ignored ports together',
      acls({ in: [tcp(90, 'deny', 5000, 5015), tcp(91, 'deny', 3389), OPEN] }),
      ['major', 'acl-0a ingress answer: 90 and 91 denies 3389, 5000-5015'],
    ],
    [
      'has a major gap where its one port is denied, however few ports that is',
      acls({ out: [tcp(90, 'deny', 3306), OPEN] }),
      ['major', 'acl-0a egress request: 90 denies 3306'],
    ],
    [
      'must be let in from every address of the first',
      acls({}, { in: [{ ...OPEN, CidrBlock: '10.0.0.0/25' }] }),
      ['major', 'acl-0b ingress request: 32767 denies 3306'],
    ],
  ])('%s', (_, given, expected) => {
    expect(told(flowThroughAcls(given, TO_DATABASE))).toEqual(expected);
  });
});

describe('a flow that leaves the known VPCs', () => {
  it('meets its own subnet only', () => {
    const closed = { in: [], out: [] };
    expect(told(flowThroughAcls(acls({}, closed), TO_INTERNET))).toEqual([]);
    expect(told(flowThroughAcls(acls(closed), TO_INTERNET))).toEqual([
      'major',
      'acl-0a egress request: 32767 denies 443',
      'acl-0a ingress answer: 32767 denies 1024-65535',
    ]);
  });

  it('over a NAT gateway enters its subnet with the addresses of the destination', () => {
    const leg = {
      ...TO_INTERNET,
      destination: { subnetId: DATABASE, addresses: AddressSet.all(4) },
    };
    const toGatewayOnly = { out: [{ ...OPEN, CidrBlock: '10.0.1.0/24' }] };
    expect(told(flowThroughAcls(acls(toGatewayOnly), leg))).toEqual([
      'major',
      'acl-0a egress request: 32767 denies 443',
    ]);
    const fromFunction = { in: [{ ...OPEN, CidrBlock: '10.0.0.0/24' }] };
    expect(told(flowThroughAcls(acls({}, fromFunction), leg))).toEqual([]);
  });
});

describe('what network ACLs do not filter', () => {
  const closed = acls({ in: [], out: [] });

  it.each<[string, NetworkAclLeg]>([
    [
      'packets inside one subnet',
      { ...TO_DATABASE, destination: { ...TO_DATABASE.destination, subnetId: FUNCTION } },
    ],
    ["names asked of the VPC's resolver", { ...TO_DATABASE, toVpcResolver: true }],
  ])('%s', (_, leg) => {
    expect(told(flowThroughAcls(closed, leg))).toEqual([]);
  });
});

describe('a network ACL that was not read', () => {
  const unread = { collection: 'NetworkAcls', reason: { kind: 'denied', call: 'x' } } as const;

  function onlyNear(near: Rules): Snapshot {
    return snapshot({ collections: { NetworkAcls: [acl(FUNCTION, near)] }, gaps: [unread] });
  }

  it('leaves the flow unknown', () => {
    expect(told(flowThroughAcls(onlyNear({}), TO_DATABASE))).toEqual(['unknown: denied']);
  });

  it('hides no gap that is certain, and is named beside it', () => {
    const flow = flowThroughAcls(onlyNear({ in: [] }), TO_DATABASE);
    expect(told(flow)).toEqual(['major', 'acl-0a ingress answer: 32767 denies 1024-65535']);
    expect(flow).toMatchObject({ value: { unread: unread.reason } });
  });
});

describe('the parameters', () => {
  const given = acls({ in: [tcp(90, 'deny', 3389), tcp(100, 'allow', 32_768, 60_999)] });

  it('set the range of the answers', () => {
    const ephemeral = PortSet.range(32_768, 60_999);
    const tolerance = { ...LAMBDA_TOLERANCE, ephemeral };
    expect(told(flowThroughAcls(given, TO_INTERNET, tolerance))).toEqual([]);
  });

  it('set how many ports are a minor gap', () => {
    const strict = { ...LAMBDA_TOLERANCE, ignoredPorts: 0 };
    const hole = acls({ in: [tcp(90, 'deny', 3389), OPEN] });
    expect(told(flowThroughAcls(hole, TO_INTERNET, strict))[0]).toBe('major');
  });
});

it('adds up the gaps of the legs of a path', () => {
  const hole = acls({ in: [tcp(90, 'deny', 5000, 5009), OPEN] });
  const other = acls({ in: [tcp(90, 'deny', 6000, 6009), OPEN] });
  const gaps = [hole, other].map((given) => {
    const flow = flowThroughAcls(given, TO_INTERNET);
    return flow.known && flow.value.outcome === 'denied' ? flow.value.gaps : [];
  });
  expect(gaps.map((some) => gapSeverity(some))).toEqual(['minor', 'minor']);
  expect(gapSeverity(gaps.flat())).toBe('major');
});
