import { grantsOfRole } from '../iam/role-policies.ts';
import type { GrantedAction } from '../iam/role-grants.ts';
import { parseArn, splitFunctionArn } from '../model/arn.ts';
import { unknown } from '../model/fact.ts';
import type { Unknown } from '../model/fact.ts';
import type { FunctionNetwork } from '../model/function-network.ts';
import { functionTags } from '../model/function-versions.ts';
import type { FunctionConfiguration } from '../model/lambda.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { meaningsOfArn } from './arn-target.ts';
import { configuredWords, meaningsOfWord, NEEDS_TAG } from './configured-needs.ts';
import type { ConfiguredNeed } from './configured-needs.ts';
import { connectionSettings, endpointUrlOf, isProxyException } from './connection-settings.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import { targetOfHost, targetsOfHost } from './host-target.ts';
import type { Meaning, Place } from './host-target.ts';
import { NeedCollector, needFrom } from './need-collector.ts';
import type { FunctionNeeds, Need, NeedEvidence, NeedKind, NeedSource } from './need.ts';
import { roleNeeds } from './role-needs.ts';
import { isShownHost } from './shown-hosts.ts';

/** A version of a function and the network it lives in. */
export interface NeedyFunction {
  readonly configuration: FunctionConfiguration;
  readonly network: FunctionNetwork;
}

const ANY_KIND: readonly NeedKind[] = ['internet', 'service', 'host'];

const cache = oncePerSnapshot(
  () => new WeakMap<object, Map<FunctionConfiguration, FunctionNeeds>>(),
);

/**
 * What a version of a function needs, with how it is known. Worked out once for each snapshot,
 * configuration and version.
 *
 * What could not be read makes the needs incomplete:
 * - `Environment.Error`: the variables could not be decrypted; needs of any kind may be missing.
 * - the role was not read, or allows `*` or with NotAction: needs of services may be missing. What it
 *   allows on function URLs is then not looked for: that need is rare and can be configured.
 * - the tags were refused (denied or failed): needs of any kind may be missing. Tags that nobody asked
 *   for, as in a folder whose functions carry no `Tags`, make a note only: the tag is a word of the
 *   user's own, and without any the answer would be unknown for every function of such a folder.
 *
 * @param configured the configuration's `needs`; the same array for the same configuration
 */
export function functionNeeds(
  snapshot: Snapshot,
  configured: readonly ConfiguredNeed[],
  target: NeedyFunction,
): FunctionNeeds {
  const byConfiguration = cache(snapshot);
  let byVersion = byConfiguration.get(configured);
  if (byVersion === undefined)
    byConfiguration.set(configured, (byVersion = new Map<FunctionConfiguration, FunctionNeeds>()));
  let needs = byVersion.get(target.configuration);
  if (needs === undefined) {
    needs = new NeedsOfFunction(snapshot, target).collect(configured);
    byVersion.set(target.configuration, needs);
  }
  return needs;
}

/** Brings the sources of one version's needs together; they share its place and its SDK settings. */
class NeedsOfFunction {
  readonly #collector = new NeedCollector();
  readonly #place: Place;
  readonly #settings: ConnectionSettings;
  readonly #target: NeedyFunction;

  constructor(snapshot: Snapshot, target: NeedyFunction) {
    const { configuration, network } = target;
    const vpcId = network.source === 'NONE' ? undefined : network.vpcId;
    const region = parseArn(configuration.FunctionArn)?.region ?? snapshot.region;
    this.#place = { snapshot, region, ...(vpcId !== undefined && { vpcId }) };
    this.#settings = connectionSettings(configuration);
    this.#target = target;
  }

  collect(configured: readonly ConfiguredNeed[]): FunctionNeeds {
    this.#configured(configured);
    this.#fileSystems();
    this.#environment();
    this.#role();
    return this.#collector.result();
  }

