import { describe, expect, it } from 'vitest';
import { resourceHost } from '../../shared/network/resource-host.ts';
import { resourceAt, resourceNamed, resourcesAt } from '../../shared/network/private-resources.ts';
import type { PrivateResource } from '../../shared/network/private-resource.ts';
import { servingState } from '../../shared/network/serving-state.ts';
import type { Fact } from '../../shared/model/fact.ts';
import { Snapshot } from '../../shared/model/snapshot.ts';
import { content, item, snapshot } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';

const HOST = 'orders.c1abc.us-east-1.rds.amazonaws.com';

const DB_SUBNET_GROUP = {
  DBSubnetGroupName: 'data',
  VpcId: 'vpc-0d',
  Subnets: [{ SubnetIdentifier: 'subnet-d1' }, { SubnetIdentifier: 'subnet-d2' }],
};

const instance = (fields: Record<string, unknown> = {}) =>
  item('DBInstances', {
    DBInstanceIdentifier: 'orders',
    DBInstanceArn: 'arn:aws:rds:us-east-1:111122223333:db:orders',
    DBInstanceStatus: 'available',
    Endpoint: { Address: HOST, Port: 3307, HostedZoneId: 'Z2R2ITUGPM61AM' },
    VpcSecurityGroups: [
      { VpcSecurityGroupId: 'sg-db', Status: 'active' },
      { VpcSecurityGroupId: 'sg-old', Status: 'removing' },
    ],
    DBSubnetGroup: DB_SUBNET_GROUP,
    PubliclyAccessible: false,
    ...fields,
  });

const cluster = (fields: Record<string, unknown> = {}) =>
  item('DBClusters', {
    DBClusterIdentifier: 'ledger',
    DBClusterArn: 'arn:aws:rds:us-east-1:111122223333:cluster:ledger',
    Status: 'available',
    Endpoint: 'ledger.cluster-c1abc.us-east-1.rds.amazonaws.com',
    CustomEndpoints: ['reports.cluster-custom-c1abc.us-east-1.rds.amazonaws.com'],
    Port: 5433,
    VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-db', Status: 'active' }],
    DBSubnetGroup: 'data',
    DBClusterMembers: [{ DBInstanceIdentifier: 'orders', IsClusterWriter: true }],
    ...fields,
  });

const value = <T>(fact: Fact<T>): T => {
  if (!fact.known) throw new Error(JSON.stringify(fact.reason));
  return fact.value;
};

const find = (collections: SnapshotChanges['collections'], host: string): PrivateResource => {
  const found = value(resourceNamed(snapshot({ collections: collections ?? {} }), host));
  if (found === undefined) throw new Error(`${host} was not found`);
  return found;
};

const plain = (fact: Fact<unknown>): unknown =>
  fact.known ? fact.value : 'call' in fact.reason ? fact.reason.call : fact.reason.kind;

/** The facts of a resource without their wrapping; an unknown one shows the call that is missing. */
const facts = (resource: PrivateResource) => {
  return {
    kind: resource.kind,
    port: plain(resource.port),
    vpcId: plain(resource.vpcId),
    subnetIds: plain(resource.subnetIds),
    securityGroupIds: plain(resource.securityGroupIds),
    serving: plain(resource.serving),
    publiclyAccessible: plain(resource.publiclyAccessible),
  };
};

const inDataSubnets = {
  vpcId: 'vpc-0d',
  subnetIds: ['subnet-d1', 'subnet-d2'],
  securityGroupIds: ['sg-db'],
  serving: 'serving',
  publiclyAccessible: false,
};

