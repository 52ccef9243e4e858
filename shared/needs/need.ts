import type { EndpointService } from '../iam/endpoint-services.ts';
import type { Unknown } from '../model/fact.ts';

/**
 * What a function has to reach, and how that is known: said by somebody (tag, configuration, file
 * system), named in an environment value, or inferred from what its role may do.
 */

/** Where a need comes from; the strongest one where there are several. */
export type NeedSource = 'configured' | 'environment' | 'role';

export interface NeedEvidence {
  /** ARN of the function or role. */
  readonly resource: string;
  /** `Tags.needs`, `Environment.DB_HOST`, `policy orders Statement[0]`. */
  readonly field: string;
  readonly value: string;
}

export interface NeedOrigin {
  readonly source: NeedSource;
  readonly confidence: 'CERTAIN' | 'INFERRED';
  readonly evidence: readonly NeedEvidence[];
}

/** Something on the public internet that is no AWS service. */
export interface InternetTarget {
  readonly kind: 'internet';
  readonly family: 4 | 6;
  /** TCP port. Absent where nothing says it. */
  readonly port?: number;
  /** The hosts that are named, if any is. */
  readonly hosts: readonly string[];
}

/** The API of an AWS service in one region. */
export interface ServiceTarget {
  readonly kind: 'service';
  /** IAM service prefix: `kinesis`. */
  readonly prefix: string;
  /** Short name of the endpoint service: `kinesis-streams`, `ecr.api`; the prefix where there is none. */
  readonly service: string;
  /** Absent where AWS lists no endpoint service, so that only the internet leads there. */
  readonly endpoint?: EndpointService;
  /** Full name of the endpoint service in the region: `com.amazonaws.us-east-1.kinesis-streams`. */
  readonly serviceName?: string;
  readonly region: string;
  /** TCP port. */
  readonly port: number;
  /**
   * The name that is called, where it is not the service's regional one: a global, FIPS or dual-stack
   * name, or a VPC endpoint's own. It decides which endpoint can own the name.
   */
  readonly host?: string;
}

/** One host in a VPC or in a network behind it. */
export interface HostTarget {
  readonly kind: 'host';
  /** Host name in lower case, or an address. */
  readonly host: string;
  /** The name that the function calls, where a private zone of its VPC leads from it to the host. */
  readonly calledAs?: string;
  /** TCP port, where the value says it. */
  readonly port?: number;
  /**
   * `resource`: a name that AWS gives to a database, cache or data warehouse. `address`: a private
   * address. `private-name`: any other name that is not public (a broker, a load balancer, a private zone
   * whose records were not read), whose address the control plane does not say.
   */
  readonly form: 'resource' | 'address' | 'private-name';
}

/** An EFS access point (TCP 2049) or an S3 Files one. */
export interface FileSystemTarget {
  readonly kind: 'file-system';
  readonly arn: string;
}

export type NeedTarget = InternetTarget | ServiceTarget | HostTarget | FileSystemTarget;

export type NeedKind = NeedTarget['kind'];

export type InternetNeed = InternetTarget & NeedOrigin;
export type ServiceNeed = ServiceTarget & NeedOrigin;
export type HostNeed = HostTarget & NeedOrigin;
export type FileSystemNeed = FileSystemTarget & NeedOrigin;
export type Need = NeedTarget & NeedOrigin;

/** Needs of some kinds may be missing, and why. */
export interface IncompleteNeeds extends Unknown {
  readonly kinds: readonly NeedKind[];
}

/** Something that was seen and makes no need, worth a word beside a verdict. */
export interface NeedNote {
  readonly kind:
    /** An IAM prefix or AWS host that the table of endpoint services does not list. */
    | 'unlisted-service'
    /** The service makes its own endpoints: the host it is reached by would be the need. */
    | 'service-managed'
    /** An SDK endpoint URL sends the calls of the service to another host. */
    | 'redirected'
    /** Tags were not among what was read; there may be needs in them. */
    | 'tags-not-read';
  readonly value: string;
}

/** What a function needs, as far as it can be known. */
export interface FunctionNeeds {
  readonly needs: readonly Need[];
  readonly incomplete: readonly IncompleteNeeds[];
  readonly notes: readonly NeedNote[];
}

/** Severity of a need that is not met: what is guessed from a role weighs less. */
export function severityOfNeed(need: NeedOrigin): 'HIGH' | 'MEDIUM' {
  return need.source === 'role' ? 'MEDIUM' : 'HIGH';
}

/** Why needs of the kind may be missing; empty where all of them are known. */
export function incompleteFor(needs: FunctionNeeds, kind: NeedKind): readonly Unknown[] {
  return needs.incomplete.filter((one) => one.kinds.includes(kind));
}

/** Whether the function is known to need the internet: said by somebody, or named in its environment. */
export function needsInternet({ needs }: FunctionNeeds): boolean {
  return needs.some(
    (need) => need.kind === 'internet' && need.family === 4 && need.source !== 'role',
  );
}
