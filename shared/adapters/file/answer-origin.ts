import { parseArn } from '../../model/arn.ts';

/**
 * Which account and region an item of an AWS answer speaks of, from the fields that name its own ARN,
 * zone or owner. ARNs of other things it mentions (layers, event sources, targets) may be of another
 * account and are not looked at.
 */

export interface ItemOrigin {
  readonly region?: string;
  /** Account of the function: outranks owners, since a shared VPC belongs to another account. */
  readonly functionAccount?: string;
  readonly ownerAccount?: string;
  /** Region in the name of a service; an endpoint can reach a service of another region. */
  readonly serviceRegion?: string;
}

const FUNCTION_ARNS = ['FunctionArn', 'AliasArn', 'CapacityProviderArn'] as const;
const OWN_ARNS = [
  'SubnetArn',
  'SecurityGroupArn',
  'PrefixListArn',
  'DBInstanceArn',
  'DBClusterArn',
  'DBProxyArn',
  'AccessPointArn',
  'QuotaArn',
  'Arn',
  'ARN',
] as const;
const OWNERS = ['OwnerId', 'AwsAccountId'] as const;
const REGIONS = ['RegionName', 'AwsRegion'] as const;
const SERVICE_NAMES = ['ServiceName', 'PrefixListName'] as const;

const ACCOUNT_ID = /^\d{12}$/;
const REGION =
  /(?:af|ap|ca|cn|eu|eusc|il|me|mx|sa|us)(?:-(?:gov|iso[a-z]?|de))?-(?:central|east|west|(?:north|south)(?:east|west)?)-\d/;
const REGION_NAME = new RegExp(`^${REGION.source}$`);
const REGION_WITHIN = new RegExp(`(?<![a-z0-9])${REGION.source}(?![a-z0-9])`);

/** The account whose credentials were used, where the answer is that of `sts get-caller-identity`. */
export function callerAccount(answer: Readonly<Record<string, unknown>>): string | undefined {
  const { Account, Arn, UserId } = answer;
  const isIdentity = [Account, Arn, UserId].every((field) => typeof field === 'string');
  return isIdentity && ACCOUNT_ID.test(String(Account)) ? String(Account) : undefined;
}

/** What one item, as it was printed, says of its origin. */
export function originOfItem(item: Readonly<Record<string, unknown>>): ItemOrigin {
  const ofFunction = arnIn(item, FUNCTION_ARNS);
  const own = arnIn(item, OWN_ARNS);
  const placement = item['Placement'];
  const zone =
    textIn(item, 'AvailabilityZone') ??
    (isRecord(placement) ? textIn(placement, 'AvailabilityZone') : undefined);
  const region =
    ofFunction?.region ||
    own?.region ||
    (zone && regionOfZone(zone)) ||
    REGIONS.map((field) => textIn(item, field)).find((text) => text !== undefined);
  const owners = [...OWNERS.map((field) => textIn(item, field)), own?.accountId];
  const ownerAccount = owners.find((text) => text !== undefined && ACCOUNT_ID.test(text));
  const serviceRegion = SERVICE_NAMES.map((field) => textIn(item, field)?.split('.')[2]).find(
    (text) => text !== undefined && REGION_NAME.test(text),
  );
  return {
    ...(region && { region }),
    ...(ofFunction && { functionAccount: ofFunction.accountId }),
    ...(ownerAccount && { ownerAccount }),
    ...(serviceRegion && { serviceRegion }),
  };
}

/** The region that stands in the name of a file or folder: `us-east-1`, `prod_us-east-1_vpcs.json`. */
export function regionInName(name: string): string | undefined {
  return REGION_WITHIN.exec(name)?.[0];
}

/** The region and account that folders are named after, the innermost first. */
export function originOfFolder(folder: string): { region?: string; accountId?: string } {
  const names = folder.split(/[/\\]/).toReversed();
  const region = names.map(regionInName).find((name) => name !== undefined);
  const accountId = names.find((name) => ACCOUNT_ID.test(name));
  return { ...(region && { region }), ...(accountId && { accountId }) };
}

/** Whether a key is the name of a region or the id of an account. */
export function isPlaceName(key: string | number): key is string {
  return typeof key === 'string' && (REGION_NAME.test(key) || ACCOUNT_ID.test(key));
}

/** Zone names begin with their region's: `us-east-1a`, `us-east-1-bos-1a`, `us-east-1-wl1-bos-wlz-1`. */
function regionOfZone(zone: string): string | undefined {
  return /^([a-z]+(?:-[a-z]+)+-\d)(?:[a-z]$|-)/.exec(zone)?.[1];
}

function arnIn(item: Readonly<Record<string, unknown>>, fields: readonly string[]) {
  for (const field of fields) {
    const arn = parseArn(textIn(item, field) ?? '');
    if (arn !== undefined) return arn;
  }
  return undefined;
}

function textIn(item: Readonly<Record<string, unknown>>, field: string): string | undefined {
  const value = item[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Whether a JSON value is an object, as every AWS answer is. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
