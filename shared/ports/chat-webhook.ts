import type { SlackMessage } from '../findings/slack-message.ts';

/** Posts messages into a channel. */
export interface ChatWebhook {
  /** Rejects with `WebhookError` where the message did not arrive. */
  post(message: SlackMessage): Promise<void>;
}

/** Where the address of a webhook is kept: a SecureString parameter of SSM, or a secret. */
export type WebhookPlace =
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'secret'; readonly id: string };

/** A message did not arrive. The text never holds the address, which is a secret. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  /** Whether trying again cannot help: the address is wrong or revoked, or the message is refused. */
  readonly permanent: boolean;

  constructor(message: string, permanent: boolean) {
    super(message);
    this.permanent = permanent;
  }
}
