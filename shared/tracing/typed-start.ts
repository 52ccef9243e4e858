import { functionNameOf, splitFunctionArn } from '../model/arn.ts';
import type { EnvironmentReference } from '../model/environment.ts';
import { known, reasonText, unknown } from '../model/fact.ts';
import { functionNetwork } from '../model/function-network.ts';
import type { AttachedNetwork } from '../model/function-network.ts';
import { functionVersions } from '../model/function-versions.ts';
import type { FunctionConfiguration } from '../model/lambda.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { FlowSource } from '../network/flow.ts';

/** Where the flows of a trace start. */
export interface TraceStart {
  /** What a person calls it: the function's name with its version, or the subnet. */
  readonly name: string;
  /** One for each subnet; never empty. */
  readonly sources: readonly FlowSource[];
  /** What the function's environment names. */
  readonly references: readonly EnvironmentReference[];
  /** The proxy that the function's environment tells it to use. */
  readonly proxy?: string;
}

/** Why a text is no start: one sentence that says what to type instead. */
export interface StartProblem {
  readonly problem: string;
}

/**
 * What a person means by the start of a trace: a function by name or ARN, with a version or alias
 * (`orders:prod`) or without one, or a subnet with the security groups of what sends from it.
 */
export function typedStart(
  snapshot: Snapshot,
  text: string,
  securityGroupIds: readonly string[] = [],
): TraceStart | StartProblem {
  if (text.startsWith('subnet-')) return subnetStart(snapshot, text, securityGroupIds);
  if (securityGroupIds.length > 0) {
    return { problem: '--security-group goes with a subnet: a function has its own groups' };
  }
  const configuration = functionNamed(snapshot, text);
  return 'problem' in configuration ? configuration : functionStart(snapshot, configuration);
}

/** The start of a trace from all subnets of one version of a function. */
export function functionStart(
  snapshot: Snapshot,
  configuration: FunctionConfiguration,
): TraceStart | StartProblem {
  const network = functionNetwork(snapshot, configuration);
  const { FunctionName, Version } = configuration;
  const name = Version === '$LATEST' ? FunctionName : `${FunctionName}:${Version}`;
  if (network.source === 'NONE') {
    return {
      problem: `${name} is not attached to a VPC: Lambda's own network takes it to the internet, and to nothing inside a VPC`,
    };
  }
  const { vpcId, subnetIds } = network;
  if (!subnetIds.known) {
    return { problem: `the subnets of ${name} are not known: ${reasonText(subnetIds.reason)}` };
  }
  if (vpcId === undefined) {
    return { problem: `the VPC of ${name} is not known: none of its subnets was read` };
  }
  const references = configuration.Environment?.References ?? [];
  const proxy = references.find((one) => PROXY_VARIABLE.test(one.Variable) && one.Host)?.Host;
  return {
    name,
    sources: subnetIds.value.map((subnetId) => sourceIn(network, vpcId, subnetId)),
    references,
    ...(proxy !== undefined && { proxy }),
  };
}

/** The variables that HTTP clients look at; upper and lower case are both in use. */
const PROXY_VARIABLE = /^(?:https?|all)_proxy$/i;

function sourceIn(network: AttachedNetwork, vpcId: string, subnetId: string): FlowSource {
  const { ipv6Allowed, securityGroupIds, source } = network;
  return {
    vpcId,
    subnetId,
    sender: source === 'CAPACITY_PROVIDER' ? 'managed-instance' : 'function',
    securityGroupIds,
    ...(ipv6Allowed.known && { ipv6Allowed: ipv6Allowed.value }),
  };
}

/** The sender is taken for a function: a network interface without a public address. */
function subnetStart(
  snapshot: Snapshot,
  subnetId: string,
  securityGroupIds: readonly string[],
): TraceStart | StartProblem {
  const subnet = snapshot.get('Subnets', subnetId);
  if (!subnet.known) return { problem: `${subnetId} is not known: ${reasonText(subnet.reason)}` };
  if (subnet.value === undefined) return { problem: `${subnetId} does not exist` };
  const { VpcId: vpcId } = subnet.value;
  const groups =
    securityGroupIds.length > 0
      ? known(securityGroupIds)
      : unknown({ kind: 'opaque', detail: 'no security group was given: add --security-group' });
  return {
    name: subnetId,
    sources: [{ vpcId, subnetId, sender: 'function', securityGroupIds: groups }],
    references: [],
  };
}

function functionNamed(snapshot: Snapshot, text: string): FunctionConfiguration | StartProblem {
  const { functionArn, qualifier } = text.startsWith('arn:')
    ? splitFunctionArn(text)
    : splitName(text);
  const found = [...functionVersions(snapshot).values()].find(
    (one) => one.functionArn === functionArn || functionNameOf(one.functionArn) === functionArn,
  );
  if (found === undefined) return { problem: notFound(snapshot, text) };
  const version = versionOf(snapshot, found.functionArn, qualifier);
  const all = found.latest === undefined ? found.published : [found.latest, ...found.published];
  return (
    all.find((one) => one.Version === version) ?? {
      problem: `${functionArn} has no version or alias ${version} that was read`,
    }
  );
}

function splitName(text: string): { functionArn: string; qualifier?: string } {
  const [functionArn = text, qualifier] = text.split(':');
  return qualifier === undefined ? { functionArn } : { functionArn, qualifier };
}

function versionOf(snapshot: Snapshot, functionArn: string, qualifier: string | undefined): string {
  if (qualifier === undefined) return '$LATEST';
  const alias = snapshot
    .seen('Aliases')
    .find((one) => one.AliasArn === `${functionArn}:${qualifier}`);
  return alias?.FunctionVersion ?? qualifier;
}

function notFound(snapshot: Snapshot, text: string): string {
  const functions = snapshot.all('Functions');
  const why = functions.known
    ? `there is none in ${snapshot.region}`
    : reasonText(functions.reason);
  return `${text} is no function that was read (${why}), and no subnet id`;
}
