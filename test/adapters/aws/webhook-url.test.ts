import { describe, expect, it, vi } from 'vitest';
import { webhookUrl } from '../../../shared/adapters/aws/webhook-url.ts';
import type { WebhookPlace } from '../../../shared/ports/chat-webhook.ts';
import { FakeAws, json, jsonError } from './fake-aws.ts';
import type { Answer } from './fake-aws.ts';

const URL_TEXT = 'https://hooks.slack.com/services/T000/B000/planted';
const PARAMETER: WebhookPlace = { kind: 'parameter', name: '/auditor/slack' };
const SECRET: WebhookPlace = { kind: 'secret', id: 'auditor/slack' };

const parameter = (Value: string): Answer => json({ Parameter: { Name: 'slack', Value } });
const secret = (SecretString: string): Answer => json({ Name: 'slack', SecretString });

function setUp(place: WebhookPlace, answer: Answer) {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'plantedaccesskey');
  vi.stubEnv('AWS_ENDPOINT_URL', '');
  const fake = new FakeAws({ GetParameter: answer, GetSecretValue: answer });
  let time = 0;
  const read = webhookUrl(place, 'us-east-1', () => new Date(time), {
    requestHandler: fake,
    maxAttempts: 1,
  });
  const after = (milliseconds: number) => {
    time += milliseconds;
  };
  return { fake, read, after };
}

describe('the address of a webhook', () => {
  it('comes from a SecureString parameter, decrypted', async () => {
    const { fake, read } = setUp(PARAMETER, parameter(`${URL_TEXT}\n`));
    expect(await read()).toBe(URL_TEXT);
    expect(fake.requestsOf('GetParameter')).toEqual([
      { Name: '/auditor/slack', WithDecryption: 'true' },
    ]);
  });

  it.each([
    ['as it is', URL_TEXT],
    ['in an object', JSON.stringify({ url: URL_TEXT })],
  ])('comes from a secret that holds it %s', async (_, text) => {
    const { fake, read } = setUp(SECRET, secret(text));
    expect(await read()).toBe(URL_TEXT);
    expect(fake.requestsOf('GetSecretValue')).toEqual([{ SecretId: 'auditor/slack' }]);
  });

  it('is read again after five minutes, and not before', async () => {
    const { fake, read, after } = setUp(PARAMETER, parameter(URL_TEXT));
    await read();
    after(299_999);
    await read();
    expect(fake.requestsOf('GetParameter')).toHaveLength(1);
    after(1);
    await read();
    expect(fake.requestsOf('GetParameter')).toHaveLength(2);
  });

  it('may be on this very machine without encryption', async () => {
    const { read } = setUp(PARAMETER, parameter('http://127.0.0.1:8080/hook'));
    expect(await read()).toBe('http://127.0.0.1:8080/hook');
  });

  it.each([
    [PARAMETER, parameter('http://hooks.slack.com/planted')],
    [PARAMETER, parameter('planted')],
    [PARAMETER, parameter('')],
    [PARAMETER, json({})],
    [SECRET, secret('{"planted": ')],
    [SECRET, secret('{"address": "https://planted"}')],
    [SECRET, json({ SecretBinary: 'cGxhbnRlZA==' })],
  ])('is refused where it is none, without being shown', async (place, answer) => {
    const failure: unknown = await setUp(place, answer)
      .read()
      .catch((error: unknown) => error);
    expect(String(failure)).toMatch(
      /^WebhookUrlError: .*auditor\/slack holds no address that begins with https:/,
    );
    expect(String(failure)).not.toContain('planted');
  });

  it('says which parameter cannot be read, and why', async () => {
    const { read } = setUp(PARAMETER, jsonError('ParameterNotFound', 'no such parameter'));
    await expect(read()).rejects.toThrow(
      'The parameter /auditor/slack cannot be read: ParameterNotFound: no such parameter',
    );
  });
});
