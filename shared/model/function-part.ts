import { splitFunctionArn } from './arn.ts';
import { capacityProviderArn } from './function-network.ts';
import type { FunctionConfiguration } from './lambda.ts';
import type { SnapshotPart } from './snapshot-part.ts';

/** What versions of a function refer to: each list sorted, without doubles. */
export interface FunctionReferences {
  readonly roleArns: readonly string[];
  readonly capacityProviderArns: readonly string[];
  /** Of their own network settings; those of a capacity provider are the provider's. */
  readonly subnetIds: readonly string[];
}

/** What the versions refer to, together. */
export function referencesOf(versions: readonly FunctionConfiguration[]): FunctionReferences {
  return {
    roleArns: distinct(versions.map(({ Role }) => Role)),
    capacityProviderArns: distinct(versions.map(capacityProviderArn)),
    subnetIds: distinct(versions.flatMap(({ VpcConfig }) => VpcConfig?.SubnetIds ?? [])),
  };
}

function distinct(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))].toSorted();
}

/**
 * What a part says of one function: its versions and what uses and surrounds them, with their gaps. A
 * listing of functions that was cut short says nothing of those that it holds; any other collection
 * that was not read whole may lack what is this function's.
 *
 * @param functionArn unqualified
 */
export function functionPart(part: SnapshotPart, functionArn: string): SnapshotPart {
  const isOwn = (arn: string | undefined) =>
    arn !== undefined && splitFunctionArn(arn).functionArn === functionArn;
  const {
    Functions,
    Aliases,
    ProvisionedConcurrencyConfigs,
    EventSourceMappings,
    FunctionEventInvokeConfigs,
  } = part.collections;
  const collections = {
    ...(Functions && { Functions: Functions.filter((one) => isOwn(one.FunctionArn)) }),
    ...(Aliases && { Aliases: Aliases.filter((one) => isOwn(one.AliasArn)) }),
    ...(ProvisionedConcurrencyConfigs && {
      ProvisionedConcurrencyConfigs: ProvisionedConcurrencyConfigs.filter((one) =>
        isOwn(one.FunctionArn),
      ),
    }),
    ...(EventSourceMappings && {
      EventSourceMappings: EventSourceMappings.filter((one) => isOwn(one.FunctionArn)),
    }),
    ...(FunctionEventInvokeConfigs && {
      FunctionEventInvokeConfigs: FunctionEventInvokeConfigs.filter((one) =>
        isOwn(one.FunctionArn),
      ),
    }),
  };
  return {
    collections,
    gaps: part.gaps.filter(({ collection, of }) =>
      of === undefined
        ? OF_FUNCTION.has(collection) && collection !== 'Functions'
        : OF_FUNCTION.has(collection) && isOwn(of.split(' ')[0]),
    ),
    notFound: part.notFound.filter((id) => isOwn(id)),
  };
}

const OF_FUNCTION: ReadonlySet<string> = new Set([
  'Functions',
  'Aliases',
  'ProvisionedConcurrencyConfigs',
  'EventSourceMappings',
  'FunctionEventInvokeConfigs',
]);
