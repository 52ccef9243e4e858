import { setTimeout as sleep } from 'node:timers/promises';
import { WebhookError } from '../../ports/chat-webhook.ts';
import type { ChatWebhook } from '../../ports/chat-webhook.ts';

export interface SlackWebhookOptions {
  /** The address; a secret, so nothing here ever logs or throws it. */
  readonly url: () => Promise<string>;
  /** Of one attempt. */
  readonly timeoutMilliseconds?: number;
  /** Before each further attempt. */
  readonly pausesMilliseconds?: readonly number[];
}

const TIMEOUT_MILLISECONDS = 5_000;
const PAUSES_MILLISECONDS: readonly number[] = [500, 2_000, 5_000];

/** Slack may ask for more; then the message is given back, to be delivered again later. */
const LONGEST_PAUSE_MILLISECONDS = 10_000;

/**
 * An incoming webhook of Slack, or of a program that takes the same messages
 * (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). Waits as long as Slack
 * asks on 429, and tries again where Slack itself or the way to it fails.
 */
export function slackWebhook({
  url,
  timeoutMilliseconds = TIMEOUT_MILLISECONDS,
  pausesMilliseconds = PAUSES_MILLISECONDS,
}: SlackWebhookOptions): ChatWebhook {
  return {
    async post(message) {
      const address = await url();
      const body = JSON.stringify(message);
      for (const pause of pausesMilliseconds) {
        const answer = await postOnce(address, body, timeoutMilliseconds);
        if (answer.kind === 'taken') return;
        if (answer.kind === 'refused') throw new WebhookError(answer.reason, true);
        const wait = Math.max(pause, answer.waitMilliseconds);
        if (wait > LONGEST_PAUSE_MILLISECONDS) throw new WebhookError(answer.reason, false);
        await sleep(wait);
      }
      const last = await postOnce(address, body, timeoutMilliseconds);
      if (last.kind !== 'taken') throw new WebhookError(last.reason, last.kind === 'refused');
    },
  };
}

type Answer =
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'later'; readonly reason: string; readonly waitMilliseconds: number };

async function postOnce(url: string, body: string, timeout: number): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body,
      // Followed, a redirection would turn the message into a request without one.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    return await answerOf(response);
  } catch (error) {
    return { kind: 'later', reason: connectionFailure(error, timeout), waitMilliseconds: 0 };
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const { status } = response;
  const code = errorCode(await response.text());
  if (response.ok) return { kind: 'taken' };
  const said = `HTTP ${status}${code === undefined ? '' : ` ${code}`}`;
  if (status === 429) {
    const seconds = Number(response.headers.get('retry-after'));
    const waitMilliseconds = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : 0;
    return { kind: 'later', reason: `Slack takes no more for now: ${said}`, waitMilliseconds };
  }
  if (status >= 500) {
    return { kind: 'later', reason: `Slack failed: ${said}`, waitMilliseconds: 0 };
  }
  return { kind: 'refused', reason: `Slack refused the message: ${said}${hintFor(code)}` };
}

/** Slack answers with a word such as `no_service`; any other text may hold anything. */
function errorCode(text: string): string | undefined {
  return /^[a-z_]{2,64}$/.exec(text.trim())?.[0];
}

const REMOVED = 'the webhook was removed or its address is wrong; create a new one';
const CHANNEL_GONE = 'the channel of the webhook is gone; create a webhook for another one';
const FORBIDDEN = 'an administrator of the workspace does not allow it';

/** What the codes mean that people can do something about. */
const HINTS: Readonly<Record<string, string>> = {
  no_service: REMOVED,
  no_service_id: REMOVED,
  no_active_hooks: REMOVED,
  no_team: REMOVED,
  team_disabled: REMOVED,
  invalid_token: REMOVED,
  channel_not_found: CHANNEL_GONE,
  channel_is_archived: CHANNEL_GONE,
  action_prohibited: FORBIDDEN,
  posting_to_general_channel_denied: FORBIDDEN,
};

function hintFor(code: string | undefined): string {
  const hint = code === undefined ? undefined : HINTS[code];
  return hint === undefined ? '' : `: ${hint}`;
}

/** Only codes: messages of the runtime may quote the address. */
function connectionFailure(error: unknown, timeout: number): string {
  if (!(error instanceof Error)) return 'Slack cannot be reached';
  if (error.name === 'TimeoutError') return `Slack did not answer within ${timeout} ms`;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? `Slack cannot be reached (${code})` : 'Slack cannot be reached';
}
