import { EVIDENCE_KEY, MORE_EVIDENCE_KEY } from './asff-product-fields.ts';
import type { AsffFinding } from './asff-finding.ts';
import { sizeBytes } from './limit-text.ts';

/** Security Hub refuses a finding above 240 KB; a little is kept back for how the SDK writes it. */
const MOST_BYTES = 235 * 1024;

/**
 * The finding within the size that Security Hub takes. Evidence goes first, the last of it before the
 * rest, then the details of resources; everything else is bounded and stays.
 */
export function fitSize(finding: AsffFinding): AsffFinding {
  let over = sizeOf(finding) - MOST_BYTES;
  if (over <= 0) return finding;
  const { [MORE_EVIDENCE_KEY]: more = '0', ...ProductFields } = finding.ProductFields;
  const evidence = Object.entries(ProductFields).filter(([key]) => key.startsWith(EVIDENCE_KEY));
  const dropped = new Set<string>();
  for (const [key, value] of evidence.toReversed()) {
    if (over <= 0) break;
    dropped.add(key);
    over -= sizeBytes(JSON.stringify({ [key]: value })) - 1;
  }
  const kept = Object.entries(ProductFields).filter(([key]) => !dropped.has(key));
  const omitted = Number(more) + dropped.size;
  const counted: [string, string][] = omitted === 0 ? [] : [[MORE_EVIDENCE_KEY, `${omitted}`]];
  const fitted = { ...finding, ProductFields: Object.fromEntries([...kept, ...counted]) };
  return over <= 0 ? fitted : { ...fitted, Resources: fitted.Resources.map(withoutDetails) };
}

function sizeOf(finding: AsffFinding): number {
  return sizeBytes(JSON.stringify(finding));
}

function withoutDetails(resource: AsffFinding['Resources'][number]) {
  return { ...resource, Details: {} };
}
