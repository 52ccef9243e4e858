import type { Cause } from './stored-finding.ts';
import type { ReportedVerdict } from './report.ts';

/** What brought an audit about: never nothing. */
export type Causes = readonly [Cause, ...Cause[]];

/**
 * The change that most likely turned a verdict, of those that one audit answers: the latest that names
 * something the verdict speaks of, else the latest.
 */
export function causeOf(verdict: ReportedVerdict, causes: Causes): Cause {
  const spoken = new Set(
    [
      verdict.resource.id,
      verdict.vpcId,
      verdict.fault?.id,
      ...verdict.evidence.map(({ resource }) => resource),
    ].flatMap((id) => (id === undefined ? [] : [id, idOf(id)])),
  );
  const naming = causes.filter(({ resources }) => resources.some((id) => spoken.has(id)));
  return latestOf(naming) ?? latestOf(causes) ?? causes[0];
}

function latestOf(causes: readonly Cause[]): Cause | undefined {
  return causes.reduce<Cause | undefined>(
    (latest, one) =>
      latest === undefined || Date.parse(one.time) >= Date.parse(latest.time) ? one : latest,
    undefined,
  );
}

/** Events name `vpce-1` where a verdict says `arn:…:vpc-endpoint/vpce-1`. */
function idOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
