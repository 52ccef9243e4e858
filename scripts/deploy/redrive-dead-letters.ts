import * as z from 'zod/mini';
import { forwarderName } from '../../shared/deployment/forwarder-name.ts';
import { jsonOf } from '../../shared/model/json-of.ts';
import type { DeploymentTarget } from '../../shared/ports/deployment-target.ts';
import { outputsOf } from './sweep-start.ts';

/**
 * Sends what waits in the dead-letter queues round again: changes and steps of sweeps to their queues,
 * alerts to the function that posts to Slack, events that a forwarder could not send to the change queue.
 * An alarm that did not arrive is told here and now, and is then over: it asks for what is being done.
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
  let alerts = 0;
  let left = 0;
  await target.handOn(home, url('AlertDeadLettersUrl'), async (body) => {
    if (toldAlarm(body, say)) return true;
    const event = slackEventOf(body);
    const posted =
      event !== undefined && (await target.invoke(home, `${stackName}-notify-slack`, event));
    if (posted) alerts += 1;
    else left += 1;
    return posted;
  });
  say(
    `alerts for Slack: ${alerts} sent round again${left === 0 ? '' : `, ${left} left in the queue`}`,
  );
  for (const region of await target.regions()) {
    const forwarder = await target.stack(region, forwarderName(stackName));
    if (forwarder === undefined) continue;
    let events = 0;
    await target.handOn(region, forwarder.outputs['DeadLettersUrl'] ?? '', async (body) => {
      if (toldAlarm(body, say)) return true;
      await target.send(home, url('ChangeQueueUrl'), body);
      events += 1;
      return true;
    });
    say(`changes of ${region}: ${events} sent round again`);
  }
}

/** The event of an alarm, as a forwarder sends it and the rule that takes it to the topic gets it. */
const alarmEventSchema = z.object({
  source: z.literal('aws.cloudwatch'),
  time: z.string(),
  region: z.string(),
  detail: z.object({
    alarmName: z.string(),
    state: z.object({ value: z.string(), reason: z.optional(z.string()) }),
  }),
});

/** Tells of an alarm that a queue holds; answers whether the message is one. */
function toldAlarm(body: string, say: (line: string) => void): boolean {
  const { success, data } = alarmEventSchema.safeParse(jsonOf(body));
  if (!success) return false;
  const { detail, region, time } = data;
  const { value, reason = '' } = detail.state;
  say(`${value}: ${detail.alarmName} in ${region} at ${time}, which told nobody: ${reason}`);
  return true;
}

/** What Lambda writes of an asynchronous run that failed, and what SNS writes of a delivery that did. */
const failedRunSchema = z.object({ requestPayload: z.object({ Records: z.array(z.unknown()) }) });
const failedDeliverySchema = z.looseObject({
  Type: z.literal('Notification'),
  Message: z.string(),
});

/** The event for the function that posts to Slack; undefined for what was never on its way there. */
function slackEventOf(body: string): unknown {
  const message = jsonOf(body);
  const run = failedRunSchema.safeParse(message);
  if (run.success) return run.data.requestPayload;
  const delivery = failedDeliverySchema.safeParse(message);
  if (!delivery.success) return undefined;
  return { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns: delivery.data }] };
}
