import type { OptionSpecs, PositionalSpec } from './arguments.ts';
import type { OptionPair } from './option-pairs.ts';

/**
 * The command line as data: what the parser accepts and the help prints. Only a command that is run is
 * loaded, so that `--help` and `--version` answer at once.
 */

export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  readonly positional?: PositionalSpec;
  readonly options: OptionSpecs;
  /** Which options mean something only beside, or without, which others. */
  readonly pairs: readonly OptionPair[];
  /** Paragraphs, and tables of two columns, after the options. */
  readonly notes: readonly (string | readonly (readonly [string, string])[])[];
  readonly examples: readonly string[];
  /** What exit code 3 says, where the command looks for something. */
  readonly findings?: string;
}

const SOURCE_OPTIONS = {
  region: {
    type: 'string',
    placeholder: 'region',
    multiple: true,
    description: 'region to read; repeat it for several. Default: the region of the AWS settings',
  },
  profile: {
    type: 'string',
    placeholder: 'name',
    description: 'profile of the AWS settings whose credentials are used',
  },
  'lambda-rate': {
    type: 'string',
    placeholder: 'number',
    default: '5',
    description: "Lambda calls a second, 1 to 15: the account's whole quota is 15",
  },
} as const satisfies OptionSpecs;

/** Options that only a live account heeds. */
const LIVE_ONLY = (['profile', 'lambda-rate'] as const).map((option): OptionPair => ({
  option,
  goes: 'without',
  other: 'snapshot',
  because: 'it is for the live account',
}));

const CONFIG = {
  config: {
    type: 'string',
    placeholder: 'file',
    description: 'configuration file (YAML): parameters, severities, exceptions',
  },
} as const satisfies OptionSpecs;

const SNAPSHOT = {
  type: 'string',
  placeholder: 'file|folder',
  description: 'snapshot file, or folder of answers as the AWS CLI prints them',
} as const;

export const AUDIT_SPEC = {
  name: 'audit',
  summary: 'Judge the functions and VPCs of an account',
  options: {
    snapshot: { ...SNAPSHOT, description: `${SNAPSHOT.description}; else the live account` },
    ...SOURCE_OPTIONS,
    function: {
      type: 'string',
      placeholder: 'name|ARN',
      multiple: true,
      description: 'only this function and the VPC, groups and endpoints around it; repeatable',
    },
    vpc: {
      type: 'string',
      placeholder: 'id',
      multiple: true,
      description: 'only what is in this VPC; repeatable',
    },
    control: {
      type: 'string',
      placeholder: 'name',
      multiple: true,
      description: 'only this control; repeatable',
    },
    ...CONFIG,
    format: {
      type: 'string',
      placeholder: 'format',
      choices: ['table', 'json', 'asff', 'csv', 'sarif'],
      default: 'table',
      description: 'table, json, asff (Security Hub), csv or sarif',
    },
    output: {
      type: 'string',
      placeholder: 'file',
      description: 'write the report there instead of to standard output',
    },
    'fail-on': {
      type: 'string',
      placeholder: 'severity',
      choices: ['low', 'medium', 'high', 'never'],
      default: 'never',
      description: 'exit with 3 for findings of this severity or worse: low, medium, high, never',
    },
    all: { type: 'boolean', description: 'table: show also what passed and does not apply' },
  },
  pairs: [...LIVE_ONLY, { option: 'all', goes: 'with', other: 'format', values: ['table'] }],
  notes: [
    'Findings that an exception of the configuration covers do not count for --fail-on.',
    'The live account is read with the usual AWS credentials, read-only.',
  ],
  examples: [
    'lambda-vpc-auditor audit --region eu-west-1',
    'lambda-vpc-auditor audit --snapshot answers/ --format json --output report.json',
    'lambda-vpc-auditor audit --snapshot account.json --fail-on medium',
  ],
  findings: 'findings at or above --fail-on',
} as const satisfies CommandSpec;

export const COLLECT_SPEC = {
  name: 'collect',
  summary: 'Read a live account into a snapshot file',
  options: {
    output: { type: 'string', placeholder: 'file', description: 'the file to write (required)' },
    ...SOURCE_OPTIONS,
  },
  pairs: [],
  notes: [
    'Environment variables of functions are reduced to hosts, ports and ARNs as they are read.',
    'What may not be read is recorded in the file as unknown, with the missing permission.',
  ],
  examples: ['lambda-vpc-auditor collect --region eu-west-1 --output account.json'],
} as const satisfies CommandSpec;

