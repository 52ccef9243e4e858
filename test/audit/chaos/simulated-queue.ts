import type { Delivery } from '../../../shared/audit/audit-messages.ts';
import type { Random } from './random.ts';

interface Held {
  readonly messageId: string;
  readonly body: string;
  receiveCount: number;
  /** In milliseconds. */
  visibleAt: number;
}

/** As the deployed queue: see infra/queues.yml. */
const VISIBILITY_MILLISECONDS = 1_080_000;

/** The change queue on a clock of its own: messages are delayed, hidden while they are worked on, and come again. */
export class SimulatedQueue {
  readonly #held = new Map<string, Held>();
  #sent = 0;

  send(body: string, visibleAt: number): void {
    this.#sent += 1;
    const messageId = `m-${this.#sent}`;
    this.#held.set(messageId, { messageId, body, receiveCount: 0, visibleAt });
  }

  /** When the next message can be received; undefined where there is none. */
  nextAt(): number | undefined {
    const times = [...this.#held.values()].map((one) => one.visibleAt);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Up to ten messages in any order, hidden from now on. */
  receive(now: number, random: Random): readonly Delivery[] {
    const visible = [...this.#held.values()].filter((one) => one.visibleAt <= now);
    const batch: Held[] = [];
    while (batch.length < 10 && visible.length > 0) {
      batch.push(...visible.splice(random.between(0, visible.length - 1), 1));
    }
    for (const one of batch) {
      one.receiveCount += 1;
      one.visibleAt = now + VISIBILITY_MILLISECONDS;
    }
    return batch.map(({ messageId, body, receiveCount }) => ({ messageId, body, receiveCount }));
  }

  delete(messageId: string): void {
    this.#held.delete(messageId);
  }
}
