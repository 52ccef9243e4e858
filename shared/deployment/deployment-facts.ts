import type { Fact } from '../model/fact.ts';

/** What AWS says of the deployed system, as far as `doctor` asks. Times are ISO 8601, UTC. */
export interface DeploymentFacts {
  readonly accountId: string;
  readonly partition: string;
  /** The region of the stack. */
  readonly homeRegion: string;
  readonly stackName: string;
  /** Known and undefined: there is no such stack. */
  readonly stack: Fact<StackFacts | undefined>;
  /** One for the home region and each region whose events are to be forwarded, the home region first. */
  readonly regions: readonly RegionDeployment[];
  readonly subscriptions: Fact<readonly Subscription[]>;
  /** Known and undefined: no Slack webhook is configured. */
  readonly slackWebhook: Fact<SlackWebhook | undefined>;
  /** Actions that the roles of the functions are not allowed, of those that the controls read by. */
  readonly missingPermissions: Fact<readonly MissingPermission[]>;
  readonly deadLetters: Fact<readonly QueueDepth[]>;
  /** When a sweep was last completed; known and undefined: none in the time that is remembered. */
  readonly lastSweep: Fact<string | undefined>;
  readonly functions: Fact<readonly DeployedFunction[]>;
}

export interface StackFacts {
  /** CloudFormation's `StackStatus`. */
  readonly status: string;
  readonly auditedRegions: readonly string[];
  /** Whether findings are to go to Security Hub. */
  readonly securityHub: boolean;
}

/** What one region needs so that its events arrive and its findings are shown. */
export interface RegionDeployment {
  readonly region: string;
  /** Whether the region is audited, or only forwards the events of global services. */
  readonly audited: boolean;
  /** Of the forwarder's stack; known and undefined: there is none. Not asked in the home region. */
  readonly forwarderStatus?: Fact<string | undefined>;
  readonly trails: Fact<readonly Trail[]>;
  readonly rules: Fact<readonly Rule[]>;
  /** Known and false: Security Hub is not enabled here. */
  readonly securityHubEnabled: Fact<boolean>;
}

/** A trail that covers a region. */
export interface Trail {
  readonly name: string;
  readonly logging: boolean;
  /** Whether it logs management events that write. */
  readonly managementWrites: boolean;
}

export interface Rule {
  readonly name: string;
  readonly enabled: boolean;
  readonly targets: number;
}

export interface Subscription {
  readonly protocol: string;
  /** An address, number, ARN or URL; of a URL only the host. */
  readonly endpoint: string;
  readonly confirmed: boolean;
}

export interface SlackWebhook {
  readonly kind: 'parameter' | 'secret';
  readonly name: string;
  readonly exists: boolean;
}

export interface MissingPermission {
  readonly roleName: string;
  readonly action: string;
}

export interface QueueDepth {
  readonly name: string;
  readonly messages: number;
}

export interface DeployedFunction {
  readonly name: string;
  readonly runtime: string;
  /** Lambda's `State`, such as `Active`. */
  readonly state: string;
}
