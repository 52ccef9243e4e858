import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import type { SNSClient } from '@aws-sdk/client-sns';
import { DescribeParametersCommand } from '@aws-sdk/client-ssm';
import type { SlackWebhook, Subscription } from '../../../deployment/deployment-facts.ts';
import { known } from '../../../model/fact.ts';
import type { Fact } from '../../../model/fact.ts';
import { attempt } from '../call.ts';
import type { HomeClients } from './clients.ts';

/** Who hears of alerts. What stands in a URL behind the host may be a secret. */
export function readSubscriptions(
  client: SNSClient,
  TopicArn: string,
): Promise<Fact<readonly Subscription[]>> {
  return attempt('sns:ListSubscriptionsByTopic', async () => {
    const all: Subscription[] = [];
    let NextToken: string | undefined;
    do {
      const answer = await client.send(
        new ListSubscriptionsByTopicCommand({ TopicArn, NextToken }),
      );
      for (const { Protocol = '', Endpoint = '', SubscriptionArn = '' } of answer.Subscriptions ??
        []) {
        all.push({
          protocol: Protocol,
          endpoint: Protocol.startsWith('http') ? hostOf(Endpoint) : Endpoint,
          confirmed: SubscriptionArn.startsWith('arn:'),
        });
      }
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);
    return all;
  });
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that is no URL';
}

/** Whether the parameter or secret with the webhook's URL exists; its value is not read. */
export async function readSlackWebhook(
  { ssm, secrets }: Pick<HomeClients, 'ssm' | 'secrets'>,
  outputs: Readonly<Record<string, string>>,
): Promise<Fact<SlackWebhook | undefined>> {
  const parameter = outputs['SlackWebhookParameter'];
  const secret = outputs['SlackWebhookSecret'];
  if (parameter) {
    return attempt('ssm:DescribeParameters', async () => {
      const filter = { Key: 'Name', Option: 'Equals', Values: [parameter] };
      const answer = await ssm.send(new DescribeParametersCommand({ ParameterFilters: [filter] }));
      const exists = (answer.Parameters ?? []).some(({ Name }) => Name === parameter);
      return { kind: 'parameter', name: parameter, exists };
    });
  }
  if (!secret) return known(undefined);
  return attempt<SlackWebhook>(
    'secretsmanager:DescribeSecret',
    async () => {
      const { DeletedDate } = await secrets.send(new DescribeSecretCommand({ SecretId: secret }));
      return { kind: 'secret', name: secret, exists: DeletedDate === undefined };
    },
    () => ({ kind: 'secret', name: secret, exists: false }),
  );
}
