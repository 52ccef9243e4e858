import { ListFunctionEventInvokeConfigsCommand } from '@aws-sdk/client-lambda';
import { actionPatternCovers } from '../../iam/pattern-cover.ts';
import type { GrantedAction } from '../../iam/role-grants.ts';
import { grantsOfRole } from '../../iam/role-policies.ts';
import { splitFunctionArn } from '../../model/arn.ts';
import { Snapshot } from '../../model/snapshot.ts';
import { ANY_DELIVERY } from '../../needs/lambda-own-calls.ts';
import { isWanted } from './function-configurations.ts';
import { allPages } from './pages.ts';
import type { PartContext, PartStep } from './read-context.ts';

/**
 * Where Lambda delivers the results of asynchronous invocations. A call for each function, out of
 * Lambda's scarce quota, so that only functions are asked whose role may deliver to one named resource:
 * only such a permission can be Lambda's own and no need of the code. Nothing is missing where the role
 * could not be read either, for its needs are unknown then.
 */
export const readInvokeConfigs: PartStep = async (context) => {
  const { reading, progress, region, identity } = context;
  const { gaps, notFound } = reading.part();
  const collections = {
    RoleDetailList: reading.items('RoleDetailList'),
    Policies: reading.items('Policies'),
  };
  const snapshot = new Snapshot({
    ...identity,
    region,
    capturedAt: '',
    collections,
    gaps,
    notFound,
  });
  const wanted = reading.items('Functions').filter((item) => isWanted(context, item));
  const asked = new Set(
    wanted
      .filter(({ Role }) => Role !== undefined && mayDeliver(snapshot, Role))
      .map((item) => splitFunctionArn(item.FunctionArn).functionArn),
  );
  reading.put('FunctionEventInvokeConfigs', []);
  let done = 0;
  await Promise.all(
    [...asked].map(async (functionArn) => {
      await readInvokeConfigsOf(context, functionArn);
      progress.count('destinations of functions', (done += 1), asked.size);
    }),
  );
};

/**
 * Whether only the destinations can tell what the role is for. One that allows "everything" tells
 * nothing of needs, whatever Lambda does with it.
 */
export function mayDeliver(snapshot: Snapshot, roleArn: string): boolean {
  const role = grantsOfRole(snapshot, roleArn);
  if (!role.known) return false;
  const { grants, unreadable } = role.value;
  return grants.openBecause.length <= unreadable.length && grants.actions.some(isDelivery);
}

function isDelivery({ pattern, resources }: GrantedAction): boolean {
  const isNamed = resources.patterns.some((one) => !/[*?]/.test(one.replace(/[/:]\*$/, '')));
  return (
    !resources.negated &&
    isNamed &&
    ANY_DELIVERY.actions.some((action) => actionPatternCovers(action, pattern))
  );
}

/** Reads the destinations of one function, whatever its role may do. */
export async function readInvokeConfigsOf(
  { clients, reading, lambdaInFlight }: PartContext,
  FunctionName: string,
): Promise<void> {
  const { items, gap } = await lambdaInFlight(() =>
    allPages('lambda:ListFunctionEventInvokeConfigs', async (Marker) => {
      const answer = await clients.lambda.send(
        new ListFunctionEventInvokeConfigsCommand({ FunctionName, Marker, MaxItems: 50 }),
      );
      return { items: answer.FunctionEventInvokeConfigs, next: answer.NextMarker };
    }),
  );
  if (gap !== undefined) reading.gap('FunctionEventInvokeConfigs', gap, FunctionName);
  const configs = reading.parse('FunctionEventInvokeConfigs', items);
  reading.add('FunctionEventInvokeConfigs', configs);
}
