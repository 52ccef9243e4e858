import { describe, expect, it } from 'vitest';
import { COLLECTIONS } from '../../shared/model/collections.ts';
import type { CollectionName, Item } from '../../shared/model/collections.ts';
import { item, snapshot } from '../builders/snapshot.ts';

const id = <K extends CollectionName>(collection: K, one: Item<K>): string =>
  (COLLECTIONS[collection].id as (one: Item<K>) => string)(one);

describe('hosted zones and record sets', () => {
  it('keep one zone of two VPCs apart by the joined VPC', () => {
    const zone = { HostedZoneId: 'Z1', Name: 'lambda.us-east-1.amazonaws.com.' };
    const zones = ['vpc-0a', 'vpc-0b'].map((VPCId) =>
      item('HostedZoneSummaries', { ...zone, VPCId }),
    );
    const model = snapshot({ collections: { HostedZoneSummaries: zones } });

    expect(new Set(zones.map((one) => id('HostedZoneSummaries', one))).size).toBe(2);
    expect(model.inVpc('HostedZoneSummaries', 'vpc-0b')).toEqual({
      known: true,
      value: [zones[1]],
    });
  });

  it('take a zone id with and without its path as the same zone', () => {
    const fields = { Name: 'a.internal.', Type: 'A' };
    const [bare, path] = ['Z1', '/hostedzone/Z1'].map((HostedZoneId) =>
      item('ResourceRecordSets', { ...fields, HostedZoneId }),
    );
    expect(path).toEqual(bare);
  });

  it('keep record sets apart that differ in their type or set identifier only', () => {
    const base = { HostedZoneId: 'Z1', Name: 'a.internal.', Type: 'A' };
    const sets = [base, { ...base, Type: 'AAAA' }, { ...base, SetIdentifier: 'blue' }];
    const ids = sets.map((one) => id('ResourceRecordSets', item('ResourceRecordSets', one)));
    expect(new Set(ids).size).toBe(3);
  });

  it('accept the bare answer of a call, which names neither VPC nor zone', () => {
    expect(
      item('HostedZoneSummaries', {
        HostedZoneId: 'Z1',
        Name: 'a.internal.',
        Owner: { OwningAccount: '111122223333' },
      }).VPCId,
    ).toBeUndefined();
    expect(
      item('ResourceRecordSets', { Name: 'a.internal.', Type: 'A', TTL: 60 }).HostedZoneId,
    ).toBeUndefined();
  });
});

describe('lists that several services answer under one name', () => {
  it('tells Redshift clusters from those of other services', () => {
    const { recognises } = COLLECTIONS.Clusters;
    expect(recognises?.({ ClusterIdentifier: 'dw' })).toBe(true);
    expect(recognises?.({ ClusterName: 'cache', ClusterArn: 'arn:aws:dax:…' })).toBe(false);
    expect(recognises?.({ Id: 'j-1', Name: 'spark' })).toBe(false);
    expect(recognises?.('arn:aws:ecs:us-east-1:111122223333:cluster/web')).toBe(false);
  });

  it('tells access points of EFS from multi-Region ones of S3', () => {
    const { recognises } = COLLECTIONS.AccessPoints;
    expect(recognises?.({ AccessPointArn: 'arn:aws:elasticfilesystem:…' })).toBe(true);
    expect(recognises?.({ Name: 'everywhere', Alias: 'abc.mrap' })).toBe(false);
  });
});

describe('resources and their VPC', () => {
  it.each([
    [
      'DBInstances',
      { DBInstanceIdentifier: 'db', DBInstanceArn: 'arn:db', DBSubnetGroup: { VpcId: 'vpc-0b' } },
    ],
    ['DBProxies', { DBProxyName: 'p', DBProxyArn: 'arn:p', VpcId: 'vpc-0b' }],
    ['Clusters', { ClusterIdentifier: 'dw', VpcId: 'vpc-0b' }],
    ['CacheSubnetGroups', { CacheSubnetGroupName: 'g', VpcId: 'vpc-0b' }],
    [
      'MountTargets',
      { MountTargetId: 'fsmt-1', FileSystemId: 'fs-1', SubnetId: 'subnet-1', VpcId: 'vpc-0b' },
    ],
    ['ProfileAssociations', { Id: 'a', ProfileId: 'rp-1', ResourceId: 'vpc-0b' }],
    ['ResolverRuleAssociations', { Id: 'a', ResolverRuleId: 'rslvr-rr-1', VPCId: 'vpc-0b' }],
  ] as const)('%s are found by their VPC', (collection, fields) => {
    const one = item(collection, fields);
    const model = snapshot({ collections: { [collection]: [one] } });
    expect(model.inVpc(collection, 'vpc-0b')).toEqual({ known: true, value: [one] });
    expect(model.inVpc(collection, 'vpc-0a')).toEqual({ known: true, value: [] });
  });
});
