import type { Confidence, Severity, Status, VerdictResource } from '../controls/verdict.ts';
import type { Verdict } from '../engine/evaluate.ts';
import { parseArn } from '../model/arn.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { asffResourceDetails } from './asff-resource-details.ts';
import { limitText } from './limit-text.ts';
import { messageOf, remediationOf } from './verdict-text.ts';

/**
 * Verdicts in the AWS Security Finding Format. The limits are those of
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html
 */

/** A finding as BatchImportFindings takes it, reduced to the fields that are set here. */
export interface AsffFinding {
  readonly SchemaVersion: '2018-10-08';
  readonly Id: string;
  readonly ProductArn: string;
  readonly GeneratorId: string;
  readonly AwsAccountId: string;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly FirstObservedAt: string;
  readonly LastObservedAt: string;
  readonly Title: string;
  readonly Description: string;
  readonly Remediation: {
    readonly Recommendation: { readonly Text: string; readonly Url: string };
  };
  readonly Resources: readonly AsffResource[];
  readonly Compliance: { readonly Status: ComplianceStatus };
  readonly FindingProviderFields: {
    readonly Severity: { readonly Label: AsffSeverity; readonly Original: Severity };
    readonly Types: readonly string[];
    readonly Confidence: number;
  };
  readonly ProductFields: Readonly<Record<string, string>>;
  readonly RecordState: 'ACTIVE' | 'ARCHIVED';
}

export interface AsffResource {
  readonly Type: string;
  readonly Id: string;
  readonly Partition: string;
  readonly Region: string;
  readonly Details?: object;
}

type AsffSeverity = 'HIGH' | 'MEDIUM' | 'LOW' | 'INFORMATIONAL';

type ComplianceStatus = 'PASSED' | 'FAILED' | 'WARNING' | 'NOT_AVAILABLE';

/** Longest texts, in characters, and most product fields. */
const LIMITS = {
  id: 512,
  title: 256,
  description: 1024,
  recommendation: 512,
  productFieldValue: 2048,
  productFields: 50,
} as const;

const GENERATOR = 'lambda-vpc-auditor';

const TYPES = [
  'Software and Configuration Checks/AWS Security Best Practices/Network Reachability',
];

/** One finding for each control and resource: `<resource ARN>/<control>`. */
export function findingId(verdict: Verdict): string {
  return `${verdict.resource.id}/${verdict.control.meta.name}`;
}

/**
 * The finding for one verdict. What people own in Security Hub (workflow, notes, suppression) is not
 * set; what holds, is accepted or does not apply is archived.
 *
 * @param observed when the finding was first seen; left out, the snapshot's capture time
 */
export function asffFinding(
  verdict: Verdict,
  snapshot: Snapshot,
  observed: { readonly createdAt?: string; readonly firstObservedAt?: string } = {},
): AsffFinding {
  const { accountId, region, partition, capturedAt } = snapshot;
  const { control, resource, outcome, status, severity } = verdict;
  const { text, url } = remediationOf(verdict);
  return {
    SchemaVersion: '2018-10-08',
    Id: limitText(findingId(verdict), LIMITS.id),
    ProductArn: `arn:${partition}:securityhub:${region}:${accountId}:product/${accountId}/default`,
    GeneratorId: `${GENERATOR}/${control.meta.name}`,
    AwsAccountId: accountId,
    CreatedAt: observed.createdAt ?? capturedAt,
    UpdatedAt: capturedAt,
    FirstObservedAt: observed.firstObservedAt ?? capturedAt,
    LastObservedAt: capturedAt,
    Title: limitText(control.meta.title, LIMITS.title),
    Description: limitText(messageOf(verdict) || control.meta.title, LIMITS.description),
    Remediation: { Recommendation: { Text: limitText(text, LIMITS.recommendation), Url: url } },
    Resources: [resourceOf(resource, snapshot)],
    Compliance: { Status: complianceOf(status) },
    FindingProviderFields: {
      Severity: { Label: LABELS[severity], Original: severity },
      Types: TYPES,
      Confidence: CONFIDENCES[outcome.confidence],
    },
    ProductFields: productFields(verdict),
    RecordState: isActive(verdict) ? 'ACTIVE' : 'ARCHIVED',
  };
}

const LABELS: Readonly<Record<Severity, AsffSeverity>> = {
  HIGH: 'HIGH',
  MEDIUM: 'MEDIUM',
  LOW: 'LOW',
  INFO: 'INFORMATIONAL',
};

/** Of 100. */
const CONFIDENCES: Readonly<Record<Confidence, number>> = { CERTAIN: 100, INFERRED: 50 };

function complianceOf(status: Status): ComplianceStatus {
  switch (status) {
    case 'FAILED':
      return 'FAILED';
    case 'UNKNOWN':
      return 'WARNING';
    case 'ERROR':
    case 'NOT_APPLICABLE':
      return 'NOT_AVAILABLE';
    case 'PASSED':
      return 'PASSED';
  }
}

/** Nothing unknown is archived. */
function isActive({ status, exception }: Verdict): boolean {
  switch (status) {
    case 'FAILED':
      return exception === undefined;
    case 'UNKNOWN':
    case 'ERROR':
      return true;
    case 'PASSED':
    case 'NOT_APPLICABLE':
      return false;
  }
}

function resourceOf(resource: VerdictResource, snapshot: Snapshot): AsffResource {
  const arn = parseArn(resource.id);
  const details = asffResourceDetails(resource, snapshot);
  return {
    Type: RESOURCE_TYPES[resource.type],
    Id: resource.id,
    Partition: arn?.partition ?? snapshot.partition,
    Region: arn?.region || snapshot.region,
    ...(details && { Details: details }),
  };
}

/** Security Hub's own names; it has none for VPC endpoints. */
const RESOURCE_TYPES: Readonly<Record<VerdictResource['type'], string>> = {
  'AWS::Lambda::Function': 'AwsLambdaFunction',
  'AWS::EC2::VPC': 'AwsEc2Vpc',
  'AWS::EC2::VPCEndpoint': 'Other',
  'AWS::EC2::SecurityGroup': 'AwsEc2SecurityGroup',
  'AWS::IAM::Role': 'AwsIamRole',
  'AWS::IAM::User': 'AwsIamUser',
  'AWS::::Account': 'AwsAccount',
};

/** What the evidence says, findable by filters; each value under its field. */
function productFields(verdict: Verdict): Readonly<Record<string, string>> {
  const { control, vpcId, outcome, exception } = verdict;
  const fields: [string, string][] = [
    ['control', control.meta.name],
    ['controlId', control.meta.id],
    ...(vpcId === undefined ? [] : [['vpcId', vpcId] as [string, string]]),
    ...(outcome.fault === undefined
      ? []
      : ([
          ['faultId', outcome.fault.id],
          ['faultDisposition', outcome.fault.disposition],
        ] as [string, string][])),
    ...(exception === undefined
      ? []
      : ([
          ['exceptionOwner', exception.owner],
          ['exceptionExpires', exception.expires],
        ] as [string, string][])),
    ...outcome.evidence.map(({ resource, field, value }, index): [string, string] => [
      `evidence/${index + 1}`,
      `${resource} ${field}=${value}`,
    ]),
  ];
  return Object.fromEntries(
    fields
      .slice(0, LIMITS.productFields)
      .map(([key, value]) => [`${GENERATOR}/${key}`, limitText(value, LIMITS.productFieldValue)]),
  );
}
