import * as elasticache from '@aws-sdk/client-elasticache';
import * as rds from '@aws-sdk/client-rds';
import * as redshift from '@aws-sdk/client-redshift';
import { listingStep } from './listing-step.ts';
import type { Listing } from './listing-step.ts';

/** The largest page of RDS, ElastiCache and Redshift. */
const PAGE = 100;

/**
 * Databases, caches and data warehouses with their subnet groups. DescribeDBInstances and
 * DescribeDBClusters answer for DocumentDB and Neptune too.
 *
 * They are listed whole and always, not only where some function names one of their hosts: ten calls
 * for a region, of quotas that no deployment waits for, against a rule that would have to follow
 * private zone names, `trace --to <host>` and functions that change after the snapshot was taken.
 */
const LISTINGS: readonly Listing[] = [
  {
    collection: 'DBInstances',
    page: async (clients, Marker) => {
      const answer = await clients.rds.send(
        new rds.DescribeDBInstancesCommand({ Marker, MaxRecords: PAGE }),
      );
      return { items: answer.DBInstances, next: answer.Marker };
    },
  },
  {
    collection: 'DBClusters',
    page: async (clients, Marker) => {
      const answer = await clients.rds.send(
        new rds.DescribeDBClustersCommand({ Marker, MaxRecords: PAGE }),
      );
      return { items: answer.DBClusters, next: answer.Marker };
    },
  },
  {
    collection: 'DBProxies',
    page: async (clients, Marker) => {
      const answer = await clients.rds.send(
        new rds.DescribeDBProxiesCommand({ Marker, MaxRecords: PAGE }),
      );
      return { items: answer.DBProxies, next: answer.Marker };
    },
  },
  {
    collection: 'DBSubnetGroups',
    page: async (clients, Marker) => {
      const answer = await clients.rds.send(
        new rds.DescribeDBSubnetGroupsCommand({ Marker, MaxRecords: PAGE }),
      );
      return { items: answer.DBSubnetGroups, next: answer.Marker };
    },
  },
  {
    collection: 'ReplicationGroups',
    page: async (clients, Marker) => {
      const answer = await clients.elasticache.send(
        new elasticache.DescribeReplicationGroupsCommand({ Marker, MaxRecords: PAGE }),
      );
      return { items: answer.ReplicationGroups, next: answer.Marker };
    },
  },
  {
    collection: 'CacheClusters',
    page: async (clients, Marker) => {
      // Without ShowCacheNodeInfo the answer lacks the endpoints of the nodes.
      const answer = await clients.elasticache.send(
        new elasticache.DescribeCacheClustersCommand({
          Marker,
          MaxRecords: PAGE,
          ShowCacheNodeInfo: true,
        }),
      );
      return { items: answer.CacheClusters, next: answer.Marker };
    },
  },
  {
    collection: 'ServerlessCaches',
    page: async (clients, NextToken) => {
      const answer = await clients.elasticache.send(
        new elasticache.DescribeServerlessCachesCommand({ NextToken }),
      );
      return { items: answer.ServerlessCaches, next: answer.NextToken };
    },
  },
  {
    collection: 'CacheSubnetGroups',
    page: async (clients, Marker) => {
      const answer = await clients.elasticache.send(
        new elasticache.DescribeCacheSubnetGroupsCommand({ Marker, MaxRecords: PAGE }),
      );
      return { items: answer.CacheSubnetGroups, next: answer.Marker };
    },
  },
  {
    collection: 'Clusters',
    page: async (clients, Marker) => {
      const answer = await clients.redshift.send(
        new redshift.DescribeClustersCommand({ Marker, MaxRecords: PAGE }),
      );
      return { items: answer.Clusters, next: answer.Marker };
    },
  },
  {
    collection: 'ClusterSubnetGroups',
    page: async (clients, Marker) => {
      const answer = await clients.redshift.send(
        new redshift.DescribeClusterSubnetGroupsCommand({ Marker, MaxRecords: PAGE }),
      );
      return { items: answer.ClusterSubnetGroups, next: answer.Marker };
    },
  },
];

/** Reads every listing of RDS, ElastiCache and Redshift. */
export const readDatabases = listingStep('database listings', LISTINGS);
