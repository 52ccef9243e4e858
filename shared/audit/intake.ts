import type { AuditUnit } from '../events/audit-unit.ts';
import { changeOf } from '../events/change.ts';
import type { Change } from '../events/change.ts';
import { namedScope } from '../events/named-scope.ts';
import { causeOfChange } from '../findings/cause-of-change.ts';
import type { AuditRequest } from '../ports/change-queue.ts';
import type { AuditDependencies } from './audit-dependencies.ts';
import { readAuditMessage } from './audit-message.ts';
import type { AuditMessage } from './audit-message.ts';
import { ChangeScopes } from './change-scope.ts';
import { InventoryRefresh } from './inventory-refresh.ts';
import { isFunctionSettling } from './settling-units.ts';
import { MOST_VPCS, spreadRoles, spreadUnits } from './spread.ts';
import type { Delivery, Work } from './work.ts';

type EventMessage = Extract<AuditMessage, { readonly kind: 'event' }>;

/**
 * Takes the messages of one batch in: reads what they name into the inventory and says what is to be
 * audited. What cannot be worked with, what concerns nobody and what is too much for one run is dealt
 * with here.
 */
export class Intake {
  readonly #with: AuditDependencies;
  readonly #refresh: InventoryRefresh;
  readonly #scopes: ChangeScopes;

  constructor(dependencies: AuditDependencies) {
    this.#with = dependencies;
    this.#refresh = new InventoryRefresh(dependencies);
    this.#scopes = new ChangeScopes(dependencies, this.#refresh);
  }

  /** Undefined where nothing is left to do; rejects where the message has to come again. */
  async take(delivery: Delivery): Promise<Work | undefined> {
    const read = readAuditMessage(delivery.body);
    if ('problem' in read) return this.#setAside(delivery, read.problem);
    return read.message.kind === 'event'
      ? this.#takeEvent(delivery, read.message)
      : this.#takeRequest(delivery, read.message);
  }

  async #takeEvent(delivery: Delivery, message: EventMessage): Promise<Work | undefined> {
    const { accountId, sweepQueue, metrics } = this.#with;
    const { event, document, factsRead } = message;
    const change = changeOf(event);
    if (!factsRead && delivery.receiveCount === 1) {
      metrics.count('EventsReceived', 1, { kind: change.kind ?? 'none' });
    }
    if (change.accountId !== undefined && change.accountId !== accountId) {
      return this.#setAside(delivery, `the event is of account ${change.accountId}`);
    }
    if (!change.matched) return this.#ignore(change, change.ignoredBecause.reason);
    if (!this.#scopes.reaches(change)) return this.#ignore(change, 'region-not-audited');
    const named = namedScope(change, event.record);
    const topics = this.#scopes.topicsOf(change, named);
    if (topics.length > 0 && !factsRead) {
      const { region } = change;
      await sweepQueue.refresh({ kind: 'refresh', region, topics, event: document });
      return undefined;
    }
    const cause = causeOfChange(change, named);
    const scope = await this.#scopes.of(change, named, cause);
    if (scope.needsSweep) await this.#requestSweep(change);
    if (scope.leavesRoles) await spreadRoles(scope.roleArns, cause, this.#with.changeQueue);
    const { units, roleArns } = scope;
    if (units.length === 0) {
      const isDone = scope.needsSweep || scope.leavesRoles;
      return isDone ? undefined : this.#ignore(change, 'nothing-audited');
    }
    return this.#paced({
      messageId: delivery.messageId,
      units,
      cause,
      change,
      roleArns: scope.leavesRoles ? [] : roleArns,
      settlingAttempt: 0,
      isRetry: delivery.receiveCount > 1,
    });
  }

  async #takeRequest(delivery: Delivery, request: AuditRequest): Promise<Work | undefined> {
    const { regions } = this.#with;
    const { cause, roleArns = [], settlingAttempt = 0 } = request;
    const units = [...request.units, ...(await this.#scopes.ofRoles(roleArns))].filter((unit) =>
      regions.includes(unit.region),
    );
    if (settlingAttempt > 0) {
      for (const unit of units) await this.#readSettling(unit, request);
    }
    return this.#paced({
      messageId: delivery.messageId,
      units,
      cause,
      roleArns,
      settlingAttempt,
      isRetry: delivery.receiveCount > 1,
    });
  }

  /** The state of a function that is being made is in the inventory, and only Lambda knows it now. */
  async #readSettling(unit: AuditUnit, { cause }: AuditRequest): Promise<void> {
    const { state, clock } = this.#with;
    const items =
      unit.kind === 'vpc'
        ? await state.functions.inVpc(unit.region, unit.vpcId)
        : unit.kind === 'function'
          ? await state.functions.get([unit.functionArn])
          : [];
    const now = clock().getTime();
    await Promise.all(
      items
        .filter((item) => isFunctionSettling(item, now))
        .map(({ functionArn, region }) => this.#refresh.function(functionArn, region, cause)),
    );
  }

  /** The work, unless it is too much for one run: then it goes to runs of its own. */
  async #paced(work: Work): Promise<Work | undefined> {
    if (work.units.filter(({ kind }) => kind === 'vpc').length <= MOST_VPCS) return work;
    await spreadUnits(work.units, work.cause, this.#with.changeQueue);
    return undefined;
  }

  async #requestSweep({ eventId, eventName }: Change): Promise<undefined> {
    this.#with.log.warn('An event leaves out what it is about: a sweep is to find it', {
      eventId,
      eventName,
    });
    await this.#with.sweepQueue.step({ lambdaVpcAuditor: 1, kind: 'sweep' }, 0);
  }

  #ignore({ eventId, eventName }: Change, reason: string): undefined {
    this.#with.metrics.count('EventsIgnored', 1, { reason });
    this.#with.log.info('An event is ignored', { eventId, eventName, reason });
  }

  async #setAside({ messageId, body }: Delivery, reason: string): Promise<undefined> {
    const { changeQueue, metrics, log } = this.#with;
    await changeQueue.setAside(body, reason);
    metrics.count('MessagesSetAside', 1);
    log.error('A message is set aside', { messageId, reason });
  }
}
