import { functionNameOf } from '../model/arn.ts';
import { reduceEnvironment } from '../model/environment.ts';
import { functionTags } from '../model/function-versions.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { targetsOfHost } from './host-target.ts';
import type { Meaning, Place } from './host-target.ts';
import { serviceNamed, servicesOfPrefix, shortServiceName } from './service-names.ts';
import { serviceTarget } from './service-target.ts';

/** Needs of a function as they stand in the configuration. */
export interface ConfiguredNeed {
  /** Function name or unqualified ARN. */
  readonly function: string;
  readonly needs: readonly string[];
}

/** The tag whose value lists what a function needs, separated by spaces. */
export const NEEDS_TAG = 'needs';

/** One word of the tag or of the configuration, and where it stands. */
export interface ConfiguredWord {
  readonly word: string;
  readonly field: 'Tags.needs' | 'configuration needs';
}

/**
 * What somebody has said that a function needs, by the tag `needs` or by the configuration. Tags that
 * were not read add nothing here.
 *
 * @param functionArn without a qualifier
 */
export function configuredWords(
  snapshot: Snapshot,
  configured: readonly ConfiguredNeed[],
  functionArn: string,
): readonly ConfiguredWord[] {
  const tags = functionTags(snapshot, functionArn);
  const tag = tags.known ? (tags.value[NEEDS_TAG] ?? '') : '';
  const name = functionNameOf(functionArn);
  const words = configured
    .filter((one) => one.function === name || one.function === functionArn)
    .flatMap((one) => one.needs);
  return [
    ...tag
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => ({ word, field: 'Tags.needs' }) as const),
    ...words.map((word) => ({ word, field: 'configuration needs' }) as const),
  ];
}

/**
 * What a configured word means: `internet`, `internet6`, a service by its endpoint service's name
 * (`kinesis-streams`, `com.amazonaws.us-east-1.sqs`) or its IAM prefix (`kinesis`), a host with or
 * without a port. Undefined where it is none of these.
 */
export function meaningsOfWord(place: Place, text: string): readonly Meaning[] | undefined {
  const word = text.toLowerCase();
  if (word === 'internet') return [internet(4)];
  if (word === 'internet6') return [internet(6)];
  const named = serviceNamed(shortServiceName(word));
  const services = named === undefined ? servicesOfPrefix(word) : [named];
  if (services.length > 0) {
    return services.map((one) => ({ target: serviceTarget(place.snapshot, one, place.region) }));
  }
  const references = reduceEnvironment({ [NEEDS_TAG]: word });
  const hosts = references.filter((reference) => reference.Host !== undefined);
  return hosts.length > 0 ? hosts.flatMap((host) => targetsOfHost(place, host)) : undefined;
}

function internet(family: 4 | 6): Meaning {
  return { target: { kind: 'internet', family, port: 443, hosts: [] } };
}
