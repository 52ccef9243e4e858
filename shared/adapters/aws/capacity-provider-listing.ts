import { ListCapacityProvidersCommand } from '@aws-sdk/client-lambda';
import { allPages } from './pages.ts';
import type { PartStep } from './read-context.ts';

/** Every capacity provider of the region. */
export const readAllCapacityProviders: PartStep = async ({ clients, reading, lambdaInFlight }) => {
  const pages = await lambdaInFlight(() =>
    allPages('lambda:ListCapacityProviders', async (Marker) => {
      const answer = await clients.lambda.send(
        new ListCapacityProvidersCommand({ Marker, MaxItems: 50 }),
      );
      return { items: answer.CapacityProviders, next: answer.NextMarker };
    }),
  );
  reading.list('CapacityProviders', pages);
};
