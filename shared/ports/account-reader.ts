import type { SnapshotContent } from '../model/snapshot.ts';

/** What to read. One account is given by the reader's credentials; the region is chosen per reading. */
export interface AccountScope {
  readonly region: string;
  /**
   * Of which functions more is read than listings tell: their state, the uses of their versions, their
   * roles and destinations. By unqualified ARN; without it, of all.
   */
  readonly isWanted?: (functionArn: string) => boolean;
  /** ARNs of roles and users whose policies are to be read beside those of the execution roles. */
  readonly principalArns?: readonly string[];
  /** Host names that somebody asks for, whose private zones are read beside those functions name. */
  readonly names?: readonly string[];
  /** Whether to read the service control policies above the account: refused to most accounts. */
  readonly serviceControlPolicies?: boolean;
}

/** Reads what AWS answers about one account and region. */
export interface AccountReader {
  /**
   * Everything that could be read, and a gap for everything that could not: a denied or failing call
   * never rejects. Rejects with `AccountAccessError` where nothing at all can be read.
   */
  read(scope: AccountScope): Promise<SnapshotContent>;
}

/** Why an account cannot be read at all. A region or profile that does not exist was mistyped. */
export type AccessProblem = 'credentials' | 'denied' | 'profile' | 'region' | 'unreachable';

/** Nothing of the account can be read. The message is one line for the user, without any secret. */
export class AccountAccessError extends Error {
  override readonly name = 'AccountAccessError';
  readonly problem: AccessProblem;

  /** Whether it is the user's input: a name that does not exist. */
  get isInput(): boolean {
    return this.problem === 'profile' || this.problem === 'region';
  }

  constructor(problem: AccessProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}
