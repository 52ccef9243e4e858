import { GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Fact } from '../../../model/fact.ts';
import { attempt } from '../call.ts';

const NAMESPACE = 'LambdaVpcAuditor';
const METRIC = 'SweepsCompleted';

/** How far back a sweep is looked for. */
const DAYS = 7;
/** A week in ten minutes each is 1,008 points; one answer holds 1,440. */
const PERIOD_SECONDS = 600;

/** When the metric of completed sweeps was last counted, or undefined where it was not. */
export function readLastSweep(
  client: CloudWatchClient,
  now: Date,
): Promise<Fact<string | undefined>> {
  return attempt('cloudwatch:GetMetricStatistics', async () => {
    const { Metrics = [] } = await client.send(
      new ListMetricsCommand({ Namespace: NAMESPACE, MetricName: METRIC }),
    );
    const times = await Promise.all(
      Metrics.map(async ({ Dimensions }) => {
        const { Datapoints = [] } = await client.send(
          new GetMetricStatisticsCommand({
            Namespace: NAMESPACE,
            MetricName: METRIC,
            Dimensions,
            StartTime: new Date(now.getTime() - DAYS * 86_400_000),
            EndTime: now,

            Period: PERIOD_SECONDS,
            Statistics: ['Sum'],
          }),
        );
        return Datapoints.filter(({ Sum = 0 }) => Sum > 0).map(({ Timestamp }) => Timestamp);
      }),
    );
    const newest = times
      .flat()
      .filter((time) => time !== undefined)
      .map((time) => time.toISOString())
      .toSorted()
      .at(-1);
    return newest;
  });
}
