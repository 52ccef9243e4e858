import type { AuditReport, ReportedVerdict } from '../../shared/findings/report.ts';
import { parseArn } from '../../shared/model/arn.ts';
import type { Fault } from '../../shared/network/disposition.ts';

const COLUMNS: readonly (readonly [name: string, value: (verdict: ReportedVerdict) => string])[] = [
  ['status', (one) => one.status],
  ['severity', (one) => one.severity],
  ['control', (one) => one.control],
  [
    'account',
    (one) => parseArn(one.resource.id)?.accountId ?? one.resource.id.split(':').at(-1) ?? '',
  ],
  ['region', (one) => parseArn(one.resource.id)?.region ?? ''],
  ['resource_type', (one) => one.resource.type],
  ['resource_id', (one) => one.resource.id],
  ['vpc_id', (one) => one.vpcId ?? ''],
  ['confidence', (one) => one.confidence],
  ['title', (one) => one.title],
  ['message', (one) => one.message],
  ['evidence', evidenceCell],
  ['fault', ({ fault }) => (fault === undefined ? '' : faultCell(fault))],
  ['remediation', (one) => one.remediation.text],
  ['remediation_url', (one) => one.remediation.url],
  ['exception_reason', (one) => one.exception?.reason ?? ''],
  ['exception_owner', (one) => one.exception?.owner ?? ''],
  ['exception_expires', (one) => one.exception?.expires ?? ''],
];

/** Beginnings that a spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = /^[=+\-@\t\r]/;

/** One line for each verdict, as RFC 4180 writes it. */
export function renderCsv(report: AuditReport): string {
  const header = COLUMNS.map(([name]) => name);
  const rows = report.verdicts.map((verdict) => COLUMNS.map(([, value]) => value(verdict)));
  return [header, ...rows].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function evidenceCell({ evidence }: ReportedVerdict): string {
  return evidence.map(({ resource, field, value }) => `${resource} ${field}=${value}`).join('; ');
}

function faultCell({ id, disposition, destination }: Fault): string {
  return [id, disposition, destination].filter((word) => word !== undefined).join(' ');
}

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
