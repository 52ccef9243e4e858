import type { Verdict } from '../../../shared/engine/evaluate.ts';
import { reportedVerdict } from '../../../shared/findings/report.ts';
import type { ResourceFindings } from '../../../shared/findings/stored-finding.ts';

/** How what is remembered differs from what a fresh audit says. */
export interface Comparison {
  readonly differences: readonly string[];
  /** Findings of which both say the same. */
  readonly known: number;
  /** Findings that a fresh audit cannot tell: what was remembered of them stays. */
  readonly unknown: number;
}

/** Compares the findings that are open with the failures that nobody accepted. */
export function compared(
  verdicts: readonly Verdict[],
  records: readonly ResourceFindings[],
): Comparison {
  const open = new Map(
    records.flatMap(({ resource, findings }) =>
      Object.values(findings)
        .filter(({ state }) => state === 'OPEN')
        .map(({ control, verdict }) => [
          `${resource.id}/${control}`,
          `${verdict.severity}: ${verdict.message}`,
        ]),
    ),
  );
  const differences: string[] = [];
  let known = 0;
  let unknown = 0;
  for (const one of verdicts) {
    const { control, resource, status, severity, message } = reportedVerdict(one);
    const id = `${resource.id}/${control}`;
    const remembered = open.get(id);
    open.delete(id);
    if (status === 'UNKNOWN') {
      unknown += 1;
      continue;
    }
    const isOpen = status === 'FAILED' && severity !== 'INFO';
    const fresh = isOpen ? `${severity}: ${message}` : undefined;
    if (fresh === remembered) known += isOpen ? 1 : 0;
    else differences.push(`${id}\n  is ${fresh ?? status}\n  was ${remembered ?? 'not open'}`);
  }
  differences.push(...[...open].map(([id, text]) => `${id}\n  is gone\n  was ${text}`));
  return { differences, known, unknown };
}