  #role(): void {
    const { configuration, network } = this.#target;
    const { calls, notes, incomplete } = roleNeeds({
      place: this.#place,
      configuration,
      onCapacityProvider: network.source === 'CAPACITY_PROVIDER',
    });
    for (const call of calls) this.#call(call);
    for (const { kind, value } of notes) this.#collector.note(kind, value);
    for (const reason of incomplete) this.#collector.incomplete(reason, ['service']);
  }

  #configured(configured: readonly ConfiguredNeed[]): void {
    const { snapshot } = this.#place;
    const { functionArn } = splitFunctionArn(this.#target.configuration.FunctionArn);
    for (const { word, field } of configuredWords(snapshot, configured, functionArn)) {
      const meanings = meaningsOfWord(this.#place, word);
      const evidence = { resource: functionArn, field, value: word };
      if (meanings === undefined) {
        const detail = `${field} names ${word}, which is no service, host or internet`;
        this.#collector.incomplete(unknown({ kind: 'opaque', detail }), ANY_KIND);
      }
      for (const meaning of meanings ?? []) this.#meaning('configured', meaning, evidence);
    }
    const tags = functionTags(snapshot, functionArn);
    if (tags.known) return;
    if (tags.reason.kind === 'not-read') this.#collector.note('tags-not-read', NEEDS_TAG);
    else this.#collector.incomplete(tags, ANY_KIND);
  }

  #fileSystems(): void {
    const { FunctionArn, FileSystemConfigs = [] } = this.#target.configuration;
    for (const { Arn: arn } of FileSystemConfigs) {
      const evidence = { resource: FunctionArn, field: 'FileSystemConfigs.Arn', value: arn };
      this.#collector.add(needFrom('configured', { kind: 'file-system', arn }, evidence));
    }
  }

  #environment(): void {
    const { FunctionArn, Environment } = this.#target.configuration;
    if (Environment?.Error) {
      this.#collector.incomplete(notDecrypted(FunctionArn, Environment.Error.ErrorCode), ANY_KIND);
    }
    for (const reference of Environment?.References ?? []) {
      if (isProxyException(reference.Variable)) continue;
      if (reference.Host !== undefined && isShownHost(reference.Variable, reference.Host)) continue;
      const evidence = {
        resource: FunctionArn,
        field: `Environment.${reference.Variable}`,
        value: reference.Arn ?? reference.Host ?? '',
      };
      const meanings =
        reference.Arn === undefined
          ? targetsOfHost(this.#place, reference)
          : meaningsOfArn(this.#place, reference.Arn, (prefix) => this.#granted(prefix));
      for (const meaning of meanings) {
        // A host is the name itself; an ARN's service is called by the name that the SDK makes.
        if (reference.Arn === undefined) this.#named(meaning, evidence);
        else this.#meaning('environment', meaning, evidence);
      }
    }
  }

  #named(meaning: Meaning, evidence: NeedEvidence): void {
    if (meaning === undefined) return;
    if ('note' in meaning) this.#collector.note(meaning.note.kind, meaning.note.value);
    else this.#collector.add(needFrom('environment', meaning.target, evidence));
  }

  #meaning(source: NeedSource, meaning: Meaning, evidence: NeedEvidence): void {
    if (meaning === undefined) return;
    if ('note' in meaning) this.#collector.note(meaning.note.kind, meaning.note.value);
    else this.#call(needFrom(source, meaning.target, evidence));
  }

  /**
   * Adds a need of a service under the name that the SDK calls. An endpoint URL that leads to another
   * host takes the service's place: that host is a need of its own.
   */
  #call(need: Need): void {
    const url =
      need.kind === 'service' && need.host === undefined
        ? endpointUrlOf(this.#settings, need.service)
        : undefined;
    if (need.kind !== 'service' || url === undefined) return this.#collector.add(need);
    const { host: Host, port: Port, scheme: Scheme } = url;
    const meaning = targetOfHost(this.#place, {
      Host,
      ...(Port !== undefined && { Port }),
      ...(Scheme !== undefined && { Scheme }),
    });
    const target = meaning !== undefined && 'target' in meaning ? meaning.target : undefined;
    if (target?.kind === 'service' && target.service === need.service) {
      const { source, confidence, evidence } = need;
      return this.#collector.add({ ...target, source, confidence, evidence });
    }
    return this.#collector.note('redirected', `${need.service} to ${Host}`);
  }

  /** What the role may do with a prefix; undefined where that is not known to its end. */
  #granted(prefix: string): readonly GrantedAction[] | undefined {
    const { Role } = this.#target.configuration;
    const role = Role === undefined ? undefined : grantsOfRole(this.#place.snapshot, Role);
    if (role?.known !== true || role.value.grants.openBecause.length > 0) return undefined;
    return role.value.grants.actions.filter((grant) => grant.prefix === prefix);
  }
}

/** Lambda answers `AccessDeniedException` where the caller may not decrypt with the function's key. */
function notDecrypted(functionArn: string, code: string | undefined): Unknown {
  const detail = `Environment.Error ${code ?? ''} of ${functionArn}`.replace('  ', ' ');
  return code?.startsWith('AccessDenied') === true
    ? unknown({ kind: 'denied', call: 'kms:Decrypt', detail })
    : unknown({ kind: 'failed', call: 'lambda:GetFunctionConfiguration', detail });
}
