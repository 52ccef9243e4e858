import { parseAddress } from '../model/cidr.ts';
import { parseArn } from '../model/arn.ts';
import type { CloudTrailRecord } from './cloudtrail-event.ts';
import { parameterTexts } from './event-parameters.ts';
import { functionIdOf } from './function-reference.ts';
import type { NamePlace } from './function-reference.ts';
import { resourceOfIdShape } from './resource-type.ts';
import type { NamedByField, NamedResource } from './resource-type.ts';

/** Reads a field's text as the id of a resource; undefined where it is none. */
type FieldReader = (text: string, place: NamePlace) => string | undefined;

interface FieldRule {
  readonly type: NamedByField;
  readonly read: FieldReader;
  /** In answers the field says something about another resource, it does not name one. */
  readonly requestOnly?: true;
}

/** Longer than any name or ARN that AWS accepts. */
const LONGEST_NAME = 2048;

const NAME = /^[^\s/]+$/;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const HOSTED_ZONE = /^(?:\/hostedzone\/)?(Z[A-Z0-9]+)$/;

const asName: FieldReader = (text) => (NAME.test(text) ? text : undefined);

/** Takes only the ARN of the given service and kind: `role/`, `policy/`, `resource-share/`. */
function asArn(service: string, resource: string): FieldReader {
  return (text) => {
    const arn = parseArn(text);
    return arn?.service === service && arn.resource.startsWith(resource) ? text : undefined;
  };
}

const asFunctionArn: FieldReader = (text, place) =>
  text.startsWith('arn:') ? functionIdOf(text, place) : undefined;

const asCapacityProvider: FieldReader = (text, place) =>
  text.startsWith('arn:')
    ? asArn('lambda', 'capacity-provider:')(text, place)
    : asName(text, place);

const asAddress: FieldReader = (text) => (parseAddress(text) === undefined ? undefined : text);

const asRole = asArn('iam', 'role/');
const asPolicy = asArn('iam', 'policy/');

/** `event-source-mapping:<uuid>` where TagResource names one. */
const asMappingArn: FieldReader = (text) => {
  const resource = parseArn(text)?.resource ?? '';
  const uuid = resource.slice(resource.indexOf(':') + 1);
  return resource.startsWith('event-source-mapping:') && UUID.test(uuid) ? uuid : undefined;
};

type FieldRules = readonly (readonly [field: string, FieldRule])[];

const FIELDS_OF_SOURCE: Readonly<Record<string, FieldRules>> = {
  'lambda.amazonaws.com': [
    ['functionname', { type: 'function', read: functionIdOf }],
    ['functionarn', { type: 'function', read: asFunctionArn }],
    ['resource', { type: 'function', read: asFunctionArn }],
    ['resource', { type: 'event-source-mapping', read: asMappingArn }],
    [
      'uuid',
      { type: 'event-source-mapping', read: (text) => (UUID.test(text) ? text : undefined) },
    ],
    ['capacityprovidername', { type: 'capacity-provider', read: asCapacityProvider }],
    ['capacityproviderarn', { type: 'capacity-provider', read: asCapacityProvider }],
    ['role', { type: 'role', read: asRole }],
  ],
  'ec2.amazonaws.com': [
    ['publicip', { type: 'public-ip', requestOnly: true, read: asAddress }],
    ['exclusionid', { type: 'block-public-access-exclusion', read: asName }],
    ['vpcencryptioncontrolid', { type: 'encryption-control', read: asName }],
  ],
  'iam.amazonaws.com': [
    ['rolename', { type: 'role', read: asName }],
    ['arn', { type: 'role', read: asRole }],
    ['arn', { type: 'policy', read: asPolicy }],
    ['policyarn', { type: 'policy', read: asPolicy }],
    ['permissionsboundary', { type: 'policy', read: asPolicy }],
    ['permissionsboundaryarn', { type: 'policy', read: asPolicy }],
  ],
  'organizations.amazonaws.com': [
    ['policyid', { type: 'organization-policy', read: asName }],
    ['targetid', { type: 'organization-target', read: asName }],
  ],
  'route53.amazonaws.com': [
    ['hostedzoneid', { type: 'hosted-zone', read: (text) => HOSTED_ZONE.exec(text)?.[1] }],
    ['id', { type: 'hosted-zone', read: (text) => HOSTED_ZONE.exec(text)?.[1] }],
  ],
  'route53profiles.amazonaws.com': [['profileid', { type: 'route53-profile', read: asName }]],
  'route53resolver.amazonaws.com': [['resolverruleid', { type: 'resolver-rule', read: asName }]],
  'rds.amazonaws.com': [
    ['dbinstanceidentifier', { type: 'db-instance', read: asName }],
    ['newdbinstanceidentifier', { type: 'db-instance', read: asName }],
    ['dbclusteridentifier', { type: 'db-cluster', read: asName }],
    ['newdbclusteridentifier', { type: 'db-cluster', read: asName }],
    ['dbproxyname', { type: 'db-proxy', read: asName }],
    ['newdbproxyname', { type: 'db-proxy', read: asName }],
  ],
  'elasticache.amazonaws.com': [
    ['replicationgroupid', { type: 'replication-group', read: asName }],
    ['cacheclusterid', { type: 'cache-cluster', read: asName }],
    ['serverlesscachename', { type: 'serverless-cache', read: asName }],
  ],
  'redshift.amazonaws.com': [
    ['clusteridentifier', { type: 'redshift-cluster', read: asName }],
    ['newclusteridentifier', { type: 'redshift-cluster', read: asName }],
  ],
  'ram.amazonaws.com': [
    ['resourcesharearn', { type: 'resource-share', read: asArn('ram', 'resource-share/') }],
  ],
};

