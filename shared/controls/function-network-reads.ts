/**
 * What every control of functions rests on: which versions of a function are in use and what their
 * network settings are.
 */

/** The IAM actions that read the functions, the versions in use and their network settings. */
export const FUNCTION_NETWORK_FACTS = [
  'lambda:ListFunctions',
  'lambda:ListVersionsByFunction',
  'lambda:ListAliases',
  'lambda:ListProvisionedConcurrencyConfigs',
  'lambda:ListEventSourceMappings',
  'lambda:GetCapacityProvider',
] as const;

/** The changes that give a function, or a version in use, other network settings. */
export const FUNCTION_NETWORK_CHANGES = [
  'function',
  'function-version',
  'capacity-provider',
] as const;
