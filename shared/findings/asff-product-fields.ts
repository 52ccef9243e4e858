import type { Evidence } from '../controls/verdict.ts';
import { networkInDetails } from './asff-resource-details.ts';
import { limitLine } from './limit-text.ts';
import type { ReportedVerdict } from './report.ts';
import type { Cause, Transition } from './stored-finding.ts';

/** The name under which people find us in Security Hub. */
export const PRODUCT = 'lambda-vpc-auditor';

/** Most fields, and the longest key and value in characters. */
const MOST_FIELDS = 50;
const LONGEST = { key: 128, value: 2048, identity: 1024 } as const;

/** Prefix of the keys of evidence, and the field that counts what was left out. */
export const EVIDENCE_KEY = `${PRODUCT}/evidence/`;
export const MORE_EVIDENCE_KEY = `${EVIDENCE_KEY}more`;

type Field = readonly [key: string, value: string | undefined];

/**
 * What is known of a finding beyond the format, findable by filters: which control and network, who
 * opened it by which event, who changed it last, and the evidence. Evidence beyond the last field is
 * counted.
 */
export function productFields({
  verdict,
  controlId,
  details,
  transition,
}: {
  readonly verdict: ReportedVerdict;
  readonly controlId: string | undefined;
  readonly details: object | undefined;
  readonly transition?: Transition;
}): Record<string, string> {
  const { control, vpcId, fault, exception, evidence } = verdict;
  const network = networkInDetails(details);
  const identity: readonly Field[] = [
    ['control', control],
    ['controlId', controlId],
    ['vpcId', vpcId ?? network.vpcId],
    ['subnetIds', listed(network.subnetIds)],
    ['securityGroupIds', listed(network.securityGroupIds)],
    ['faultKind', fault?.kind],
    ['faultId', fault?.id],
    ['faultDisposition', fault?.disposition],
    ['faultDestination', fault?.destination],
    ['exceptionReason', exception?.reason],
    ['exceptionOwner', exception?.owner],
    ['exceptionExpires', exception?.expires],
    ...(transition ? historyFields(transition) : []),
  ];
  const told = identity.flatMap(([key, value]): [string, string][] => {
    const text = limitLine(value ?? '', LONGEST.identity);
    // Security Hub takes no empty value.
    return text === '' ? [] : [[key, text]];
  });
  return Object.fromEntries(
    [...told, ...evidenceFields(evidence, MOST_FIELDS - told.length)].map(([key, value]) => [
      `${PRODUCT}/${key}`.slice(0, LONGEST.key),
      value,
    ]),
  );
}

/** Who opened the finding, and who changed it since: a sweep that renews it is nobody. */
function historyFields(transition: Transition): readonly Field[] {
  const { kind, reason, openedAt, openedBy, cause } = transition;
  const opened = kind === 'opened' ? cause : (openedBy ?? cause);
  const since = kind !== 'opened' && kind !== 'refreshed' && openedBy !== undefined;
  return [
    ['openedAt', openedAt],
    ['reason', reason],
    ...causeFields(opened),
    ...(since
      ? causeFields(cause).map(([key, value]): Field => [`last${capitalised(key)}`, value])
      : []),
  ];
}

function causeFields({ eventId, name, time, region, actor, resources }: Cause): readonly Field[] {
  return [
    ['eventName', name],
    ['eventId', eventId],
    ['eventTime', time],
    ['eventRegion', region],
    ['eventResources', listed(resources)],
    ['actorArn', actor?.principalArn],
    ['actorAccount', actor?.accountId],
    ['actorService', actor?.invokedBy],
    ['sourceAddress', actor?.sourceIpAddress],
    ['userAgent', actor?.userAgent],
  ];
}

function evidenceFields(
  evidence: readonly Evidence[],
  places: number,
): readonly (readonly [string, string])[] {
  const all = evidence.map(({ resource, field, value }, index): [string, string] => [
    `evidence/${index + 1}`,
    limitLine(`${resource} ${field}=${value}`, LONGEST.value),
  ]);
  if (all.length <= places) return all;
  const shown = all.slice(0, places - 1);
  return [...shown, ['evidence/more', String(all.length - shown.length)]];
}

function listed(ids: readonly string[]): string | undefined {
  return ids.length === 0 ? undefined : ids.join(', ');
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