/** Looked up by what an event says, hence no plain object. */
const RULES: ReadonlyMap<string, FieldRules> = new Map(Object.entries(FIELDS_OF_SOURCE));

/** A name somebody chose, or prose: a group called `vpc-0a1b2c3d` is no VPC. */
const FREE_TEXT = /(?:name|description|message|comment|reason|token|policy)$/;

function resourcesOfText(
  field: string,
  text: string,
  rules: FieldRules,
  place: NamePlace,
): readonly NamedResource[] {
  if (text.length > LONGEST_NAME) return [];
  const found: NamedResource[] = [];
  for (const [ruleField, { type, read }] of rules) {
    const id = ruleField === field ? read(text, place) : undefined;
    if (id !== undefined) found.push({ type, id });
  }
  if (found.length > 0 || FREE_TEXT.test(field)) return found;
  const shaped = resourceOfIdShape(text);
  return shaped === undefined ? [] : [shaped];
}

/** What an ARN ends in: the name that the request gives alone where the answer adds the ARN. */
function nameKey({ type, id }: NamedResource): string {
  return `${type} ${id.slice(Math.max(id.lastIndexOf('/'), id.lastIndexOf(':')) + 1)}`;
}

function isArn({ id }: NamedResource): boolean {
  return id.startsWith('arn:');
}

/**
 * The resources that a call names in its parameters and its answer, each once, sorted by id.
 *
 * Every id of EC2's shape counts, wherever it stands, because shapes differ by call and not all are
 * known; other ids only in the fields that hold them. Texts in tags, policy documents and descriptions
 * do not count. Known miss: a Kafka event source writes `subnet:subnet-…` into one text.
 *
 * `place` is the event's account and region, for names that leave them out.
 */
export function resourcesNamed(
  record: CloudTrailRecord,
  place: NamePlace,
): readonly NamedResource[] {
  const rules = RULES.get(record.eventSource) ?? [];
  const found = new Map<string, NamedResource>();
  const collect = (parameters: unknown, fieldRules: FieldRules) => {
    for (const { field, text } of parameterTexts(parameters)) {
      for (const resource of resourcesOfText(field, text, fieldRules, place)) {
        found.set(`${resource.type} ${resource.id}`, resource);
      }
    }
  };
  collect(record.requestParameters, rules);
  collect(
    record.responseElements,
    rules.filter(([, rule]) => rule.requestOnly !== true),
  );
  const resources = [...found.values()];
  const namedByArn = new Set(resources.filter(isArn).map(nameKey));
  return resources
    .filter((resource) => isArn(resource) || !namedByArn.has(nameKey(resource)))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
