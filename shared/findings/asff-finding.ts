import type { Severity } from '../controls/verdict.ts';
import type { AsffResource } from './asff-resources.ts';

/** A finding as BatchImportFindings takes it, reduced to the fields that are set here. */
export interface AsffFinding {
  readonly SchemaVersion: '2018-10-08';
  readonly Id: string;
  /** The default product of the account in the region, where alone it can be imported. */
  readonly ProductArn: string;
  readonly ProductName: string;
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
  readonly Resources: AsffResource[];
  readonly Compliance: { readonly Status: ComplianceStatus };
  readonly FindingProviderFields: {
    readonly Severity: { readonly Label: AsffSeverity; readonly Original: Severity };
    readonly Types: string[];
    readonly Confidence: number;
  };
  readonly ProductFields: Record<string, string>;
  readonly RecordState: 'ACTIVE' | 'ARCHIVED';
}

export type AsffSeverity = 'HIGH' | 'MEDIUM' | 'LOW' | 'INFORMATIONAL';
export type ComplianceStatus = 'PASSED' | 'FAILED' | 'WARNING' | 'NOT_AVAILABLE';
