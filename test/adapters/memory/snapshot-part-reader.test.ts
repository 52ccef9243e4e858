import { describe, expect, it } from 'vitest';
import { SnapshotAccount } from '../../../shared/adapters/memory/snapshot-account.ts';
import { SnapshotListing } from '../../../shared/adapters/memory/snapshot-listing.ts';
import { SnapshotPartReader } from '../../../shared/adapters/memory/snapshot-part-reader.ts';
import { known } from '../../../shared/model/fact.ts';
import { joinParts } from '../../../shared/model/snapshot-part.ts';
import { Snapshot } from '../../../shared/model/snapshot.ts';
import type { SnapshotContent } from '../../../shared/model/snapshot.ts';
import {
  aFunction,
  aSubnet,
  aVpc,
  content,
  functionArn,
  item,
  REGION,
  SUBNETS,
  VPC,
} from '../../builders/snapshot.ts';

const ROLE = 'arn:aws:iam::111122223333:role/orders';
const POLICY = 'arn:aws:iam::111122223333:policy/orders';
const PEER = 'vpc-0b';
const FAR = 'vpc-0c';

const account = content({
  collections: {
    Vpcs: [aVpc(), aVpc({ VpcId: PEER }), aVpc({ VpcId: FAR })],
    Subnets: [
      aSubnet(),
      aSubnet({ SubnetId: 'subnet-0b', VpcId: PEER }),
      aSubnet({ SubnetId: 'subnet-0c', VpcId: FAR }),
    ],
    VpcPeeringConnections: [peering('pcx-1', VPC, PEER), peering('pcx-2', PEER, FAR)],
    Functions: [
      aFunction(),
      aFunction({ Version: '7', FunctionArn: `${functionArn('orders')}:7` }),
      aFunction({ FunctionName: 'orders2', VpcConfig: undefined }),
    ],
    Aliases: [
      item('Aliases', {
        AliasArn: `${functionArn('orders')}:live`,
        Name: 'live',
        FunctionVersion: '7',
      }),
    ],
    RoleDetailList: [
      item('RoleDetailList', {
        Arn: ROLE,
        RoleName: 'orders',
        AttachedManagedPolicies: [{ PolicyArn: POLICY }],
      }),
    ],
    Policies: [
      item('Policies', { Arn: POLICY }),
      item('Policies', { Arn: 'arn:aws:iam::aws:policy/Other' }),
    ],
  },
  gaps: [
    {
      collection: 'Functions',
      of: `${functionArn('orders')} Tags`,
      reason: { kind: 'denied', call: 'lambda:ListTags' },
    },
  ],
});

function readerOf(...contents: readonly SnapshotContent[]): SnapshotPartReader {
  return new SnapshotPartReader(new SnapshotAccount(contents));
}

function peering(VpcPeeringConnectionId: string, requester: string, accepter: string) {
  return item('VpcPeeringConnections', {
    VpcPeeringConnectionId,
    Status: { Code: 'active' },
    RequesterVpcInfo: { VpcId: requester },
    AccepterVpcInfo: { VpcId: accepter },
  });
}