describe('a database', () => {
  it('is found by its endpoint in any case, without groups that are being removed', () => {
    const found = find({ DBInstances: [instance()] }, HOST.toUpperCase());
    expect(facts(found)).toEqual({ kind: 'db-instance', port: 3307, ...inDataSubnets });
  });

  it.each([
    'ledger.cluster-c1abc.us-east-1.rds.amazonaws.com',
    'ledger.cluster-ro-c1abc.us-east-1.rds.amazonaws.com',
    'reports.cluster-custom-c1abc.us-east-1.rds.amazonaws.com',
  ])('that is a cluster is found by %s, in the VPC of its member', (host) => {
    const found = find({ DBClusters: [cluster()], DBInstances: [instance()] }, host);
    expect(facts(found)).toEqual({ kind: 'db-cluster', port: 5433, ...inDataSubnets });
  });

  it('that is a cluster without instances takes its VPC from the subnet group', () => {
    const found = find(
      { DBClusters: [cluster()], DBSubnetGroups: [item('DBSubnetGroups', DB_SUBNET_GROUP)] },
      'ledger.cluster-c1abc.us-east-1.rds.amazonaws.com',
    );
    expect(facts(found)).toMatchObject({ vpcId: 'vpc-0d', subnetIds: ['subnet-d1', 'subnet-d2'] });
  });

  it('that is a cluster in an unread subnet group has no known VPC', () => {
    const found = find(
      { DBClusters: [cluster()], DBSubnetGroups: undefined },
      'ledger.cluster-c1abc.us-east-1.rds.amazonaws.com',
    );
    expect(facts(found)).toMatchObject({
      vpcId: 'rds:DescribeDBSubnetGroups',
      securityGroupIds: ['sg-db'],
    });
  });

  it('that is a cluster is public where one of its instances is', () => {
    const found = find(
      { DBClusters: [cluster()], DBInstances: [instance({ PubliclyAccessible: true })] },
      'ledger.cluster-c1abc.us-east-1.rds.amazonaws.com',
    );
    expect(facts(found)).toMatchObject({ publiclyAccessible: true });
  });

  it('that is a proxy listens on the port of its engine family', () => {
    const proxy = {
      DBProxyName: 'pool',
      DBProxyArn: 'arn:aws:rds:us-east-1:111122223333:db-proxy:prx-1',
      Status: 'available',
      EngineFamily: 'POSTGRESQL',
      VpcId: 'vpc-0d',
      VpcSecurityGroupIds: ['sg-db'],
      VpcSubnetIds: ['subnet-d1', 'subnet-d2'],
      Endpoint: 'pool.proxy-c1abc.us-east-1.rds.amazonaws.com',
    };
    const found = find({ DBProxies: [item('DBProxies', proxy)] }, proxy.Endpoint);
    expect(facts(found)).toEqual({ kind: 'db-proxy', port: 5432, ...inDataSubnets });
  });

  it('whose status is missing may or may not serve', () => {
    const found = find({ DBInstances: [instance({ DBInstanceStatus: undefined })] }, HOST);
    expect(facts(found)).toMatchObject({ serving: 'rds:DescribeDBInstances' });
  });
});

describe('a cache', () => {
  const subnetGroup = item('CacheSubnetGroups', {
    CacheSubnetGroupName: 'data',
    VpcId: 'vpc-0d',
    Subnets: [{ SubnetIdentifier: 'subnet-d1' }, { SubnetIdentifier: 'subnet-d2' }],
  });
  const node = item('CacheClusters', {
    CacheClusterId: 'sessions-001',
    CacheClusterStatus: 'available',
    ReplicationGroupId: 'sessions',
    CacheSubnetGroupName: 'data',
    CacheNodes: [
      { Endpoint: { Address: 'sessions-001.x1.0001.use1.cache.amazonaws.com', Port: 6379 } },
    ],
    SecurityGroups: [
      { SecurityGroupId: 'sg-db', Status: 'active' },
      { SecurityGroupId: 'sg-old', Status: 'removing' },
    ],
  });
  const group = item('ReplicationGroups', {
    ReplicationGroupId: 'sessions',
    Status: 'modifying',
    ConfigurationEndpoint: {
      Address: 'clustercfg.sessions.x1.use1.cache.amazonaws.com',
      Port: 6379,
    },
    MemberClusters: ['sessions-001'],
    NodeGroups: [
      {
        PrimaryEndpoint: { Address: 'master.sessions.x1.use1.cache.amazonaws.com', Port: 6379 },
        ReaderEndpoint: { Address: 'replica.sessions.x1.use1.cache.amazonaws.com', Port: 6380 },
      },
    ],
  });
  const collections = {
    CacheSubnetGroups: [subnetGroup],
    CacheClusters: [node],
    ReplicationGroups: [group],
  };

  it.each([
    ['clustercfg.sessions.x1.use1.cache.amazonaws.com', 'replication-group', 6379],
    ['master.sessions.x1.use1.cache.amazonaws.com', 'replication-group', 6379],
    ['replica.sessions.x1.use1.cache.amazonaws.com', 'replication-group', 6380],
    ['sessions-001.x1.0001.use1.cache.amazonaws.com', 'cache-cluster', 6379],
  ])('is found by %s with the groups and subnets of its members', (host, kind, port) => {
    expect(facts(find(collections, host))).toEqual({ kind, port, ...inDataSubnets });
  });

  it('without its subnet group has no known VPC', () => {
    const unread = { ...collections, CacheSubnetGroups: undefined };
    const found = find(unread, 'master.sessions.x1.use1.cache.amazonaws.com');
    expect(facts(found)).toMatchObject({
      vpcId: 'elasticache:DescribeCacheSubnetGroups',
      securityGroupIds: ['sg-db'],
    });
  });

  it('without its members has no known groups', () => {
    const unread = { ...collections, CacheClusters: undefined };
    const found = find(unread, 'master.sessions.x1.use1.cache.amazonaws.com');
    expect(facts(found)).toMatchObject({ securityGroupIds: 'elasticache:DescribeCacheClusters' });
  });

  it('that is serverless is in the VPC of its subnets', () => {
    const cache = item('ServerlessCaches', {
      ServerlessCacheName: 'carts',
      Status: 'AVAILABLE',
      Endpoint: { Address: 'carts-x1.serverless.use1.cache.amazonaws.com', Port: 6379 },
      ReaderEndpoint: { Address: 'carts-x1.serverless.use1.cache.amazonaws.com', Port: 6380 },
      SecurityGroupIds: ['sg-db'],
      SubnetIds: ['subnet-0a'],
    });
    const found = find(
      { ServerlessCaches: [cache] },
      'carts-x1.serverless.use1.cache.amazonaws.com',
    );
    expect(facts(found)).toMatchObject({ kind: 'serverless-cache', vpcId: 'vpc-0a' });
  });
});