export const REPLAY_SPEC = {
  name: 'replay',
  summary: 'Say what a CloudTrail event changes, and what follows',
  positional: {
    name: 'event.json',
    description: 'a CloudTrail record, or the EventBridge event around it',
    required: true,
  },
  options: {
    snapshot: { ...SNAPSHOT, description: `${SNAPSHOT.description}: the state of the account` },
    region: {
      type: 'string',
      placeholder: 'region',
      description: 'region of a folder whose answers do not name one',
    },
    ...CONFIG,
    format: {
      type: 'string',
      placeholder: 'format',
      choices: ['text', 'json'],
      default: 'text',
      description: 'text or json',
    },
  },
  pairs: [
    { option: 'region', goes: 'with', other: 'snapshot' },
    { option: 'config', goes: 'with', other: 'snapshot' },
  ],
  notes: ['Without --snapshot there is nothing to judge: only the change and the ids it names.'],
  examples: ['lambda-vpc-auditor replay event.json --snapshot account.json'],
} as const satisfies CommandSpec;

export const TRACE_SPEC = {
  name: 'trace',
  summary: 'Follow a flow from a function to a destination, hop by hop, and back',
  options: {
    from: {
      type: 'string',
      placeholder: 'function|subnet',
      description: 'where it starts: a function (name, name:alias or ARN), or a subnet id',
    },
    'security-group': {
      type: 'string',
      placeholder: 'id',
      multiple: true,
      description: 'from a subnet: a security group of what sends there; repeatable',
    },
    to: {
      type: 'string',
      placeholder: 'destination',
      description: 'host, URL, address, AWS service (sqs, kinesis-streams) or "internet"',
    },
    port: {
      type: 'string',
      placeholder: 'number',
      description: 'TCP port. Default: that of the destination, else 443',
    },
    snapshot: { ...SNAPSHOT, description: `${SNAPSHOT.description}; else the live account` },
    ...SOURCE_OPTIONS,
    ...CONFIG,
    format: {
      type: 'string',
      placeholder: 'format',
      choices: ['text', 'json', 'svg'],
      default: 'text',
      description: 'text, json or svg (a picture)',
    },
    output: {
      type: 'string',
      placeholder: 'file',
      description: 'write the result there instead of to standard output',
    },
  },
  pairs: LIVE_ONLY,
  notes: [
    'Lambda uses every subnet of a function, so the answer is REACHED only where each of them gets there. Exit code 0 means that the question was answered: read the disposition with --format json.',
    'Nothing is sent: the path follows from what AWS says about the network.',
  ],
  examples: [
    'lambda-vpc-auditor trace --from orders --to sqs',
    'lambda-vpc-auditor trace --from orders --to 10.0.3.7 --port 5432 --format svg --output path.svg',
    'lambda-vpc-auditor trace --from subnet-0a --security-group sg-0b --to 8.8.8.8 --snapshot answers/',
  ],
} as const satisfies CommandSpec;

export const CONTROLS_SPEC = {
  name: 'controls',
  summary: 'List the controls, or explain one with its parameters',
  positional: { name: 'name', description: 'the name of a control', required: false },
  options: {
    format: {
      type: 'string',
      placeholder: 'format',
      choices: ['text', 'json'],
      default: 'text',
      description: 'text or json',
    },
  },
  pairs: [],
  notes: [],
  examples: ['lambda-vpc-auditor controls function-multi-az'],
} as const satisfies CommandSpec;

