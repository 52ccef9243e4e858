import type { AuditUnit } from '../../shared/events/audit-unit.ts';
import type { VpcIndex } from '../../shared/events/vpc-index.ts';
import type { ReportedVerdict } from '../../shared/findings/report.ts';
import type {
  ResourceFindings,
  StoredFinding,
  Transition,
} from '../../shared/findings/stored-finding.ts';
import type { InventoriedFunction } from '../../shared/ports/function-inventory.ts';
import type { InventoriedRole } from '../../shared/ports/role-inventory.ts';
import { ACCOUNT, REGION, VPC, aFunction, functionArn, item } from './snapshot.ts';

/** Builders of what the state table holds. A test gives only what differs. */

/** The given number of minutes after noon of the day on which the default topology was captured. */
export function minute(minutes: number): string {
  return new Date(Date.UTC(2026, 10, 20, 12, minutes)).toISOString();
}

export const UNIT: AuditUnit = { kind: 'vpc', region: REGION, vpcId: VPC };

export function roleArn(name: string, path = '/'): string {
  return `arn:aws:iam::${ACCOUNT}:role${path}${name}`;
}

export function policyArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:policy/${name}`;
}

/** A function of the inventory, of the default VPC and with a role of its own name. */
export function inventoried(
  name: string,
  changes: Partial<Omit<InventoriedFunction, 'functionArn'>> = {},
): InventoriedFunction {
  const FunctionArn = functionArn(name, changes.region);
  return {
    functionArn: FunctionArn,
    region: REGION,
    vpcIds: [VPC],
    roleArns: [roleArn(name)],
    capacityProviderArns: [],
    capturedAt: minute(0),
    part: {
      collections: {
        Functions: [aFunction({ FunctionName: name, FunctionArn, Role: roleArn(name) })],
        Aliases: [],
      },
      gaps: [],
      notFound: [],
    },
    ...changes,
  };
}

/** An execution role without any policy. */
export function inventoriedRole(
  name: string,
  changes: Partial<InventoriedRole> = {},
): InventoriedRole {
  const Arn = changes.roleArn ?? roleArn(name);
  return {
    roleArn: Arn,
    policyArns: [],
    capturedAt: minute(0),
    part: {
      collections: {
        RoleDetailList: [
          item('RoleDetailList', {
            RoleName: name,
            Arn,
            Path: '/',
            RolePolicyList: [],
            AttachedManagedPolicies: [],
          }),
        ],
      },
      gaps: [],
      notFound: [],
    },
    ...changes,
  };
}

export function vpcIndex(changes: Partial<VpcIndex> = {}): VpcIndex {
  return {
    region: REGION,
    vpcId: VPC,
    capturedAt: minute(0),
    ids: ['rtb-0a', 'subnet-0a'],
    peerVpcIds: [],
    inUse: true,
    ...changes,
  };
}

export function failedVerdict(
  resourceId: string,
  changes: Partial<ReportedVerdict> = {},
): ReportedVerdict {
  return {
    control: 'function-internet-egress',
    resource: { type: 'AWS::Lambda::Function', id: resourceId },
    vpcId: VPC,
    status: 'FAILED',
    severity: 'HIGH',
    confidence: 'CERTAIN',
    title: 'Functions that call the internet have a way to it',
    message: 'The route to the NAT gateway leads nowhere.',
    evidence: [{ resource: 'rtb-0a', field: 'Routes[0].State', value: 'blackhole' }],
    fault: { kind: 'route-table', id: 'rtb-0a', disposition: 'BLACKHOLE' },
    remediation: { text: 'Replace the route.', url: 'https://example.com/fix' },
    ...changes,
  };
}

export function storedFinding(
  resourceId: string,
  changes: Partial<StoredFinding> = {},
): StoredFinding {
  const verdict = changes.verdict ?? failedVerdict(resourceId);
  return {
    control: verdict.control,
    state: 'OPEN',
    verdict,
    createdAt: minute(0),
    openedAt: minute(0),
    updatedAt: minute(0),
    ...changes,
  };
}

export function transition(resourceId: string, changes: Partial<Transition> = {}): Transition {
  const verdict = changes.verdict ?? failedVerdict(resourceId);
  const findingId = `${resourceId}/${verdict.control}`;
  return {
    id: `${findingId}@${minute(0)}`,
    kind: 'opened',
    findingId,
    accountId: ACCOUNT,
    partition: 'aws',
    region: REGION,
    verdict,
    createdAt: minute(0),
    openedAt: minute(0),
    observedAt: minute(0),
    cause: { name: 'sweep', time: minute(0), region: REGION, resources: [] },
    unpublished: ['securityhub', 'alerts', 'events'],
    ...changes,
  };
}

/** The record of a function with one open finding that was told everywhere, not stored yet. */
export function record(
  name: string,
  changes: Partial<Omit<ResourceFindings, 'resource'>> = {},
): ResourceFindings {
  const id = functionArn(name);
  return {
    resource: { type: 'AWS::Lambda::Function', id },
    unit: UNIT,
    judgedAt: minute(0),
    version: 0,
    findings: { 'function-internet-egress': storedFinding(id) },
    pending: [],
    ...changes,
  };
}