it('finds a data warehouse with the subnets of its subnet group', () => {
  const found = find(
    {
      Clusters: [
        item('Clusters', {
          ClusterIdentifier: 'dw',
          ClusterStatus: 'available',
          Endpoint: { Address: 'dw.c1.us-east-1.redshift.amazonaws.com', Port: 5439 },
          VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-db', Status: 'active' }],
          ClusterSubnetGroupName: 'data',
          VpcId: 'vpc-0d',
          PubliclyAccessible: true,
        }),
      ],
      ClusterSubnetGroups: [
        item('ClusterSubnetGroups', { ...DB_SUBNET_GROUP, ClusterSubnetGroupName: 'data' }),
      ],
    },
    'dw.c1.us-east-1.redshift.amazonaws.com',
  );
  expect(facts(found)).toEqual({
    kind: 'redshift-cluster',
    port: 5439,
    ...inDataSubnets,
    publiclyAccessible: true,
  });
});

describe('a name that is not found', () => {
  const missing = 'other.c1abc.us-east-1.rds.amazonaws.com';

  it('is not in this account where every answer that could hold it was read', () => {
    expect(resourceNamed(snapshot(), missing)).toEqual({ known: true, value: undefined });
  });

  it.each(['DBInstances', 'DBClusters', 'DBProxies'] as const)(
    'is unknown where %s were not read',
    (collection) => {
      const model = snapshot({
        collections: { [collection]: undefined },
        gaps: [{ collection, reason: { kind: 'denied', call: `rds:Describe${collection}` } }],
      });
      expect(resourceNamed(model, missing)).toEqual({
        known: false,
        reason: { kind: 'denied', call: `rds:Describe${collection}` },
      });
    },
  );

  it('does not depend on the answers of another service', () => {
    const model = snapshot({ collections: { CacheClusters: undefined, Clusters: undefined } });
    expect(resourceNamed(model, missing)).toEqual({ known: true, value: undefined });
  });

  it.each([
    [
      'in a region that was not read',
      'a.c1.eu-west-1.rds.amazonaws.com',
      'rds:DescribeDBInstances',
    ],
    [
      'of a serverless workgroup',
      'wg.111122223333.us-east-1.redshift-serverless.amazonaws.com',
      'redshift-serverless:ListWorkgroups',
    ],
    [
      'of an additional endpoint of a proxy',
      'ro.endpoint.proxy-c1.us-east-1.rds.amazonaws.com',
      'rds:DescribeDBProxyEndpoints',
    ],
  ])('is unknown %s', (_, host, call) => {
    expect(resourceNamed(snapshot(), host)).toMatchObject({
      known: false,
      reason: { kind: 'not-read', call },
    });
  });

  it('is unknown where the name says nothing of what is behind it', () => {
    expect(resourceNamed(snapshot(), 'db.corp.internal')).toMatchObject({
      known: false,
      reason: { kind: 'opaque' },
    });
  });

  it('is found in a neighbour', () => {
    const [near] = Snapshot.linked([
      content(),
      content({
        header: { accountId: '444455556666' },
        collections: { DBInstances: [instance()] },
      }),
    ]);
    if (near === undefined) throw new Error('no snapshot');
    expect(value(resourceNamed(near, HOST))?.kind).toBe('db-instance');
  });
});

