import { asffResourceDetails } from '../shared/findings/asff-resource-details.ts';
import { findingId } from '../shared/findings/asff.ts';
import { reportedVerdict } from '../shared/findings/report.ts';
import type { Cause, Transition } from '../shared/findings/stored-finding.ts';
import { CONTROLS } from '../shared/controls/registry.ts';
import { parseConfiguration } from '../shared/engine/configuration.ts';
import { evaluate } from '../shared/engine/evaluate.ts';
import type { Verdict } from '../shared/engine/evaluate.ts';
import { Snapshot } from '../shared/model/snapshot.ts';
import { t05 } from '../test/builders/reference-design.ts';
import { content, functionArn, item } from '../test/builders/snapshot.ts';

import type { Topology } from '../test/builders/topology.ts';

/**
 * The incident of docs/samples: in the reference design somebody points the default route of one zone at
 * a NAT gateway that is gone, and fourteen functions lose the internet from that zone.
 */

const OPENED_AT = '2026-11-20T11:53:21.000Z';
const RESOLVED_AT = '2026-11-20T12:36:02.000Z';

const ACTOR = {
  principalArn: 'arn:aws:sts::111122223333:assumed-role/network-admin/alice',
  principalId: 'AROAEXAMPLE0000000001:alice',
  type: 'AssumedRole',
  accountId: '111122223333',
  sessionIssuerArn: 'arn:aws:iam::111122223333:role/network-admin',
  invokedBy: undefined,
  sourceIpAddress: '203.0.113.24',
  userAgent:
    'APN/1.0 HashiCorp/1.0 Terraform/1.13.4 (+https://www.terraform.io) terraform-provider-aws/6.20.0',
};

const BROKEN_BY: Cause = {
  eventId: '0b0f6a52-0000-4000-8000-00000000e001',
  name: 'ReplaceRoute',
  time: '2026-11-20T11:52:40Z',
  region: 'us-east-1',
  actor: ACTOR,
  resources: ['rtb-private-a', 'nat-0gone'],
};

const MENDED_BY: Cause = {
  ...BROKEN_BY,
  eventId: '0b0f6a52-0000-4000-8000-00000000e002',
  time: '2026-11-20T12:35:11Z',
  resources: ['rtb-private-a', 'nat-0a'],
};

const FUNCTIONS = [
  'billing',
  'catalogue-import',
  'customers',
  'exports',
  'fraud-check',
  'invoices',
  'newsletter',
  'orders',
  'payments',
  'refunds',
  'reports',
  'shipping',
  'stock',
  'webhooks',
];

/** What a first sweep would have found, had the route led there before anybody deployed the auditor. */
const SWEEP: Cause = {
  name: 'sweep',
  time: '2026-11-20T11:53:00Z',
  region: 'us-east-1',
  resources: [],
};

/** The findings that the incident opens. */
export function openedBySample(): readonly Transition[] {
  const before = judged(design('nat-0a'));
  const held = new Set(
    before.verdicts.filter(isOpen).map((one) => findingId(reportedVerdict(one))),
  );
  return openings(BROKEN_BY).filter(({ findingId: id }) => !held.has(id));
}

/** The findings that a first sweep opens: whatever is wrong, and nobody knows since when. */
export function openedBySweep(): readonly Transition[] {
  return openings(SWEEP);
}

/** A finding for everything that is wrong while the route leads nowhere. */
function openings(cause: Cause): readonly Transition[] {
  const { snapshot, verdicts } = judged(design('nat-0gone'));
  return verdicts.filter(isOpen).map((verdict): Transition => {
    const reported = reportedVerdict(verdict);
    const id = findingId(reported);
    const details = asffResourceDetails(verdict.resource, snapshot);
    return {
      id: `${id}@${OPENED_AT}`,
      kind: 'opened',
      findingId: id,
      accountId: snapshot.accountId,
      partition: snapshot.partition,
      region: snapshot.region,
      verdict: reported,
      ...(details && { resourceDetails: details }),
      createdAt: OPENED_AT,
      openedAt: OPENED_AT,
      openedBy: cause,
      observedAt: OPENED_AT,
      cause,
      unpublished: ['securityhub', 'alerts', 'events'],
    };
  });
}

/** What follows when the route leads to a NAT gateway again. */
export function resolvedBySample(): readonly Transition[] {
  const { verdicts } = judged(design('nat-0a'));
  const now = new Map(
    verdicts.map((one) => [findingId(reportedVerdict(one)), reportedVerdict(one)]),
  );
  return openedBySample().flatMap((opened): Transition[] => {
    const verdict = now.get(opened.findingId);
    if (verdict === undefined) return [];
    return [
      {
        ...opened,
        id: `${opened.findingId}@${RESOLVED_AT}`,
        kind: 'resolved',
        verdict,
        before: opened.verdict,
        observedAt: RESOLVED_AT,
        cause: MENDED_BY,
      },
    ];
  });
}

function isOpen({ status, exception }: Verdict): boolean {
  return status === 'FAILED' && exception === undefined;
}

function judged({ given, configuration }: Topology) {
  const snapshot = new Snapshot(content(given));
  const parsed = parseConfiguration(configuration ?? {}, CONTROLS);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return { snapshot, verdicts: evaluate(snapshot, parsed.configuration, CONTROLS).verdicts };
}

/** The reference design with fourteen functions, zone a's default route leading to the NAT gateway. */
function design(natGatewayId: string): Topology {
  const { given, configuration } = t05();
  const { Functions = [], RouteTables = [] } = given.collections ?? {};
  const [template] = Functions;
  const gone = natGatewayId === 'nat-0gone';
  return {
    given: {
      ...given,
      collections: {
        ...given.collections,
        Functions: FUNCTIONS.map((name) =>
          item('Functions', { ...template, FunctionName: name, FunctionArn: functionArn(name) }),
        ),
        Aliases: [],
        RouteTables: RouteTables.map((table) =>
          table.RouteTableId === 'rtb-private-a'
            ? {
                ...table,
                Routes: table.Routes?.map((route) =>
                  route.NatGatewayId === undefined
                    ? route
                    : {
                        ...route,
                        NatGatewayId: natGatewayId,
                        ...(gone && { State: 'blackhole' as const }),
                      },
                ),
              }
            : table,
        ),
      },
      ...(gone && { notFound: ['nat-0gone'] }),
    },
    ...(configuration && { configuration }),
  };
}
