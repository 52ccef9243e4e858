import { Metrics } from '@aws-lambda-powertools/metrics';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PowertoolsMetrics } from '../../../shared/adapters/powertools/metrics.ts';

/** What a line says, without its time. */
function lineOf(text: unknown): object {
  const { _aws, ...values } = JSON.parse(String(text)) as {
    _aws: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] };
  };
  const [directive] = _aws.CloudWatchMetrics;
  return {
    dimensions: directive?.Dimensions,
    metrics: directive?.Metrics.map(({ Name }) => Name),
    ...values,
  };
}

describe('metrics as lines of the embedded metric format', () => {
  const written = vi.fn<(line: unknown) => void>();

  beforeEach(() => {
    vi.stubEnv('POWERTOOLS_DEV', 'true');
    vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
    vi.spyOn(console, 'log').mockImplementation(written);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    written.mockReset();
  });

  it('sums counts up, and gives each with dimensions a line of its own', () => {
    const lines = new Metrics({ namespace: 'LambdaVpcAuditor', serviceName: 'lambda-vpc-auditor' });
    const metrics = new PowertoolsMetrics(lines);
    metrics.count('EventsReceived', 2);
    metrics.count('EventsReceived', 3);
    metrics.count('Verdicts', 4, { status: 'FAILED' });
    metrics.count('Verdicts', 1, { status: 'FAILED' });
    metrics.count('Verdicts', 7, { status: 'PASSED' });
    metrics.seconds('EventAge', 12.5);
    metrics.flush();
    const service = 'lambda-vpc-auditor';
    expect(written.mock.calls.map(([line]) => lineOf(line))).toEqual([
      {
        dimensions: [['service', 'status']],
        metrics: ['Verdicts'],
        service,
        status: 'FAILED',
        Verdicts: 5,
      },
      {
        dimensions: [['service', 'status']],
        metrics: ['Verdicts'],
        service,
        status: 'PASSED',
        Verdicts: 7,
      },
      {
        dimensions: [['service']],
        metrics: ['EventAge', 'EventsReceived'],
        service,
        EventAge: 12.5,
        EventsReceived: 5,
      },
    ]);
  });

  it('begins anew after it was flushed', () => {
    const lines = new Metrics({ namespace: 'LambdaVpcAuditor', serviceName: 'lambda-vpc-auditor' });
    const metrics = new PowertoolsMetrics(lines);
    metrics.count('EventsReceived', 2);
    metrics.flush();
    metrics.flush();
    expect(written).toHaveBeenCalledTimes(1);
    expect(lineOf(written.mock.calls[0]?.[0])).toMatchObject({ EventsReceived: 2 });
  });
});
