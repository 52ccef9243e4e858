import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Metrics as EmbeddedMetrics } from '@aws-lambda-powertools/metrics';
import type { CountName, DurationName, Metrics } from '../../ports/metrics.ts';

interface Count {
  readonly name: CountName;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Metrics in CloudWatch's embedded metric format. All metrics of a line share its dimensions, so counts are
 * summed up over an invocation, and each that has dimensions becomes a line of its own.
 */
export class PowertoolsMetrics implements Metrics {
  readonly #lines: EmbeddedMetrics;
  readonly #counts = new Map<string, Count>();

  constructor(lines: EmbeddedMetrics) {
    this.#lines = lines;
  }

  count(name: CountName, value: number, dimensions: Readonly<Record<string, string>> = {}): void {
    const values = Object.entries(dimensions).map(([dimension, of]) => `${dimension}=${of}`);
    const key = [name, ...values.toSorted()].join(' ');
    const before = this.#counts.get(key)?.value ?? 0;
    this.#counts.set(key, { name, dimensions, value: before + value });
  }

  seconds(name: DurationName, value: number): void {
    this.#lines.addMetric(name, MetricUnit.Seconds, value);
  }

  /** Writes what was counted and measured since the last time. */
  flush(): void {
    const counts = [...this.#counts.values()];
    this.#counts.clear();
    for (const { name, dimensions, value } of counts) {
      if (Object.keys(dimensions).length === 0) {
        this.#lines.addMetric(name, MetricUnit.Count, value);
        continue;
      }
      const line = this.#lines.singleMetric();
      line.addDimensions({ ...dimensions });
      line.addMetric(name, MetricUnit.Count, value);
    }
    // Powertools' own middleware would warn after every invocation in which nothing was counted.
    if (this.#lines.hasStoredMetrics()) this.#lines.publishStoredMetrics();
  }
}
