import { setTimeout as sleep } from 'node:timers/promises';
import { BatchImportFindingsCommand } from '@aws-sdk/client-securityhub';
import type { AwsSecurityFinding, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { asffOfTransition } from '../../findings/asff.ts';
import type { AsffFinding } from '../../findings/asff-finding.ts';
import { sizeBytes } from '../../findings/limit-text.ts';
import type { Transition } from '../../findings/stored-finding.ts';
import { groupBy } from '../../model/group-by.ts';
import type { Log } from '../../ports/log.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { Published, Publisher } from '../../ports/publishers.ts';
import { batchesOf } from './batches.ts';
import { errorDetails } from './error-details.ts';
import { joinPublished, publishedOf } from './published.ts';

/**
 * Of one call; it takes 6 MB, of which a little is kept back for how the SDK writes it
 * (https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html).
 */
const BATCH = { count: 100, bytes: 5_500_000 } as const;

/** Before what was refused of a batch is sent again. */
const PAUSES_MILLISECONDS: readonly number[] = [200, 1_000];

export interface SecurityHubPublisherOptions {
  readonly clientFor: (region: string) => SecurityHubClient;
  readonly log: Log;
  readonly metrics: Metrics;
  /** In milliseconds; for tests. */
  readonly pauses?: readonly number[];
}

/**
 * Imports findings into Security Hub, each in the region of its resource: there alone its product takes
 * it. Where Security Hub is not enabled nobody is there to be told, and the transitions count as told.
 */
export function securityHubPublisher(options: SecurityHubPublisherOptions): Publisher {
  const notEnabled = new Set<string>();
  return {
    async publish(transitions) {
      const regions = groupBy(transitions, ({ region }) => [region]);
      return joinPublished(
        await Promise.all(
          [...regions].map(([region, group]) => publishIn(region, group, notEnabled, options)),
        ),
      );
    },
  };
}

async function publishIn(
  region: string,
  transitions: readonly Transition[],
  notEnabled: Set<string>,
  { clientFor, log, metrics, pauses = PAUSES_MILLISECONDS }: SecurityHubPublisherOptions,
): Promise<Published> {
  // Of several steps of one finding the last one tells all; two in a call might come in either order.
  const findings = new Map(transitions.map((one) => [one.findingId, asffOfTransition(one)]));
  const client = clientFor(region);
  const refused = new Map<string, string>();
  for (const batch of batchesOf([...findings.values()], BATCH, bytesOf)) {
    const answer = await importBatch(client, batch, pauses);
    if (answer === 'not enabled') {
      metrics.count('SecurityHubNotEnabled', 1);
      if (!notEnabled.has(region)) {
        log.warn('Security Hub is not enabled in the region: no finding is imported', { region });
      }
      notEnabled.add(region);
      return publishedOf(transitions, new Map());
    }
    for (const [id, reason] of answer) refused.set(id, reason);
  }
  const reasons = transitions.flatMap(({ id, findingId }): [string, string][] => {
    const reason = refused.get(findings.get(findingId)?.Id ?? '');
    return reason === undefined ? [] : [[id, reason]];
  });
  return publishedOf(transitions, new Map(reasons));
}

function bytesOf(finding: AsffFinding): number {
  return sizeBytes(JSON.stringify(finding));
}

/** Why findings were not taken, by id. */
type Refused = ReadonlyMap<string, string>;

/** Sends a batch, and what was refused of it again without the others. */
async function importBatch(
  client: SecurityHubClient,
  batch: readonly AsffFinding[],
  pauses: readonly number[],
): Promise<Refused | 'not enabled'> {
  const answer = await importOnce(client, batch);
  if (answer === 'not enabled' || answer.size === 0) return answer;
  const [pause, ...others] = pauses;
  if (pause === undefined) return answer;
  await sleep(pause);
  const again = batch.filter(({ Id }) => answer.has(Id));
  return importBatch(client, again, others);
}

async function importOnce(
  client: SecurityHubClient,
  batch: readonly AsffFinding[],
): Promise<Refused | 'not enabled'> {
  try {
    const Findings: AwsSecurityFinding[] = [...batch];
    const { FailedFindings = [] } = await client.send(new BatchImportFindingsCommand({ Findings }));
    return new Map(
      FailedFindings.flatMap(({ Id, ErrorCode, ErrorMessage }) => {
        const named = batch.filter((one) => one.Id === Id);
        // A refusal that names none of ours leaves it open which one was meant: none counts as told.
        const meant = named.length === 0 ? batch : named;
        return meant.map((one): [string, string] => [one.Id, `${ErrorCode}: ${ErrorMessage}`]);
      }),
    );
  } catch (error) {
    const { code, message } = errorDetails(error);
    if (code === 'InvalidAccessException') return 'not enabled';
    // One finding in a form that is not understood has the whole batch refused.
    if (code === 'InvalidInputException' && batch.length > 1) return importHalves(client, batch);
    return new Map(batch.map(({ Id }) => [Id, `${code}: ${message}`]));
  }
}

async function importHalves(
  client: SecurityHubClient,
  batch: readonly AsffFinding[],
): Promise<Refused | 'not enabled'> {
  const middle = Math.ceil(batch.length / 2);
  const first = await importOnce(client, batch.slice(0, middle));
  const second = await importOnce(client, batch.slice(middle));
  if (first === 'not enabled' || second === 'not enabled') return 'not enabled';
  return new Map([...first, ...second]);
}
