import type { ChangeQueue, SweepQueue } from '../../ports/change-queue.ts';

/** A message as the queue would hold it. */
export interface QueuedMessage {
  readonly body: string;
  readonly delaySeconds: number;
}

/** The two queues and the dead letters, in memory: what is sent stays until it is taken. */
export class MemoryQueues {
  readonly #change: QueuedMessage[] = [];
  readonly #sweep: QueuedMessage[] = [];
  /** What nobody could work with, with the reason. */
  readonly deadLetters: { readonly body: string; readonly reason: string }[] = [];

  readonly changeQueue: ChangeQueue = {
    request: async (request, delaySeconds) => {
      this.#change.push(message(request, delaySeconds));
    },
    redeliver: async (event) => {
      this.#change.push(message({ kind: 'event', event, factsRead: true }, 0));
    },
    setAside: async (body, reason) => {
      this.deadLetters.push({ body, reason });
    },
  };

  readonly sweepQueue: SweepQueue = {
    refresh: async (request) => {
      this.#sweep.push(message(request, 0));
    },
    step: async (step, delaySeconds) => {
      this.#sweep.push(message(step, delaySeconds));
    },
  };

  /** Takes everything that the change queue holds. */
  takeChanges(): readonly QueuedMessage[] {
    return this.#change.splice(0);
  }

  /** Takes the message that has waited longest in the sweep queue. */
  takeSweep(): QueuedMessage | undefined {
    return this.#sweep.shift();
  }
}

function message(content: object, delaySeconds: number): QueuedMessage {
  // Through text, as through the queue: what JSON does not carry does not arrive.
  const body = JSON.stringify({ lambdaVpcAuditor: 1, ...content });
  return { body, delaySeconds };
}
