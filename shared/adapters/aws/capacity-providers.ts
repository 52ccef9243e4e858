import { GetCapacityProviderCommand } from '@aws-sdk/client-lambda';
import { parseArn } from '../../model/arn.ts';
import type { Item } from '../../model/collections.ts';
import { capacityProviderArn } from '../../model/function-network.ts';
import { attempt } from './call.ts';
import type { PartContext } from './read-context.ts';

/** Reads each capacity provider that a function names: its network is the function's. */
export async function readCapacityProviders(
  context: PartContext,
  functions: readonly Item<'Functions'>[],
): Promise<void> {
  const arns = new Set(functions.map(capacityProviderArn).filter((arn) => arn !== undefined));
  context.reading.put('CapacityProviders', []);
  await Promise.all([...arns].map((arn) => readProvider(context, arn)));
}

async function readProvider(
  { clients, reading, lambdaInFlight }: PartContext,
  arn: string,
): Promise<void> {
  const name = parseArn(arn)?.resource.replace(/^capacity-provider:/, '') ?? arn;
  const answer = await lambdaInFlight(() =>
    attempt<unknown>(
      'lambda:GetCapacityProvider',
      async () =>
        (await clients.lambda.send(new GetCapacityProviderCommand({ CapacityProviderName: name })))
          .CapacityProvider,
      () => undefined,
    ),
  );
  if (!answer.known) reading.gap('CapacityProviders', answer, arn);
  else if (answer.value === undefined) reading.missing(arn);
  else reading.add('CapacityProviders', reading.parse('CapacityProviders', [answer.value]));
}
