import type * as z from 'zod/mini';
import type { ChangeKind } from '../events/change-kind.ts';
import type { Target, TargetKind, TargetOf } from './target.ts';
import type { Outcome, Severity } from './verdict.ts';
import { once } from '../model/once.ts';
import { oncePerSnapshot } from '../model/snapshot.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { Report } from './report.ts';

/** The families of the catalogue: the folders under `shared/controls`. */
export type ControlFamily =
  | 'placement'
  | 'egress'
  | 'security-groups'
  | 'roles'
  | 'lambda-endpoint'
  | 'peering'
  | 'gateway-endpoints'
  | 'services';

/** What is said of a control, and goes into verdicts and findings. */
export interface ControlMeta<
  K extends TargetKind = TargetKind,
  P extends z.ZodMiniObject = z.ZodMiniObject,
  M extends Readonly<Record<string, string>> = Readonly<Record<string, string>>,
> {
  /** Kebab-case; also the file, the test, the page, the configuration key and the finding's tail. */
  readonly name: string;
  /** Short id in the catalogue, such as FN-MULTI-AZ. */
  readonly id: string;
  readonly family: ControlFamily;
  /** The desired condition, at most 80 characters. */
  readonly title: string;
  /**
   * What a failure means, said after the resource's name and after a count alike: `cannot reach the
   * internet`. A headline, at most 44 characters.
   */
  readonly effect: string;
  readonly remediation: {
    readonly text: string;
    readonly url: string;
    /** A failure that names the hop at which its path stops is put right there, whatever the text says. */
    readonly byFault?: true;
  };
  /** Severity of a failure that does not say otherwise. */
  readonly severity: Severity;
  /** The kind of resource that gets a verdict. */
  readonly target: K;
  /** A second kind, where the catalogue gives verdicts to two: a function, and a VPC that is named. */
  readonly alsoTarget?: K;
  /** Closed schema; every parameter has a default and a description. */
  readonly parameters: P;
  /** Kinds of change that can flip a verdict. */
  readonly changes: readonly ChangeKind[];
  readonly messages: M;
}

/** What is only read about a control: on its page, in the command line and in the generated files. */
export interface ControlDocumentation {
  /** Why it matters and what breaks. */
  readonly rationale: string;
  /** AWS pages the rule encodes, and related controls elsewhere. */
  readonly references: readonly string[];
  /** What the control can miss or cannot know. */
  readonly knownMisses: readonly string[];
  /** The IAM actions whose answers are read. */
  readonly facts: readonly string[];
}

/** Parameters that a control owns and that others may read, such as a list of zones or of VPCs. */
export interface ParameterSet<P extends z.ZodMiniObject = z.ZodMiniObject> {
  /** Name of the control in whose configuration they stand. */
  readonly control: string;
  readonly schema: P;
}

/** The part of the configuration that controls read. */
export interface ControlConfiguration {
  /** The checked parameters of each control, defaults filled in. */
  readonly controls: ReadonlyMap<string, { readonly parameters: unknown }>;
  /** What functions are configured to need. */
  readonly needs: readonly { readonly function: string; readonly needs: readonly string[] }[];
  /** The texts of the files that parameters name, by the path as it is written there. */
  readonly documents?: ReadonlyMap<string, string>;
}

/** What `evaluate` is given beside the resource. */
export interface ControlContext<
  P extends z.ZodMiniObject,
  M extends Readonly<Record<string, string>>,
> {
  readonly snapshot: Snapshot;
  readonly configuration: ControlConfiguration;
  readonly parameters: z.output<P>;
  readonly report: Report<M>;
}

/** What `alike` is given beside the resource. */
export interface AlikeContext {
  readonly snapshot: Snapshot;
  readonly configuration: ControlConfiguration;
}

/** What decides whether a resource gets a verdict at all. */
export type Applicability<P extends z.ZodMiniObject> = Pick<
  ControlContext<P, Readonly<Record<string, string>>>,
  'snapshot' | 'parameters'
>;

/** The configured parameters of a set that another control owns. */
export function parametersOf<P extends z.ZodMiniObject>(
  set: ParameterSet<P>,
  configuration: ControlConfiguration,
): z.output<P> {
  return configuration.controls.get(set.control)?.parameters as z.output<P>;
}

/** A control as the engine runs it, whatever its types were. */
export interface Control {
  readonly meta: ControlMeta;
  /**
   * Whether the resource is one that the control is about. One that is not gets no verdict: nobody wants
   * to read of a gateway endpoint that nine controls of Lambda's endpoint do not apply to it.
   */
  readonly appliesTo: (
    target: Target,
    snapshot: Snapshot,
    configuration: ControlConfiguration,
  ) => boolean;
  /** Synchronous and pure. The target must be of the kind that `meta.target` names. */
  readonly evaluate: (
    target: Target,
    snapshot: Snapshot,
    configuration: ControlConfiguration,
  ) => Outcome;
}

/** A control as it is written. The bundles of the functions hold it without the documentation. */
export interface DocumentedControl extends Control {
  readonly meta: ControlMeta & ControlDocumentation;
}

/**
 * Defines one check of the catalogue.
 *
 * `evaluate` looks at one resource and returns what its report concludes; the compiler checks message
 * keys and placeholders, parameters and the kind of target. Without `appliesTo` every resource of the
 * kind gets a verdict.
 *
 * `alike` names what a passing outcome follows from, as one object for all resources that have it in
 * common: thousands of functions share a few networks. One of them is looked at and the others get its
 * outcome where that is PASSED or NOT_APPLICABLE; the outcome must then not name the resource. What is
 * wrong is looked for, and told, for each. Undefined: this one is like no other.
 */
export function defineControl<
  K extends TargetKind,
  P extends z.ZodMiniObject,
  const M extends Readonly<Record<string, string>>,
>(control: {
  readonly meta: ControlMeta<K, P, M> & ControlDocumentation;
  readonly appliesTo?: (target: TargetOf<K>, context: Applicability<P>) => boolean;
  readonly alike?: (target: TargetOf<K>, context: AlikeContext) => object | undefined;
  readonly evaluate: (target: TargetOf<K>, context: ControlContext<P, M>) => Outcome;
}): DocumentedControl {
  const { meta, appliesTo, alike, evaluate } = control;
  const own = { control: meta.name, schema: meta.parameters };
  const judge = (target: Target, snapshot: Snapshot, configuration: ControlConfiguration) =>
    evaluate(target as TargetOf<K>, {
      snapshot,
      configuration,
      parameters: parametersOf(own, configuration),
      report: new Report<M>(meta.severity),
    });
  const passing = oncePerSnapshot(() => new WeakMap<ControlConfiguration, Map<object, Outcome>>());
  return {
    meta,
    appliesTo: (target, snapshot, configuration) =>
      appliesTo?.(target as TargetOf<K>, {
        snapshot,
        parameters: parametersOf(own, configuration),
      }) ?? true,
    evaluate: (target, snapshot, configuration) => {
      const common = alike?.(target as TargetOf<K>, { snapshot, configuration });
      if (common === undefined) return judge(target, snapshot, configuration);
      const outcomes = once(passing(snapshot), configuration, () => new Map<object, Outcome>());
      const known = outcomes.get(common);
      if (known !== undefined) return known;
      const outcome = judge(target, snapshot, configuration);
      if (outcome.status === 'PASSED' || outcome.status === 'NOT_APPLICABLE') {
        outcomes.set(common, outcome);
      }
      return outcome;
    },
  };
}
