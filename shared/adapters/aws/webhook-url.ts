import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { WebhookPlace } from '../../ports/chat-webhook.ts';
import type { Clock } from '../../ports/clock.ts';
import { errorDetails } from './error-details.ts';
import { clientConfiguration } from './client-configuration.ts';
import type { ClientOptions } from './client-configuration.ts';

/** A new address is taken up within this time, without a deployment. */
const KEPT_MILLISECONDS = 5 * 60_000;

/** The address cannot be had. The message names the place and never what it holds. */
export class WebhookUrlError extends Error {
  override readonly name = 'WebhookUrlError';
}

/**
 * Reads the address of a webhook and keeps it for some minutes. A secret holds the address alone, or a
 * JSON object with it under `url`.
 */
export function webhookUrl(
  place: WebhookPlace,
  region: string,
  now: Clock,
  options: ClientOptions = {},
): () => Promise<string> {
  const read = readerOf(place, region, options);
  let kept: { readonly url: string; readonly until: number } | undefined;
  return async () => {
    const time = now().getTime();
    if (kept !== undefined && time < kept.until) return kept.url;
    const url = checkedUrl(await read(), place);
    kept = { url, until: time + KEPT_MILLISECONDS };
    return url;
  };
}

function readerOf(
  place: WebhookPlace,
  region: string,
  options: ClientOptions,
): () => Promise<string | undefined> {
  const configuration = clientConfiguration(region, options);
  switch (place.kind) {
    case 'parameter': {
      const client = new SSMClient(configuration);
      const command = () => new GetParameterCommand({ Name: place.name, WithDecryption: true });
      return () => named(place, async () => (await client.send(command())).Parameter?.Value);
    }
    case 'secret': {
      const client = new SecretsManagerClient(configuration);
      const command = () => new GetSecretValueCommand({ SecretId: place.id });
      return () => named(place, async () => (await client.send(command())).SecretString);
    }
  }
}

async function named<T>(place: WebhookPlace, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const { code, message } = errorDetails(error);
    throw new WebhookUrlError(`${nameOf(place)} cannot be read: ${code}: ${message}`, {
      cause: error,
    });
  }
}

/** HTTPS, or HTTP to this very machine, where a test listens. */
function checkedUrl(value: string | undefined, place: WebhookPlace): string {
  const text = place.kind === 'secret' ? fromSecret(value ?? '') : (value ?? '');
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  const local = url?.hostname === '127.0.0.1' || url?.hostname === 'localhost';
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && local)) return url.href;
  throw new WebhookUrlError(`${nameOf(place)} holds no address that begins with https://`);
}

function fromSecret(text: string): string {
  if (!text.trimStart().startsWith('{')) return text;
  try {
    const value: unknown = JSON.parse(text);
    const url: unknown = typeof value === 'object' && value !== null && Reflect.get(value, 'url');
    return typeof url === 'string' ? url : '';
  } catch {
    // Whoever sees the error must not see the secret: it is told like any other wrong value.
    return '';
  }
}

function nameOf(place: WebhookPlace): string {
  return place.kind === 'parameter' ? `The parameter ${place.name}` : `The secret ${place.id}`;
}
