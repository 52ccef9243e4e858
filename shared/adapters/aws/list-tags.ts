import { ListTagsCommand } from '@aws-sdk/client-lambda';
import { tagsOf } from '../../model/function-versions.ts';
import { attempt } from './call.ts';
import type { PartContext } from './read-context.ts';

/** The tags of one function, from Lambda itself; where they are refused, a gap says so. */
export async function listTags(
  { clients, reading, lambdaInFlight }: PartContext,
  functionArn: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const answer = await lambdaInFlight(() =>
    attempt(
      'lambda:ListTags',
      async () =>
        (await clients.lambda.send(new ListTagsCommand({ Resource: functionArn }))).Tags ?? {},
    ),
  );
  if (answer.known) return answer.value;
  reading.gap('Functions', answer, tagsOf(functionArn));
  return undefined;
}
