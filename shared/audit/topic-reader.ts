import type { RegionTopic } from '../ports/region-facts.ts';
import type { SweepDependencies } from './sweep-dependencies.ts';

/** Reads topics of regions' facts into the state. Who asks while a topic is being read shares the reading. */
export class TopicReader {
  readonly #with: SweepDependencies;
  readonly #inFlight = new Map<string, Promise<void>>();

  constructor(dependencies: SweepDependencies) {
    this.#with = dependencies;
  }

  /** The topic `account` is read for the home region, whatever the region. */
  async read(region: string, topic: RegionTopic): Promise<void> {
    const place = topic === 'account' ? this.#with.regions[0] : region;
    const key = `${place}/${topic}`;
    const reading = this.#inFlight.get(key) ?? this.#readAnew(place, topic);
    this.#inFlight.set(key, reading);
    try {
      await reading;
    } finally {
      this.#inFlight.delete(key);
    }
  }

  async #readAnew(region: string, topic: RegionTopic): Promise<void> {
    const { clock, listing, metrics, principalArns, state } = this.#with;
    const capturedAt = clock().toISOString();
    const part =
      topic === 'account'
        ? await listing.account(region, principalArns)
        : await listing.topic(region, topic);
    for (const { reason } of part.gaps) {
      if (reason.kind === 'denied') metrics.count('UnknownFacts', 1, { call: reason.call });
    }
    await state.regionFacts.put(region, topic, part, capturedAt);
  }
}
