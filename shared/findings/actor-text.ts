import type { Actor } from '../events/change.ts';
import { parseArn } from '../model/arn.ts';
import { oneLine } from './limit-text.ts';

/** Who made a change, as people call each other, and how. */
export interface ActorText {
  /** `alice`, `alice@example.com`, `the root user`, `CloudFormation`. */
  readonly name: string;
  /** The role behind the session: `network-admin`. */
  readonly role?: string;
  /** The tool or service in between: `Terraform`, `the console`, `CloudFormation`. */
  readonly via?: string;
  /** The address the call came from. */
  readonly from?: string;
  /** Account of the caller, where it is not the one that was changed. */
  readonly otherAccount?: string;
}

/**
 * What CloudTrail says of the caller, put shortly. Undefined where it names nobody.
 *
 * @param accountId the account that was changed
 */
export function actorText(actor: Actor | undefined, accountId: string): ActorText | undefined {
  if (actor === undefined) return undefined;
  const named = nameOf(actor);
  if (named === undefined) return undefined;
  const via = viaOf(actor);
  const from = actor.sourceIpAddress;
  const other =
    actor.accountId !== undefined &&
    actor.accountId !== accountId &&
    named.name !== accountName(actor.accountId);
  return {
    ...named,
    ...(via !== undefined && via !== named.name && { via }),
    // Calls that a service makes come from its own name.
    ...(from !== undefined && ADDRESS.test(from) && { from }),
    ...(other && actor.accountId !== undefined && { otherAccount: actor.accountId }),
  };
}

/** `alice (role network-admin) via Terraform from 203.0.113.24` */
export function actorSentence({ name, role, via, from, otherAccount }: ActorText): string {
  const within = [
    ...(role === undefined ? [] : [`role ${role}`]),
    ...(otherAccount === undefined ? [] : [`account ${otherAccount}`]),
  ];
  return [
    name,
    ...(within.length === 0 ? [] : [`(${within.join(', ')})`]),
    ...(via === undefined ? [] : [`via ${via}`]),
    ...(from === undefined ? [] : [`from ${from}`]),
  ].join(' ');
}

const ADDRESS = /^[0-9a-f.:]+$/i;

/** Roles of IAM Identity Center carry the name of the permission set between a prefix and a hash. */
const IDENTITY_CENTER_ROLE = /^AWSReservedSSO_(?<name>.+)_[0-9a-f]{16}$/;

/** Names of sessions that a program gave itself: the role says more. */
const NOBODY = /^(?:aws-go-sdk-\d+|botocore-session-\d+|aws-sdk-[a-z]+-.*|i-[0-9a-f]{8,}|\d+)$/;

function nameOf(actor: Actor): { readonly name: string; readonly role?: string } | undefined {
  const { principalArn, type, invokedBy } = actor;
  if (type === 'Root') return { name: 'the root user' };
  const resource = principalArn === undefined ? undefined : parseArn(principalArn)?.resource;
  if (resource !== undefined) {
    const [kind, ...path] = resource.split('/');
    const last = oneLine(path.at(-1) ?? '');
    if (kind === 'assumed-role' && path.length > 1) {
      const written = oneLine(path[0] ?? '');
      const role = IDENTITY_CENTER_ROLE.exec(written)?.groups?.['name'] ?? written;
      return last === '' || NOBODY.test(last) ? { name: role } : { name: last, role };
    }
    return { name: last || oneLine(resource) };
  }
  if (invokedBy !== undefined) return { name: serviceName(invokedBy) };
  const id = actor.principalId?.split(':').at(-1);
  if (id !== undefined && id !== '') return { name: oneLine(id) };
  return actor.accountId === undefined ? undefined : { name: accountName(actor.accountId) };
}

function accountName(accountId: string): string {
  return `account ${accountId}`;
}

/** What users know by another name than its user agent's, most telling first. */
const TOOLS: readonly (readonly [RegExp, string])[] = [
  [/\bterraform\b/i, 'Terraform'],
  [/\bopentofu\b/i, 'OpenTofu'],
  [/\bpulumi\b/i, 'Pulumi'],
  [/\bansible\b/i, 'Ansible'],
  [/\bcrossplane\b/i, 'Crossplane'],
  [/\bcloudformation\.amazonaws\.com\b/, 'CloudFormation'],
  [/\baws-cdk\b/i, 'the CDK'],
  [/\bserverless\b/i, 'Serverless Framework'],
  [/^aws-cli\//i, 'the AWS CLI'],
  [/\bconsole(?:\.[a-z0-9-]+)?\.amazonaws\.com\b|^Mozilla\/|Console\//, 'the console'],
  [/^boto3\//i, 'boto3'],
  [/^aws-sdk-[a-z]+/i, 'an AWS SDK'],
];

function viaOf({ invokedBy, userAgent }: Actor): string | undefined {
  if (invokedBy !== undefined && invokedBy !== 'AWS Internal') return serviceName(invokedBy);
  return TOOLS.find(([pattern]) => userAgent !== undefined && pattern.test(userAgent))?.[1];
}

const SERVICES: Readonly<Record<string, string>> = {
  'cloudformation.amazonaws.com': 'CloudFormation',
  'servicecatalog.amazonaws.com': 'Service Catalog',
  'ssm.amazonaws.com': 'Systems Manager',
  'autoscaling.amazonaws.com': 'Auto Scaling',
  'rds.amazonaws.com': 'RDS',
  'lambda.amazonaws.com': 'Lambda',
  'ram.amazonaws.com': 'Resource Access Manager',
};

function serviceName(host: string): string {
  return SERVICES[host] ?? oneLine(host);
}
