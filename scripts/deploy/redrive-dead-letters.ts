import * as z from 'zod';
import { forwarderName } from '../../shared/deployment/forwarder-name.ts';
import type { DeploymentTarget } from '../../shared/ports/deployment-target.ts';
import { outputsOf } from './sweep-start.ts';

/**
 * Sends everything in the dead-letter queues round again: changes and steps of sweeps to their queues,
 * alerts to the function that posts to Slack, events that a forwarder could not send to the change queue.
 */
export async function redriveDeadLetters(
  target: DeploymentTarget,
  home: string,
  stackName: string,
  say: (line: string) => void,
): Promise<void> {
  const outputs = await outputsOf(target, home, stackName);
  const url = (output: string) => outputs[output] ?? '';
  const moves = [
    ['changes', url('ChangeDeadLettersUrl'), url('ChangeQueueUrl')],
    ['steps of sweeps', url('SweepDeadLettersUrl'), url('SweepQueueUrl')],
  ] as const;
  for (const [what, from, to] of moves) {
    const waiting = await target.waitingMessages(home, from);
    if (waiting > 0) await target.startMove(home, from, to);
    say(`${what}: ${waiting} sent round again`);
  }
  const alerts = await target.handOn(home, url('AlertDeadLettersUrl'), async (body) => {
    const event = slackEventOf(body);
    return event !== undefined && target.invoke(home, `${stackName}-notify-slack`, event);
  });
  say(`alerts for Slack: ${alerts} sent round again`);
  for (const region of await target.regions()) {
    const forwarder = await target.stack(region, forwarderName(stackName));
    if (forwarder === undefined) continue;
    const events = await target.handOn(region, forwarder.outputs['DeadLettersUrl'] ?? '', (body) =>
      target.send(home, url('ChangeQueueUrl'), body).then(() => true),
    );
    say(`changes of ${region}: ${events} sent round again`);
  }
}

/** What Lambda writes of an asynchronous run that failed, and what SNS writes of a delivery that did. */
const failedRunSchema = z.object({ requestPayload: z.object({ Records: z.array(z.unknown()) }) });
const failedDeliverySchema = z.looseObject({
  Type: z.literal('Notification'),
  Message: z.string(),
});

/** The event for the function that posts to Slack; undefined for what was never on its way there. */
function slackEventOf(body: string): unknown {
  const message: unknown = JSON.parse(body);
  const run = failedRunSchema.safeParse(message);
  if (run.success) return run.data.requestPayload;
  const delivery = failedDeliverySchema.safeParse(message);
  if (!delivery.success) return undefined;
  return { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns: delivery.data }] };
}
