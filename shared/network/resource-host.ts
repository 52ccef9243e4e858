/**
 * Names that AWS gives to databases, caches and data warehouses: the resource is what is called, not
 * the API of its service. `orders.c1.us-east-1.rds.amazonaws.com` is a database and
 * `rds.us-east-1.amazonaws.com` is the API of RDS.
 */

/** Which answers hold the resource that a name belongs to. */
export type ResourceHostService = 'rds' | 'elasticache' | 'redshift' | 'redshift-serverless';

export interface ResourceHost {
  readonly service: ResourceHostService;
  /** As the name says it; the names of caches shorten it and so say none. */
  readonly region?: string;
}

/** DescribeDBInstances and DescribeDBClusters answer for DocumentDB and Neptune too. */
const SERVICE_OF_LABEL: ReadonlyMap<string, ResourceHostService> = new Map([
  ['rds', 'rds'],
  ['docdb', 'rds'],
  ['neptune', 'rds'],
  ['cache', 'elasticache'],
  ['redshift', 'redshift'],
  ['redshift-serverless', 'redshift-serverless'],
]);

const AWS_SUFFIX = /\.amazonaws\.(?:com|com\.cn|eu)$/;

/** A region's name: `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`. */
export const REGION_NAME = /^[a-z]{2,4}(?:-[a-z]+)+-\d+$/;

/**
 * What a host name says of the resource behind it; undefined where it is no name of a database, cache
 * or data warehouse. Outside China the region stands before the service, in China behind it.
 *
 * @param host in lower case
 */
export function resourceHost(host: string): ResourceHost | undefined {
  if (!AWS_SUFFIX.test(host)) return undefined;
  const labels = host.replace(AWS_SUFFIX, '').split('.');
  const at = labels.findLastIndex((label) => SERVICE_OF_LABEL.has(label));
  const service = SERVICE_OF_LABEL.get(labels[at] ?? '');
  // A resource has a name and a hash in front; the API of the service has neither.
  if (service === undefined || at < 2) return undefined;
  const region = [labels[at - 1], labels[at + 1]].find((label) => REGION_NAME.test(label ?? ''));
  return { service, ...(region !== undefined && { region }) };
}
