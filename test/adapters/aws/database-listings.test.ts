import { describe, expect, test } from 'vitest';
import { resourceNamed } from '../../../shared/network/private-resources.ts';
import { Snapshot } from '../../../shared/model/snapshot.ts';
import { ACCOUNT_ID, FakeAws, query, queryError, readFake } from './fake-aws.ts';

const HOST = 'db.abc.us-east-1.rds.amazonaws.com';
const CACHE = 'node.abc.0001.use1.cache.amazonaws.com';

const INSTANCE = `<DBInstances><DBInstance>
  <DBInstanceIdentifier>db</DBInstanceIdentifier>
  <DBInstanceArn>arn:aws:rds:us-east-1:${ACCOUNT_ID}:db:db</DBInstanceArn>
  <DBInstanceStatus>available</DBInstanceStatus>
  <Endpoint><Address>${HOST}</Address><Port>5432</Port></Endpoint>
  <VpcSecurityGroups><VpcSecurityGroupMembership><VpcSecurityGroupId>sg-2</VpcSecurityGroupId><Status>active</Status></VpcSecurityGroupMembership></VpcSecurityGroups>
  <DBSubnetGroup><VpcId>vpc-1</VpcId><Subnets><Subnet><SubnetIdentifier>subnet-1</SubnetIdentifier></Subnet></Subnets></DBSubnetGroup>
</DBInstance></DBInstances>`;

describe('databases', () => {
  test('are found by their host', async () => {
    const fake = new FakeAws({ DescribeDBInstances: query('DescribeDBInstances', INSTANCE) });
    const snapshot = new Snapshot(await readFake(fake));
    expect(resourceNamed(snapshot, HOST)).toMatchObject({
      known: true,
      value: {
        id: expect.stringMatching(/:db:db$/) as unknown,
        securityGroupIds: { known: true, value: ['sg-2'] },
      },
    });
    expect(resourceNamed(snapshot, HOST.replace('db.', 'other.'))).toEqual({
      known: true,
      value: undefined,
    });
  });

  test('are listed page by page', async () => {
    const fake = new FakeAws({
      DescribeDBInstances: ({ Marker }) =>
        query('DescribeDBInstances', Marker === undefined ? '<Marker>next</Marker>' : INSTANCE),
    });
    const { collections } = await readFake(fake);
    expect(collections.DBInstances).toHaveLength(1);
    expect(fake.requestsOf('DescribeDBInstances')).toMatchObject([
      { MaxRecords: '100' },
      { MaxRecords: '100', Marker: 'next' },
    ]);
  });

  test('of which one listing is refused are unknown, and the action named', async () => {
    const fake = new FakeAws({
      DescribeDBClusters: queryError('AccessDenied', 'no', 403),
      DescribeClusters: queryError('UnauthorizedOperation', 'no', 403),
    });
    const snapshot = new Snapshot(await readFake(fake));
    expect(resourceNamed(snapshot, HOST)).toEqual({
      known: false,
      reason: { kind: 'denied', call: 'rds:DescribeDBClusters' },
    });
    expect(snapshot.content.gaps.map((gap) => gap.collection)).toEqual(['Clusters', 'DBClusters']);
  });
});

test('cache nodes come with their endpoints', async () => {
  const node = `<CacheNode><CacheNodeId>1</CacheNodeId><Endpoint><Address>${CACHE}</Address><Port>6379</Port></Endpoint></CacheNode>`;
  const fake = new FakeAws({
    DescribeCacheClusters: query(
      'DescribeCacheClusters',
      `<CacheClusters><CacheCluster><CacheClusterId>node</CacheClusterId><CacheNodes>${node}</CacheNodes></CacheCluster></CacheClusters>`,
    ),
  });
  const snapshot = new Snapshot(await readFake(fake));
  expect(fake.requestsOf('DescribeCacheClusters')).toMatchObject([{ ShowCacheNodeInfo: 'true' }]);
  expect(resourceNamed(snapshot, CACHE)).toMatchObject({ known: true, value: { id: 'node' } });
});
