/** A stack that stands. */
export interface StandingStack {
  /** CloudFormation's: `CREATE_COMPLETE`. */
  readonly status: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** A stack as it is to be. */
export interface WantedStack {
  readonly stackName: string;
  /** The template as JSON, at most 51,200 bytes. */
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export type StackChange = 'created' | 'updated' | 'unchanged';

/** The account into which the system is deployed. Everything is safe to repeat. */
export interface DeploymentTarget {
  /** The regions that the account can use. */
  regions(): Promise<readonly string[]>;
  /** The stack, or undefined where there is none of the name. */
  stack(region: string, stackName: string): Promise<StandingStack | undefined>;
  /** Creates or updates a stack and waits until it stands. */
  putStack(region: string, wanted: WantedStack): Promise<StackChange>;
  /** Deletes a stack and waits until it is gone; answers whether there was one. */
  removeStack(region: string, stackName: string): Promise<boolean>;
  tableExists(region: string, tableName: string): Promise<boolean>;
  /** Answers whether there was one. */
  deleteTable(region: string, tableName: string): Promise<boolean>;
  send(region: string, queueUrl: string, body: string): Promise<void>;
  /** About how many messages wait in the queue. */
  waitingMessages(region: string, queueUrl: string): Promise<number>;
  /** Has every message of a dead-letter queue moved to a queue of its region; that goes on by itself. */
  startMove(region: string, fromUrl: string, toUrl: string): Promise<void>;
  /**
   * Hands on every message of a queue, once, and deletes what was taken.
   *
   * @param hand answers whether the message was taken; one that was not stays
   */
  handOn(region: string, queueUrl: string, hand: (body: string) => Promise<boolean>): Promise<void>;
  /** Runs a function with an event; answers whether it ended without an error. */
  invoke(region: string, functionName: string, event: unknown): Promise<boolean>;
}
