import {
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import { functionNameOf } from '../../model/arn.ts';
import { allPages } from './pages.ts';
import type { Page, Pages } from './pages.ts';
import type { PartClients } from './part-clients.ts';
import type { PartContext } from './read-context.ts';

export const LIST_FUNCTIONS = 'lambda:ListFunctions';
export const LIST_MAPPINGS = 'lambda:ListEventSourceMappings';
export const LIST_VERSIONS = 'lambda:ListVersionsByFunction';

/** Lambda never answers more functions, whatever is asked. */
const FUNCTIONS = 50;
const MAPPINGS = 100;

type Client = PartClients['lambda'];

/** @param MasterRegion lists the Lambda@Edge functions of that region instead */
export async function functionsPage(
  client: Client,
  Marker: string | undefined,
  MasterRegion?: string,
): Promise<Page> {
  const answer = await client.send(
    new ListFunctionsCommand({ FunctionVersion: 'ALL', MaxItems: FUNCTIONS, Marker, MasterRegion }),
  );
  return { items: answer.Functions, next: answer.NextMarker };
}

/** All functions with all versions, or the Lambda@Edge functions of a master region. */
export function listFunctions(
  { clients, lambdaInFlight }: PartContext,
  masterRegion?: string,
): Promise<Pages> {
  return lambdaInFlight(() =>
    allPages(LIST_FUNCTIONS, (marker) => functionsPage(clients.lambda, marker, masterRegion)),
  );
}

/**
 * All versions of one function, `$LATEST` among them. It is asked for by its name, since there are
 * emulators that know it by no other.
 */
export async function versionsPage(
  client: Client,
  functionArn: string,
  Marker: string | undefined,
): Promise<Page> {
  const FunctionName = functionNameOf(functionArn);
  const answer = await client.send(
    new ListVersionsByFunctionCommand({ FunctionName, MaxItems: FUNCTIONS, Marker }),
  );
  return { items: answer.Versions, next: answer.NextMarker };
}

/** @param FunctionName an ARN; those of its aliases and versions are asked for by theirs */
export async function mappingsPage(
  client: Client,
  Marker: string | undefined,
  FunctionName?: string,
): Promise<Page> {
  const answer = await client.send(
    new ListEventSourceMappingsCommand({ Marker, MaxItems: MAPPINGS, FunctionName }),
  );
  return { items: answer.EventSourceMappings, next: answer.NextMarker };
}