export const POLICY_SPEC = {
  name: 'policy',
  summary: 'Print the policy that prevents what the lists forbid, or check one',
  options: {
    config: {
      type: 'string',
      placeholder: 'file',
      description:
        'configuration file (YAML) with the lists of the function-…-allowed controls and of function-vpc-attached',
    },
    kind: {
      type: 'string',
      placeholder: 'kind',
      choices: ['scp', 'iam', 'hardening', 'endpoint'],
      default: 'scp',
      description:
        'scp (denies, for an organization), iam (allows, for who deploys), hardening (denies network interface actions to function code, for execution roles); with --check: scp, iam or endpoint',
    },
    function: {
      type: 'string',
      placeholder: 'ARN',
      multiple: true,
      description: 'hardening: a function with the role; repeat it for all of them',
    },
    snapshot: {
      ...SNAPSHOT,
      description: `${SNAPSHOT.description}: where lists by tag are looked up`,
    },
    region: {
      type: 'string',
      placeholder: 'region',
      description: 'region of a folder whose answers do not name one',
    },
    output: {
      type: 'string',
      placeholder: 'folder',
      description: 'write each policy there as <kind>-<number>.json instead of to standard output',
    },
    check: {
      type: 'string',
      placeholder: 'file',
      description: 'check this policy instead of printing one',
    },
    format: {
      type: 'string',
      placeholder: 'format',
      choices: ['text', 'json'],
      default: 'text',
      description: 'of --check: text or json',
    },
  },
  pairs: [
    { option: 'check', goes: 'with', other: 'kind', values: ['scp', 'iam', 'endpoint'] },
    { option: 'kind', value: 'endpoint', goes: 'with', other: 'check' },
    { option: 'function', goes: 'with', other: 'kind', values: ['hardening'] },
    { option: 'config', goes: 'without', other: 'kind', values: ['hardening', 'endpoint'] },
    { option: 'snapshot', goes: 'without', other: 'kind', values: ['hardening'] },
    { option: 'snapshot', goes: 'without', other: 'check' },
    { option: 'region', goes: 'with', other: 'snapshot' },
    { option: 'output', goes: 'without', other: 'check', because: 'it is for policies to print' },
    { option: 'format', goes: 'with', other: 'check', because: 'a policy is always JSON' },
  ],
  notes: [
    'A policy is printed alone on standard output, as JSON ready to paste; notes go to standard error.',
    'Lists that exceed the size limit of a service control policy are split: standard output is then a JSON array of policies, which must all be attached. --output writes one file for each.',
    'With --check, --config tells whether functions outside any VPC are meant to be blocked.',
    'What --check looks for:',
    [
      [
        'L1',
        'ForAllValues in an Allow without a Null check, which allows functions outside any VPC too',
      ],
      ['L2', 'ForAnyValue or ForAllValues on lambda:VpcIds, which has a single value'],
      [
        'L3',
        'lambda:SubnetIds or lambda:SecurityGroupIds compared without ForAnyValue or ForAllValues',
      ],
      ['L4', 'conditions spread over several Allow statements, each of which is enough by itself'],
      ['L5', 'what AWS would not take as a policy, and an endpoint policy that allows nothing'],
      ['L6', 'a negated operator on lambda:VpcIds, which takes in functions outside any VPC too'],
    ],
  ],
  examples: [
    'lambda-vpc-auditor policy --config auditor.yml > guardrail.json',
    'lambda-vpc-auditor policy --kind hardening --function arn:aws:lambda:eu-west-1:111122223333:function:orders',
    'lambda-vpc-auditor policy --check guardrail.json',
    'lambda-vpc-auditor policy --check endpoint-policy.json --kind endpoint --format json',
  ],
  findings: 'something is wrong with the policy of --check',
} as const satisfies CommandSpec;

export const DOCTOR_SPEC = {
  name: 'doctor',
  summary: 'Say what the deployed system lacks in an account, and how to put it right',
  options: {
    region: {
      type: 'string',
      placeholder: 'region',
      description: 'the home region: where it is deployed. Default: the region of the AWS settings',
    },
    profile: SOURCE_OPTIONS.profile,
    stack: {
      type: 'string',
      placeholder: 'name',
      default: 'lambda-vpc-auditor-prod',
      description: 'name of the CloudFormation stack',
    },
    format: {
      type: 'string',
      placeholder: 'format',
      choices: ['text', 'json'],
      default: 'text',
      description: 'text or json',
    },
  },
  pairs: [],
  notes: [
    'Looks at trails, rules, forwarders, Security Hub, subscriptions, permissions of the roles, dead letters, the last sweep and the runtime of the functions. It only reads.',
  ],
  examples: ['lambda-vpc-auditor doctor --region eu-west-1'],
  findings: 'something is wrong',
} as const satisfies CommandSpec;
