import pLimit from 'p-limit';
import type { PlacedFunction } from '../events/affected-units.ts';
import type { Cause } from '../findings/stored-finding.ts';
import { reasonText } from '../model/fact.ts';
import type { Unknown } from '../model/fact.ts';
import type { KeptFunction } from '../ports/account-part-reader.ts';
import type { InventoriedFunction } from '../ports/function-inventory.ts';
import type { AuditDependencies } from './audit-dependencies.ts';
import { withStateSince } from './state-since.ts';

/** Lambda and IAM share their quotas with the account's own deployments. */
const CONCURRENT_READINGS = 3;

/** An audit of what a function left comes this much after the one that its event causes. */
const LEFT_DELAY_SECONDS = 60;

/** Nothing can be concluded before the service answers: the message has to come again. */
class UnansweredError extends Error {
  override readonly name = 'UnansweredError';
}

/**
 * Reads functions and roles again that changes name, and keeps them in the inventory. Each is read once
 * in a batch of messages, before any snapshot is taken: an audit that is captured later sees it.
 */
export class InventoryRefresh {
  readonly #with: AuditDependencies;
  readonly #lambda = pLimit(CONCURRENT_READINGS);
  readonly #iam = pLimit(CONCURRENT_READINGS);
  readonly #functions = new Map<string, Promise<readonly PlacedFunction[]>>();
  readonly #roles = new Map<string, Promise<readonly PlacedFunction[]>>();

  constructor(dependencies: AuditDependencies) {
    this.#with = dependencies;
  }

  /**
   * Where the function was, and where it is; nowhere if nobody knows it.
   *
   * @param functionArn unqualified
   */
  function(functionArn: string, region: string, cause: Cause): Promise<readonly PlacedFunction[]> {
    return once(this.#functions, functionArn, () =>
      this.#lambda(() => this.#readFunction(functionArn, region, cause)),
    );
  }

  /** The functions that run with the role. One that no function runs with, or ever did, is not read. */
  role(roleArn: string): Promise<readonly PlacedFunction[]> {
    return once(this.#roles, roleArn, () => this.#iam(() => this.#readRole(roleArn)));
  }

  async #readFunction(
    functionArn: string,
    region: string,
    cause: Cause,
  ): Promise<readonly PlacedFunction[]> {
    const { clock, reader, state, metrics } = this.#with;
    const before = await state.functions.get([functionArn]);
    const kept = await this.#kept(before);
    const askedAt = clock().toISOString();
    const answer = await reader.lambdaFunction(region, functionArn, kept);
    const outside: PlacedFunction = { functionArn, region, vpcIds: [] };
    if (!answer.known) {
      unlessDenied(answer, functionArn);
      metrics.count('UnknownFacts', 1, { call: callOf(answer) });
      return before.length > 0 ? before : [outside];
    }
    const after = answer.value;
    await this.#auditWhatIsLeft(before, after, cause);
    if (after === undefined) {
      await state.functions.remove(functionArn, askedAt);
      return before.length > 0 ? before : [outside];
    }
    await state.functions.put(withStateSince(after, before[0]));
    await this.#readTakenUp(before, after);
    return [...before, after];
  }

  async #kept(before: readonly InventoriedFunction[]): Promise<KeptFunction | undefined> {
    const [item] = before;
    return item && { item, roles: await this.#with.state.roles.get(item.roleArns) };
  }

  /**
   * Once the inventory holds the new place, nobody can tell the old one: a crash would leave it as it
   * was judged last. So its audit is asked for before.
   */
  async #auditWhatIsLeft(
    before: readonly InventoriedFunction[],
    after: InventoriedFunction | undefined,
    cause: Cause,
  ): Promise<void> {
    const units = before.flatMap(({ region, vpcIds }) =>
      vpcIds
        .filter((vpcId) => after?.vpcIds.includes(vpcId) !== true)
        .map((vpcId) => ({ kind: 'vpc' as const, region, vpcId })),
    );
    if (units.length === 0) return;
    await this.#with.changeQueue.request({ kind: 'audit', units, cause }, LEFT_DELAY_SECONDS);
  }

  /**
   * Roles that the function did not run with before: what the inventory holds of one that nobody used may
   * be old. After the function was put there: an event of the role that comes now finds the function.
   */
  async #readTakenUp(
    before: readonly InventoriedFunction[],
    { roleArns }: InventoriedFunction,
  ): Promise<void> {
    const had = new Set(before.flatMap((one) => one.roleArns));
    await Promise.all(roleArns.filter((arn) => !had.has(arn)).map((arn) => this.role(arn)));
  }

  async #readRole(roleArn: string): Promise<readonly PlacedFunction[]> {
    const { clock, reader, state, metrics } = this.#with;
    // Events name roles without their path.
    const kept = await state.roles.named(roleArn.slice(roleArn.lastIndexOf('/') + 1));
    const arn = kept ?? roleArn;
    const functions = await state.functions.withRole(arn);
    if (functions.length === 0 && kept === undefined) return [];
    const askedAt = clock().toISOString();
    const answer = await reader.role(arn);
    if (!answer.known) {
      unlessDenied(answer, arn);
      metrics.count('UnknownFacts', 1, { call: callOf(answer) });
    } else {
      // One that is gone stays as such: its name must still lead to its functions when the event comes again.
      const gone = { roleArn: arn, policyArns: [], capturedAt: askedAt, part: goneRole(arn) };
      await state.roles.put(answer.value ?? gone);
    }
    return functions;
  }
}

function goneRole(roleArn: string) {
  return { collections: { RoleDetailList: [], Policies: [] }, gaps: [], notFound: [roleArn] };
}

/** What is denied today is denied when the message comes again. */
function unlessDenied({ reason }: Unknown, of: string): void {
  if (reason.kind !== 'denied') throw new UnansweredError(`${of}: ${reasonText(reason)}`);
}

function callOf({ reason }: Unknown): string {
  return reason.kind === 'opaque' ? 'opaque' : reason.call;
}

function once<T>(answers: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const asked = answers.get(key) ?? ask();
  answers.set(key, asked);
  return asked;
}
