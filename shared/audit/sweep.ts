import { unitKey } from '../events/audit-unit.ts';
import type { AuditUnit } from '../events/audit-unit.ts';
import { errorText } from './error-text.ts';
import { sweepAbsent } from './sweep-absent.ts';
import type { SweepDependencies } from './sweep-dependencies.ts';
import { sweepFunctions } from './sweep-functions.ts';
import { sweepMappings } from './sweep-mappings.ts';
import { parseSweepMessage } from './sweep-messages.ts';
import type { SweepMessage, SweepStep, SweepWork } from './sweep-messages.ts';
import type { SweepProgress, SweepRun } from './sweep-phase.ts';
import { sweepCause, sweepUnattached, sweepVpcs } from './sweep-requests.ts';
import { sweepRoles } from './sweep-roles.ts';
import { sweepTopics } from './sweep-topics.ts';
import { TopicReader } from './topic-reader.ts';

/** A sweep that has not reported for so long has failed: a step takes 15 minutes at most, so does its delay. */
const ALIVE_MILLISECONDS = 60 * 60_000;

/** A message of the sweep queue. */
export interface SweepDelivery {
  readonly body: string;
  /** The same however often the message is delivered. */
  readonly messageId: string;
  /** No further work is begun after it; what is left is sent as the next step. */
  readonly deadline: Date;
}

/**
 * What the sweep queue's consumer does with a message: begins a sweep, works on a step of one, or reads
 * facts again for a change. A message that nobody understands is set aside; whatever else fails rejects,
 * and the message is to be delivered again. Messages may be handed over at the same time.
 */
export function sweepConsumer(
  dependencies: SweepDependencies,
): (delivery: SweepDelivery) => Promise<void> {
  const topics = new TopicReader(dependencies);
  return async (delivery) => {
    try {
      await consume(delivery, topics, dependencies);
    } catch (error) {
      const { messageId } = delivery;
      dependencies.log.error('A message of the sweep queue failed', {
        messageId,
        problem: errorText(error),
      });
      throw error;
    }
  };
}

async function consume(
  { body, messageId, deadline }: SweepDelivery,
  topics: TopicReader,
  dependencies: SweepDependencies,
): Promise<void> {
  const parsed = parseSweepMessage(body);
  if ('problem' in parsed) {
    dependencies.log.error('A message of the sweep queue is not understood', {
      messageId,
      problem: parsed.problem,
    });
    dependencies.metrics.count('MessagesSetAside', 1);
    await dependencies.changeQueue.setAside(body, parsed.problem);
    return;
  }
  const { message } = parsed;
  switch (message.kind) {
    case 'sweep':
      return begin(messageId, dependencies);
    case 'sweep-step':
      return work(message, deadline, dependencies);
    case 'refresh':
      return refresh(message, topics, dependencies);
  }
}

async function begin(sweepId: string, dependencies: SweepDependencies): Promise<void> {
  const { clock, log, metrics, regions, state } = dependencies;
  const now = clock();
  const aliveSince = new Date(now.getTime() - ALIVE_MILLISECONDS);
  if (!(await state.sweeps.begin(sweepId, now.toISOString(), aliveSince.toISOString()))) {
    log.warn('Another sweep is under way: this one does not begin', { sweepId });
    return;
  }
  log.info('A sweep begins', { sweepId, regions });
  metrics.count('SweepsStarted', 1);
  await dependencies.sweepQueue.step(
    {
      lambdaVpcAuditor: 1,
      kind: 'sweep-step',
      sweepId,
      number: 1,
      startedAt: now.toISOString(),
      regions: [...regions],
      work: { phase: 'roles' },
    } satisfies SweepStep,
    0,
  );
}

async function work(
  step: SweepStep,
  deadline: Date,
  dependencies: SweepDependencies,
): Promise<void> {
  const { clock, log, state, sweepQueue } = dependencies;
  const { sweepId, number, regions } = step;
  const status = await state.sweeps.step(sweepId, number);
  const fields = { sweepId, number, region: regions[0], ...step.work };
  if (status !== 'due') {
    log.info('A step of a sweep is not needed', { ...fields, status });
    return;
  }
  const [region] = regions;
  if (region === undefined || step.work.phase === 'finish') {
    await finish(step, dependencies);
    return;
  }
  log.info('A step of a sweep', fields);
  const progress = await progressOf(step.work, { step, region, deadline, with: dependencies });
  const next = nextStep(step, progress.work);
  // Sent before it is noted: a crash in between sends it twice, and the second one is not due.
  await sweepQueue.step(next, progress.delaySeconds ?? 0);
  await state.sweeps.done(sweepId, number, clock().toISOString());
}

function progressOf(work: SweepWork, run: SweepRun): Promise<SweepProgress> {
  switch (work.phase) {
    case 'roles':
      return sweepRoles(work, run);
    case 'topics':
      return sweepTopics(work, run);
    case 'mappings':
      return sweepMappings(work, run);
    case 'functions':
      return sweepFunctions(work, run);
    case 'absent':
      return sweepAbsent(work, run);
    case 'vpcs':
      return sweepVpcs(work, run);
    case 'unattached':
      return sweepUnattached(work, run);
    case 'finish':
      return Promise.resolve({ work: undefined });
  }
}

function nextStep(step: SweepStep, work: SweepWork | undefined): SweepStep {
  const number = step.number + 1;
  if (work !== undefined) return { ...step, number, work };
  const regions = step.regions.slice(1);
  const next: SweepWork = regions.length > 0 ? { phase: 'topics' } : { phase: 'finish' };
  return { ...step, number, regions, work: next };
}

async function finish(step: SweepStep, dependencies: SweepDependencies): Promise<void> {
  const { changeQueue, clock, log, metrics, regions, state } = dependencies;
  const [region] = regions;
  const account: AuditUnit = { kind: 'account', region };
  await changeQueue.request(
    { kind: 'audit', units: [account], cause: sweepCause({ region, step }) },
    0,
  );
  const now = clock();
  const seconds = (now.getTime() - Date.parse(step.startedAt)) / 1_000;
  await state.sweeps.finish(step.sweepId, now.toISOString());
  metrics.count('SweepsCompleted', 1);
  metrics.seconds('SweepDuration', seconds);
  log.info('A sweep is complete', { sweepId: step.sweepId, seconds, last: unitKey(account) });
}

async function refresh(
  { region, topics, event }: Extract<SweepMessage, { kind: 'refresh' }>,
  reader: TopicReader,
  { changeQueue }: SweepDependencies,
): Promise<void> {
  await Promise.all(topics.map((topic) => reader.read(region, topic)));
  await changeQueue.redeliver(event);
}