describe('parts of snapshots', () => {
  it('holds a VPC with its direct peers, and says nothing of the others', async () => {
    const part = await readerOf(account).vpcs(REGION, [VPC]);
    const snapshot = new Snapshot({ ...account, ...part });
    expect(part.vpcIds).toEqual([VPC, PEER]);
    expect(snapshot.inVpc('Subnets', PEER)).toMatchObject({ value: [{ SubnetId: 'subnet-0b' }] });
    expect(snapshot.inVpc('Subnets', FAR)).toMatchObject({
      known: false,
      reason: { kind: 'not-read', detail: 'vpc-0c was not read' },
    });
    expect(snapshot.get('Subnets', 'subnet-0c')).toMatchObject({ known: false });
    expect(snapshot.all('VpcPeeringConnections')).toMatchObject({ value: { length: 2 } });
  });

  it('says of a VPC that is not there that it does not exist', async () => {
    const part = await readerOf(account).vpcs(REGION, ['vpc-0dead']);
    expect(part.notFound).toEqual(['vpc-0dead']);
    expect(part.collections.Vpcs).toEqual([]);
  });

  it('does not say so where the VPCs could not be listed', async () => {
    const reason = { kind: 'denied', call: 'ec2:DescribeVpcs' } as const;
    const denied = content({
      collections: { Vpcs: undefined },
      gaps: [{ collection: 'Vpcs', reason }],
    });
    const part = await readerOf(denied).vpcs(REGION, [VPC]);
    expect(part.notFound).toEqual([]);
    expect(part.gaps).toEqual([{ collection: 'Vpcs', reason }]);
  });

  it('gives a function with all that is its own', async () => {
    const found = await readerOf(account).lambdaFunction(REGION, functionArn('orders'));
    expect(found).toMatchObject({
      known: true,
      value: {
        vpcIds: [VPC],
        roleArns: [ROLE],
        capturedAt: account.capturedAt,
        part: {
          collections: { Functions: { length: 2 }, Aliases: { length: 1 } },
          gaps: [{ of: `${functionArn('orders')} Tags` }],
        },
      },
    });
  });

  it('knows that a function is not there where all functions were read, and nothing else', async () => {
    const reader = readerOf(account);
    expect(await reader.lambdaFunction(REGION, functionArn('x'))).toEqual(known(undefined));
    const elsewhere = await reader.lambdaFunction('eu-west-1', functionArn('orders'));
    expect(elsewhere.known).toBe(false);
    expect((await reader.role('arn:aws:iam::111122223333:role/x')).known).toBe(false);
  });

  it('gives a role with its own policies', async () => {
    const found = await readerOf(account).role(ROLE);
    expect(found).toMatchObject({
      value: { policyArns: [POLICY], part: { collections: { Policies: [{ Arn: POLICY }] } } },
    });
  });

  it('knows the VPCs of ids, and leaves out what it does not know', async () => {
    const located = await readerOf(account).locate(REGION, [
      SUBNETS[0],
      'rtb-0a',
      'pcx-2',
      'eni-unknown',
    ]);
    expect(Object.fromEntries(located)).toEqual({
      [SUBNETS[0]]: [VPC],
      'rtb-0a': [VPC],
      'pcx-2': [PEER, FAR],
    });
  });

  it('pages through functions, and a topic holds its collections only', async () => {
    const many = content({
      collections: {
        Functions: Array.from({ length: 120 }, (_, index) =>
          aFunction({ FunctionName: `f${index}` }),
        ),
      },
    });
    const of = new SnapshotAccount([many]);
    const listing = new SnapshotListing(of);
    const pages = [];
    for (
      let marker: string | undefined, first = true;
      first || marker !== undefined;
      first = false
    ) {
      const page = await listing.functions(REGION, marker);
      pages.push(page.part);
      marker = page.next;
    }
    expect(pages).toHaveLength(3);
    expect(joinParts(pages).collections.Functions).toHaveLength(120);
    expect(Object.keys((await listing.topic(REGION, 'zones')).collections)).toEqual([
      'AvailabilityZones',
    ]);
    expect(of.calls).toEqual(
      new Map([
        ['functions', 3],
        ['topic', 1],
      ]),
    );
  });

  it('completes functions of a listing, and says which are gone', async () => {
    const listing = new SnapshotListing(new SnapshotAccount([account]));
    const details = await listing.functionDetails(REGION, {
      collections: { Functions: [aFunction(), aFunction({ FunctionName: 'gone' })] },
      gaps: [],
      notFound: [],
    });
    expect(details).toMatchObject({
      collections: { Functions: { length: 2 }, Aliases: { length: 1 } },
      notFound: [functionArn('gone')],
    });
  });

  it('names the VPCs with endpoints', async () => {
    const VpcEndpoints = [
      item('VpcEndpoints', { VpcEndpointId: 'vpce-1', ServiceName: 's', VpcId: PEER }),
    ];
    const of = new SnapshotAccount([content({ collections: { VpcEndpoints } })]);
    expect(await new SnapshotListing(of).vpcs(REGION)).toEqual(known([PEER]));
  });

  it('shows the account as it is after a change', async () => {
    const of = new SnapshotAccount([account]);
    const reader = new SnapshotPartReader(of);
    of.replace([content({ collections: { Functions: [] } })]);
    expect(await reader.lambdaFunction(REGION, functionArn('orders'))).toEqual(known(undefined));
  });
});
