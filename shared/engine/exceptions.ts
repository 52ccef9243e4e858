import { groupBy } from '../model/group-by.ts';
import { tagValue } from '../model/ec2.ts';
import { functionTags } from '../model/function-versions.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Exception } from './configuration.ts';
import type { Target } from '../controls/target.ts';

/** Exceptions that deserve a look: nothing needs them any more, or their time is over. */
export interface ExceptionNotice {
  readonly exception: Exception;
  readonly state: 'unused' | 'expired';
}

/**
 * Finds the exception that covers a failure, and remembers which ones were needed. Whether one has
 * expired is asked of the snapshot's capture time, so that a saved snapshot is judged the same for ever.
 */
export class Exceptions {
  readonly #byControl: ReadonlyMap<string, readonly Exception[]>;
  readonly #all: readonly Exception[];
  readonly #used = new Set<Exception>();

  constructor(exceptions: readonly Exception[]) {
    this.#all = exceptions;
    this.#byControl = groupBy(exceptions, (one) => [one.control]);
  }

  /** The unexpired exception for this control and resource, if there is one. */
  covering(control: string, target: Target, snapshot: Snapshot): Exception | undefined {
    const covering = this.#byControl
      .get(control)
      ?.filter((one) => covers(one, target, snapshot))
      .map((one) => (this.#used.add(one), one));
    return covering?.find((one) => !isExpired(one, snapshot.capturedAt));
  }

  /** After an evaluation: what was expired at the time, and what covered nothing. */
  notices(capturedAt: string): readonly ExceptionNotice[] {
    return this.#all.flatMap((exception): ExceptionNotice[] => {
      if (isExpired(exception, capturedAt)) return [{ exception, state: 'expired' }];
      return this.#used.has(exception) ? [] : [{ exception, state: 'unused' }];
    });
  }
}

function isExpired(exception: Exception, capturedAt: string): boolean {
  return capturedAt.slice(0, 10) > exception.expires;
}

function covers(exception: Exception, target: Target, snapshot: Snapshot): boolean {
  if (exception.resource !== undefined) return exception.resource === target.resource.id;
  const { tag } = exception;
  return tag !== undefined && tagOf(target, tag.key, snapshot) === tag.value;
}

/** The value of a tag of the judged resource; undefined where it has none or its tags were not read. */
function tagOf(target: Target, key: string, snapshot: Snapshot): string | undefined {
  switch (target.kind) {
    case 'function': {
      const tags = functionTags(snapshot, target.versions.functionArn);
      return tags.known ? tags.value[key] : undefined;
    }
    case 'vpc': {
      const vpc = snapshot.get('Vpcs', target.vpcId);
      return vpc.known ? tagValue(vpc.value?.Tags, key) : undefined;
    }
    case 'vpc-endpoint':
      return tagValue(target.endpoint.Tags, key);
    case 'security-group':
      return tagValue(target.group.Tags, key);
    case 'account':
    case 'principal':
      return undefined;
  }
}