const networkInterface = (fields: Record<string, unknown>) =>
  item('NetworkInterfaces', {
    NetworkInterfaceId: 'eni-1',
    VpcId: 'vpc-0a',
    SubnetId: 'subnet-0a',
    Status: 'in-use',
    PrivateIpAddress: '10.0.0.9',
    Groups: [{ GroupId: 'sg-app' }],
    ...fields,
  });

describe('a private address', () => {
  const model = snapshot({
    collections: {
      NetworkInterfaces: [
        networkInterface({ Ipv6Addresses: [{ Ipv6Address: '2600:1f18:0:0::9' }] }),
        networkInterface({
          NetworkInterfaceId: 'eni-2',
          VpcId: 'vpc-0b',
          PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.9' }, { PrivateIpAddress: '10.0.0.10' }],
        }),
      ],
    },
  });

  it('belongs to the network interface in the VPC that is asked for', () => {
    expect(value(resourcesAt(model, '10.0.0.9')).map((one) => one.id)).toEqual(['eni-1', 'eni-2']);
    expect(value(resourceAt(model, '10.0.0.9', 'vpc-0b'))?.id).toBe('eni-2');
  });

  it('may be a secondary one, or IPv6 in another spelling', () => {
    expect(value(resourceAt(model, '10.0.0.10', 'vpc-0b'))?.id).toBe('eni-2');
    expect(value(resourceAt(model, '2600:1f18::9', 'vpc-0a'))?.id).toBe('eni-1');
  });

  it('has the groups of its interface and a port that nobody says', () => {
    const [found] = value(resourcesAt(model, '10.0.0.10'));
    expect(found && facts(found)).toMatchObject({
      kind: 'network-interface',
      port: 'opaque',
      securityGroupIds: ['sg-app'],
    });
  });

  it('that no interface has is absent only where all were read', () => {
    expect(resourcesAt(model, '10.0.0.11')).toEqual({ known: true, value: [] });
    expect(
      resourcesAt(snapshot({ collections: { NetworkInterfaces: undefined } }), '10.0.0.11'),
    ).toMatchObject({ known: false, reason: { call: 'ec2:DescribeNetworkInterfaces' } });
  });
});

describe('the names that AWS gives to resources', () => {
  it.each([
    [HOST, 'rds', 'us-east-1'],
    ['orders.c1.rds.cn-north-1.amazonaws.com.cn', 'rds', 'cn-north-1'],
    ['docs.cluster-c1.us-east-1.docdb.amazonaws.com', 'rds', 'us-east-1'],
    ['graph.cluster-c1.us-east-1.neptune.amazonaws.com', 'rds', 'us-east-1'],
    ['a.b.0001.cnn1.cache.amazonaws.com.cn', 'elasticache', undefined],
    ['dw.c1.eusc-de-east-1.redshift.amazonaws.eu', 'redshift', 'eusc-de-east-1'],
  ])('%s is a resource', (host, service, region) => {
    expect(resourceHost(host)).toEqual({ service, ...(region !== undefined && { region }) });
  });

  it.each([
    'rds.us-east-1.amazonaws.com',
    'rds.cn-north-1.amazonaws.com.cn',
    'redshift.us-east-1.amazonaws.com',
    'elasticache.us-east-1.amazonaws.com',
    'us-east-1.rds.amazonaws.com',
    'orders.c1.us-east-1.rds.example.com',
  ])('%s is none', (host) => {
    expect(resourceHost(host)).toBeUndefined();
  });
});

describe('a status', () => {
  it.each([
    'stopped',
    'stopping',
    'failed',
    'deleting',
    'restore-error',
    'inaccessible-encryption-credentials',
    'inaccessible-encryption-credentials-recoverable',
    'incompatible-network',
    'create-failed',
    'CREATE-FAILED',
    'paused',
  ])('%s does not serve', (status) => {
    expect(servingState(status)).toBe('not-serving');
  });

  it.each(['creating', 'CREATING', 'starting', 'rebooting', 'rebooting cluster nodes'])(
    '%s is changing',
    (status) => {
      expect(servingState(status)).toBe('changing');
    },
  );

  it.each([
    'available',
    'AVAILABLE',
    'available, prep-for-resize',
    'backing-up',
    'modifying',
    'storage-full',
    'configuring-enhanced-monitoring',
    'a status that AWS adds later',
  ])('%s serves', (status) => {
    expect(servingState(status)).toBe('serving');
  });
});
