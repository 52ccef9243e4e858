import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { splitFunctionArn } from '../../model/arn.ts';
import type { Item } from '../../model/collections.ts';
import { attempt } from './call.ts';
import type { PartContext } from './read-context.ts';

type FunctionItem = Item<'Functions'>;

/** Whether the version has network settings, of its own or of a capacity provider. */
export function isAttached(item: FunctionItem): boolean {
  return (
    (item.VpcConfig?.SubnetIds ?? []).length > 0 ||
    item.CapacityProviderConfig?.LambdaManagedInstancesCapacityProviderConfig !== undefined
  );
}

/** Whether more is to be read of the version than the listing tells: it is attached and asked for. */
export function isWanted(context: PartContext, item: FunctionItem): boolean {
  return isAttached(item) && isAskedFor(context, item);
}

/** Whether somebody asked for the function of the version. */
export function isAskedFor({ scope }: PartContext, item: FunctionItem): boolean {
  return scope.isWanted?.(functionArnOf(item)) !== false;
}

/** Leaves what is read of one function by itself unread for those that nobody asked for. */
export function leaveUnread(context: PartContext, functions: readonly FunctionItem[]): void {
  const { reading } = context;
  const asked = functions.filter((item) => isAskedFor(context, item));
  const roles = new Set(asked.map(({ Role }) => Role));
  for (const item of functions.filter((one) => !isAskedFor(context, one))) {
    const functionArn = functionArnOf(item);
    reading.leave('Functions', functionArn, item.FunctionArn);
    for (const collection of OF_ONE_FUNCTION) reading.leave(collection, functionArn);
    if (item.Role !== undefined && !roles.has(item.Role)) {
      reading.leave('RoleDetailList', functionArn, item.Role);
    }
  }
}

const OF_ONE_FUNCTION = [
  'Aliases',
  'ProvisionedConcurrencyConfigs',
  'FunctionEventInvokeConfigs',
] as const;

/**
 * ListFunctions leaves out `State` and `LastUpdateStatus` with their reasons
 * (https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html). GetFunctionConfiguration gives
 * them for `$LATEST` and the versions in use, where there are network settings to judge. Where it is
 * refused, the gap is filed under the version's ARN and the listed settings stay.
 *
 * @param settled published versions as they were read before, by qualified ARN: those are not read again,
 *   unless another has come to bear the number since
 * @returns all functions, without those that were deleted since they were listed
 */
export async function readConfigurations(
  context: PartContext,
  functions: readonly FunctionItem[],
  versionsInUse: ReadonlySet<string>,
  settled: ReadonlyMap<string, FunctionItem> = new Map(),
): Promise<readonly FunctionItem[]> {
  const { progress } = context;
  const isSettled = ({ FunctionArn, LastModified }: FunctionItem): boolean =>
    LastModified !== undefined && settled.get(FunctionArn)?.LastModified === LastModified;
  const judged = new Set(
    functions.filter(
      (item) =>
        isWanted(context, item) &&
        (item.Version === '$LATEST' || (versionsInUse.has(item.FunctionArn) && !isSettled(item))),
    ),
  );
  let done = 0;
  const read = await Promise.all(
    functions.map(async (item) => {
      if (isSettled(item)) return settled.get(item.FunctionArn);
      if (!judged.has(item)) return item;
      const configuration = await readConfiguration(context, item);
      progress.count('function configurations', (done += 1), judged.size);
      return configuration;
    }),
  );
  const left = read.filter((item) => item !== undefined);
  const exists = new Set(left.filter((item) => item.Version === '$LATEST').map(functionArnOf));
  const listed = new Set(functions.filter((item) => item.Version === '$LATEST').map(functionArnOf));
  const deleted = (arn: string): boolean => listed.has(arn) && !exists.has(arn);
  return left.filter((item) => !deleted(functionArnOf(item)));
}

async function readConfiguration(
  { clients, reading, lambdaInFlight }: PartContext,
  item: FunctionItem,
): Promise<FunctionItem | undefined> {
  const answer = await lambdaInFlight(() =>
    attempt<unknown>(
      'lambda:GetFunctionConfiguration',
      () =>
        clients.lambda.send(
          new GetFunctionConfigurationCommand({
            FunctionName: functionArnOf(item),
            ...(item.Version !== '$LATEST' && { Qualifier: item.Version }),
          }),
        ),
      () => undefined,
    ),
  );
  if (!answer.known) {
    reading.gap('Functions', answer, item.FunctionArn);
    return item;
  }
  if (answer.value === undefined) {
    reading.missing(item.FunctionArn);
    return undefined;
  }
  const [configuration] = reading.parse('Functions', [answer.value], (problem) => {
    reading.refuse('Functions', problem, item.FunctionArn);
  });
  if (configuration === undefined) return item;
  return { ...configuration, ...(item.MasterArn !== undefined && { MasterArn: item.MasterArn }) };
}

function functionArnOf(item: FunctionItem): string {
  return splitFunctionArn(item.FunctionArn).functionArn;
}
