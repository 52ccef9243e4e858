import { ListGroupsForUserCommand } from '@aws-sdk/client-iam';
import { allPages } from './pages.ts';
import { GROUP, IAM_PAGE, page } from './principal-calls.ts';
import { readPrincipal } from './principal.ts';
import type { ReadContext } from './read-context.ts';

/** Joins the groups of the users that were read, and reads the groups' policies. */
export async function readGroupsOf(
  context: ReadContext,
  userArns: readonly string[],
): Promise<void> {
  if (userArns.length === 0) return;
  const { clients, reading, inFlight } = context;
  const wanted = new Set(userArns);
  const groupArns = new Set<string>();
  const users = await Promise.all(
    reading
      .items('UserDetailList')
      .filter((user) => wanted.has(user.Arn))
      .map(async (user) => {
        const { UserName } = user;
        const { items, gap } = await inFlight(() =>
          allPages('iam:ListGroupsForUser', async (Marker) => {
            const answer = await clients.iam.send(
              new ListGroupsForUserCommand({ UserName, Marker, MaxItems: IAM_PAGE }),
            );
            return page(answer.Groups, answer);
          }),
        );
        if (gap !== undefined) {
          reading.gap('UserDetailList', gap, user.Arn);
          return [];
        }
        for (const group of items) if (group.Arn !== undefined) groupArns.add(group.Arn);
        return [{ ...user, GroupList: items.map((group) => group.GroupName ?? '') }];
      }),
  );
  reading.put('UserDetailList', users.flat());
  await Promise.all([...groupArns].map((arn) => readPrincipal(context, GROUP, arn)));
}
