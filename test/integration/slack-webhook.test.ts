import { afterEach, describe, expect, it } from 'vitest';
import { slackWebhook } from '../../shared/adapters/http/slack-webhook.ts';
import { loopbackServer } from './loopback-server.ts';
import type { LoopbackAnswer } from './loopback-server.ts';

const MESSAGE = { text: 'Grüße → 🚨', blocks: [] };
const ok = { status: 200, body: 'ok' };
const busy = { status: 429, headers: { 'retry-after': '1' }, body: 'rate_limited' };

let close = () => Promise.resolve();
afterEach(() => close());

async function setUp(
  answers: readonly [LoopbackAnswer, ...LoopbackAnswer[]],
  timeoutMilliseconds = 2_000,
) {
  const server = await loopbackServer(answers);
  close = server.close;
  const webhook = slackWebhook({
    url: () => Promise.resolve(server.url),
    timeoutMilliseconds,
    pausesMilliseconds: [10, 10],
  });
  const post = async (): Promise<unknown> => {
    try {
      return await webhook.post(MESSAGE);
    } catch (error) {
      return error;
    }
  };
  return { server, post };
}

describe('a webhook of Slack', () => {
  it('is given the message as JSON', async () => {
    const { server, post } = await setUp([ok]);
    expect(await post()).toBeUndefined();
    expect(server.requests).toMatchObject([
      { method: 'POST', headers: { 'content-type': 'application/json; charset=utf-8' } },
    ]);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual(MESSAGE);
  });

  it('is left alone for as long as it asks', async () => {
    const { server, post } = await setUp([busy, ok]);
    const began = Date.now();
    expect(await post()).toBeUndefined();
    expect(Date.now() - began).toBeGreaterThanOrEqual(990);
    expect(server.requests).toHaveLength(2);
  });

  it('is not waited for longer than a function should', async () => {
    const { server, post } = await setUp([{ ...busy, headers: { 'retry-after': '3600' } }]);
    expect(await post()).toMatchObject({ name: 'WebhookError', permanent: false });
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, readonly [LoopbackAnswer, ...LoopbackAnswer[]]]>([
    ['fails itself', [{ status: 503, body: 'server_error' }, { status: 500 }, ok]],
    ['asks to wait without saying how long', [{ status: 429 }, ok]],
  ])('is tried again when it %s', async (_, answers) => {
    const { server, post } = await setUp(answers);
    expect(await post()).toBeUndefined();
    expect(server.requests).toHaveLength(answers.length);
  });

  it('is given up when it goes on failing', async () => {
    const { server, post } = await setUp([{ status: 500, body: 'fatal_error' }]);
    expect(await post()).toMatchObject({
      message: 'Slack failed: HTTP 500 fatal_error',
      permanent: false,
    });
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    [404, 'no_service', 'the webhook was removed or its address is wrong; create a new one'],
    [410, 'channel_is_archived', 'the channel of the webhook is gone'],
    [403, 'action_prohibited', 'an administrator of the workspace does not allow it'],
    [400, 'invalid_payload', 'HTTP 400 invalid_payload'],
    [302, '', 'HTTP 302'],
  ])('that answers %i %s is not tried again', async (status, body, said) => {
    const { server, post } = await setUp([{ status, body, headers: { location: '/elsewhere' } }]);
    const failure = await post();
    expect(failure).toMatchObject({ name: 'WebhookError', permanent: true });
    expect(String(failure)).toContain(said);
    expect(server.requests).toHaveLength(1);
  });

  it('that does not answer in time is tried again', async () => {
    const { server, post } = await setUp([{ status: 200, silent: true }, ok], 100);
    expect(await post()).toBeUndefined();
    expect(server.requests).toHaveLength(2);
  });

  it.each<[string, LoopbackAnswer]>([
    ['echoes its own address', { status: 400, body: 'http://127.0.0.1/services/planted' }],
    ['is silent', { status: 200, silent: true }],
  ])('that %s never shows its address', async (_, answer) => {
    const { post } = await setUp([answer], 50);
    const failure = await post();
    expect(failure).toBeInstanceOf(Error);
    expect(`${String(failure)} ${JSON.stringify(failure)}`).not.toContain('planted');
  });

  it('that cannot be reached never shows its address', async () => {
    const { server, post } = await setUp([ok]);
    await server.close();
    const failure = await post();
    expect(String(failure)).toBe('WebhookError: Slack cannot be reached (ECONNREFUSED)');
  });
});
