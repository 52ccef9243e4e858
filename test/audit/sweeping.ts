import { MemoryQueues } from '../../shared/adapters/memory/queues.ts';
import type { QueuedMessage } from '../../shared/adapters/memory/queues.ts';
import { memoryState } from '../../shared/adapters/memory/memory-state.ts';
import { sweepConsumer } from '../../shared/audit/sweep.ts';
import type { SweepDependencies } from '../../shared/audit/sweep-dependencies.ts';
import { unitKey } from '../../shared/events/audit-unit.ts';
import type { AuditRequest } from '../../shared/ports/change-queue.ts';
import { RecordedLog, RecordedMetrics } from '../builders/recording.ts';
import type { SimulatedAccount } from '../builders/simulated-account.ts';

/** The timeout of serverless.yml, less the handler's margin: then no new work is begun. */
const BUDGET_MILLISECONDS = 300_000 - 90_000;

/** The sweep function with everything around it in memory. */
export class Sweeping {
  readonly account: SimulatedAccount;
  readonly queues = new MemoryQueues();
  readonly state = memoryState();
  readonly metrics = new RecordedMetrics();
  readonly log = new RecordedLog();
  /** Seconds that each message took, and its size. */
  readonly handled: { readonly seconds: number; readonly bytes: number; readonly body: string }[] =
    [];
  readonly requests: { readonly request: AuditRequest; readonly delaySeconds: number }[] = [];
  readonly #consume: ReturnType<typeof sweepConsumer>;
  #messages = 0;

  constructor(account: SimulatedAccount, regions: SweepDependencies['regions']) {
    this.account = account;
    this.#consume = sweepConsumer({
      regions,
      principalArns: [],
      listing: account,
      reader: account.reader,
      state: this.state,
      changeQueue: this.queues.changeQueue,
      sweepQueue: this.queues.sweepQueue,
      clock: account.clock,
      metrics: this.metrics,
      log: this.log,
    });
  }

  /** Sweeps as the schedule would, until the queue is empty. */
  async sweep(): Promise<void> {
    await this.deliver(JSON.stringify({ lambdaVpcAuditor: 1, kind: 'sweep' }));
    await this.drain();
  }

  async drain(): Promise<void> {
    for (;;) {
      const message = this.queues.takeSweep();
      if (message === undefined) return;
      await this.deliver(message);
    }
  }

  /** Delivers one message when its delay is over. */
  async deliver(message: QueuedMessage | string, messageId?: string): Promise<void> {
    const { body, delaySeconds } =
      typeof message === 'string' ? { body: message, delaySeconds: 0 } : message;
    const { account } = this;
    account.now = new Date(account.now.getTime() + delaySeconds * 1_000);
    const begun = account.now.getTime();
    this.#messages += 1;
    await this.#consume({
      body,
      messageId: messageId ?? `message-${this.#messages}`,
      deadline: new Date(begun + BUDGET_MILLISECONDS),
    });
    const seconds = (account.now.getTime() - begun) / 1_000;
    this.handled.push({ seconds, bytes: body.length, body });
    for (const sent of this.queues.takeChanges()) {
      const request = JSON.parse(sent.body) as AuditRequest;
      this.requests.push({ request, delaySeconds: sent.delaySeconds });
    }
  }

  /** Keys of the units whose audit was requested, in order. */
  get units(): readonly string[] {
    return this.requests.flatMap(({ request }) => request.units ?? []).map(unitKey);
  }
}
