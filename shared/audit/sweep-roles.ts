import type { InventoriedRole } from '../ports/role-inventory.ts';
import { inventoriedRoles } from './inventoried-roles.ts';
import { hasTime, reportUnread, unreadReason } from './sweep-phase.ts';
import type { SweepPhase, SweepRun } from './sweep-phase.ts';

/**
 * Reads the roles of the account, page by page, and keeps those that functions run with: a handful of
 * calls instead of half a dozen for each role. Roles that it does not bring are read on their own when
 * their functions come.
 */
export const sweepRoles: SweepPhase<'roles'> = async ({ marker: start }, run) => {
  const { clock, listing, state } = run.with;
  let marker = start;
  do {
    const capturedAt = clock().toISOString();
    const page = await listing.authorizationDetails(marker, (roleArns) => usedOf(roleArns, run));
    const unread = unreadReason(page, 'RoleDetailList');
    if (unread !== undefined) {
      reportUnread(unread, run);
      break;
    }
    for (const role of inventoriedRoles(page, capturedAt)) await state.roles.put(role);
    marker = page.next;
    if (marker !== undefined && !hasTime(run)) return { work: { phase: 'roles', marker } };
  } while (marker !== undefined);
  return { work: { phase: 'topics' } };
};

async function usedOf(
  roleArns: readonly string[],
  { with: { state } }: SweepRun,
): Promise<ReadonlySet<string>> {
  const used = await Promise.all(
    roleArns.map(async (arn) => (await state.functions.withRole(arn)).length > 0),
  );
  return new Set(roleArns.filter((_, index) => used[index]));
}

/** The execution roles of functions as they are since the sweep began, read where they are not. */
export class ExecutionRoles {
  readonly #run: SweepRun;
  /** Roles that IAM would not tell of in this step. */
  readonly #unread = new Set<string>();

  constructor(run: SweepRun) {
    this.#run = run;
  }

  async of(roleArns: readonly string[]): Promise<readonly InventoriedRole[]> {
    const { state } = this.#run.with;
    const kept = new Map((await state.roles.get(roleArns)).map((role) => [role.roleArn, role]));
    for (const roleArn of roleArns) {
      const role = kept.get(roleArn);
      if (role !== undefined && this.#isRecent(role)) continue;
      const read = this.#unread.has(roleArn) ? undefined : await this.#read(roleArn);
      if (read === 'gone') kept.delete(roleArn);
      else if (read !== undefined) kept.set(roleArn, read);
    }
    return [...kept.values()];
  }

  #isRecent({ capturedAt }: InventoriedRole): boolean {
    return Date.parse(capturedAt) >= Date.parse(this.#run.step.startedAt);
  }

  /** Undefined where IAM does not say: then what is kept is the best there is. */
  async #read(roleArn: string): Promise<InventoriedRole | 'gone' | undefined> {
    const { clock, reader, state } = this.#run.with;
    const askedAt = clock().toISOString();
    const answer = await reader.role(roleArn);
    if (!answer.known) {
      this.#unread.add(roleArn);
      return undefined;
    }
    if (answer.value === undefined) {
      await state.roles.remove(roleArn, askedAt);
      this.#unread.add(roleArn);
      return 'gone';
    }
    await state.roles.put(answer.value);
    return answer.value;
  }
}
