import type { Log } from '../../shared/ports/log.ts';
import type { Metrics } from '../../shared/ports/metrics.ts';

/** Metrics that are kept for a test to look at: counts summed by name and dimensions. */
export class RecordedMetrics implements Metrics {
  readonly counts = new Map<string, number>();
  readonly durations = new Map<string, readonly number[]>();

  count: Metrics['count'] = (name, value, dimensions = {}) => {
    const key = [name, ...Object.values(dimensions)].join(' ');
    this.counts.set(key, (this.counts.get(key) ?? 0) + value);
  };

  seconds: Metrics['seconds'] = (name, value) => {
    this.durations.set(name, [...(this.durations.get(name) ?? []), value]);
  };
}

/** Log lines that are kept for a test to look at. */
export class RecordedLog implements Log {
  readonly lines: {
    readonly level: 'info' | 'warn' | 'error';
    readonly message: string;
    readonly fields: Readonly<Record<string, unknown>>;
  }[] = [];

  info: Log['info'] = (message, fields = {}) => {
    this.lines.push({ level: 'info', message, fields });
  };

  warn: Log['warn'] = (message, fields = {}) => {
    this.lines.push({ level: 'warn', message, fields });
  };

  error: Log['error'] = (message, fields = {}) => {
    this.lines.push({ level: 'error', message, fields });
  };
}
