import type { DocumentedControl } from '../../shared/controls/define-control.ts';
import type { Severity } from '../../shared/controls/verdict.ts';
import type { AuditReport, ReportedVerdict } from '../../shared/findings/report.ts';

/**
 * SARIF 2.1.0 for code scanning (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).
 * A resource is a logical location; a snapshot that was read from disk is the physical one, without
 * which GitHub shows no result.
 */

export interface SarifContext {
  readonly version: string;
  /** The controls that were evaluated. */
  readonly controls: readonly DocumentedControl[];
  /** The snapshot file or folder as it was given, with slashes; absent for a live account. */
  readonly snapshotUri?: string;
}

/** The report as a SARIF log with one run. */
export function sarifOf(report: AuditReport, context: SarifContext): object {
  const rules = context.controls.map(({ meta }) => meta.name);
  const broken = report.verdicts.filter(({ status }) => status === 'ERROR');
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'lambda-vpc-auditor',
            version: context.version,
            rules: context.controls.map(ruleOf),
          },
        },
        invocations: [
          {
            executionSuccessful: broken.length === 0,
            toolExecutionNotifications: broken.map(({ control, resource, message }) => ({
              level: 'error',
              associatedRule: { id: control, index: rules.indexOf(control) },
              message: { text: `${resource.id}: ${message}` },
            })),
          },
        ],
        results: report.verdicts
          .filter(({ status }) => status !== 'ERROR')
          .map((verdict) => resultOf(verdict, rules, context.snapshotUri)),
      },
    ],
  };
}

function ruleOf({ meta }: DocumentedControl): object {
  return {
    id: meta.name,
    name: meta.id,
    shortDescription: { text: meta.title },
    fullDescription: { text: meta.rationale },
    help: { text: meta.remediation.text },
    helpUri: meta.remediation.url,
    defaultConfiguration: { level: LEVELS[meta.severity] },
    properties: { tags: [meta.family] },
  };
}

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  HIGH: 'error',
  MEDIUM: 'warning',
  LOW: 'note',
  INFO: 'note',
};

function resultOf(
  verdict: ReportedVerdict,
  rules: readonly string[],
  snapshotUri: string | undefined,
): object {
  const { control, resource, message, evidence, exception, severity, confidence, vpcId } = verdict;
  return {
    ruleId: control,
    ruleIndex: rules.indexOf(control),
    ...outcomeOf(verdict),
    message: { text: message },
    locations: [
      {
        ...(snapshotUri !== undefined && {
          physicalLocation: { artifactLocation: { uri: encodeURI(snapshotUri) } },
        }),
        logicalLocations: [{ fullyQualifiedName: resource.id, kind: 'resource' }],
      },
    ],
    partialFingerprints: { 'finding/v1': `${resource.id}/${control}` },
    ...(exception && {
      suppressions: [
        {
          kind: 'external',
          status: 'accepted',
          justification: `${exception.reason} (${exception.owner}, until ${exception.expires})`,
        },
      ],
    }),
    properties: { severity, confidence, resourceType: resource.type, vpcId, evidence },
  };
}

/** A level belongs to failures only. */
function outcomeOf({ status, severity }: ReportedVerdict): object {
  switch (status) {
    case 'FAILED':
      return { kind: 'fail', level: LEVELS[severity] };
    case 'UNKNOWN':
    case 'ERROR':
      return { kind: 'open', level: 'none' };
    case 'PASSED':
      return { kind: 'pass', level: 'none' };
    case 'NOT_APPLICABLE':
      return { kind: 'notApplicable', level: 'none' };
  }
}
