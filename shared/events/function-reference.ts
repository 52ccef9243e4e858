import { partitionOf } from '../model/arn.ts';

/** The account and region that a name without either belongs to. */
export interface NamePlace {
  readonly region: string;
  /** Undefined where the event hides it. */
  readonly accountId: string | undefined;
}

const PARTITION = /^aws[a-z-]*$/;
const REGION = /^[a-z]{2,}(?:-[a-z]+)+-\d[a-z]?$/;
const ACCOUNT_ID = /^\d{12}$/;

/** Accounts in ARNs may be masked: shortened ones still tell accounts apart, hyphens tell nothing. */
const DIGITS = /^\d+$/;

/** Lambda's names; at least one letter or digit, because tools that mask events write hyphens. */
const FUNCTION_NAME = /^(?=.*[A-Za-z0-9])[A-Za-z0-9_-]{1,140}$/;
const QUALIFIER = /^(?:\$LATEST|[A-Za-z0-9_-]{1,128})$/;

/** No reference is longer: Lambda's own limit for `FunctionName` is 170 characters. */
const LONGEST_REFERENCE = 256;

interface FunctionReference {
  readonly partition?: string | undefined;
  readonly region?: string | undefined;
  readonly accountId?: string | undefined;
  readonly name: string | undefined;
  readonly qualifier: string | undefined;
}

function parseFunctionArn(parts: readonly string[]): FunctionReference | undefined {
  const [, partition, service, region, accountId, resource, name, qualifier, ...more] = parts;
  if (service !== 'lambda' || resource !== 'function' || more.length > 0) return undefined;
  if (!PARTITION.test(partition ?? '') || !region) return undefined;
  return { partition, region, accountId, name, qualifier };
}

/** Each leading part may be left out, so a name is only taken for one where something follows. */
function parsePartialArn(parts: string[]): FunctionReference | undefined {
  const [first = '', second = ''] = parts;
  const beginsWithRegion =
    parts.length >= 3 && REGION.test(first) && (second === 'function' || ACCOUNT_ID.test(second));
  const region = beginsWithRegion ? parts.shift() : undefined;
  const accountId =
    parts.length >= 2 && ACCOUNT_ID.test(parts[0] ?? '') ? parts.shift() : undefined;
  if (parts.length >= 2 && parts[0] === 'function') parts.shift();
  const [name, qualifier, ...more] = parts;
  return more.length > 0 ? undefined : { region, accountId, name, qualifier };
}

/**
 * The function that a caller named: by name, by partial ARN (`123456789012:function:name`) or by ARN,
 * each with or without a qualifier (https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html).
 *
 * Answers the unqualified ARN; the bare name where the account is not known; undefined where the text
 * names no function. Parts that the text leaves out are taken from `place`.
 */
export function functionIdOf(text: string, place: NamePlace): string | undefined {
  if (text.length > LONGEST_REFERENCE) return undefined;
  const parts = text.split(':');
  const reference = parts[0] === 'arn' ? parseFunctionArn(parts) : parsePartialArn(parts);
  if (reference?.name === undefined || !FUNCTION_NAME.test(reference.name)) return undefined;
  const { name, qualifier } = reference;
  if (qualifier !== undefined && !QUALIFIER.test(qualifier)) return undefined;
  const accountId = reference.accountId ?? place.accountId;
  if (accountId === undefined || !DIGITS.test(accountId)) return name;
  const region = reference.region ?? place.region;
  const partition = reference.partition ?? partitionOf(region);
  return `arn:${partition}:lambda:${region}:${accountId}:function:${name}`;
}
