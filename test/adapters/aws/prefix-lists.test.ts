import { describe, expect, test } from 'vitest';
import { Snapshot } from '../../../shared/model/snapshot.ts';
import { ACCOUNT_ID, FakeAws, ec2, ec2Error, readFake } from './fake-aws.ts';

describe('prefix lists', () => {
  const managed = ec2(
    'DescribeManagedPrefixLists',
    `<prefixListSet>
      <item><prefixListId>pl-1</prefixListId><ownerId>AWS</ownerId></item>
      <item><prefixListId>pl-2</prefixListId><ownerId>${ACCOUNT_ID}</ownerId></item>
    </prefixListSet>`,
  );
  const services = ec2(
    'DescribePrefixLists',
    `<prefixListSet><item><prefixListId>pl-1</prefixListId>
      <cidrSet><item>3.5.0.0/19</item></cidrSet></item></prefixListSet>`,
  );

  test('are merged by id; entries are asked for lists without CIDRs', async () => {
    const fake = new FakeAws({
      DescribeManagedPrefixLists: managed,
      DescribePrefixLists: services,
      GetManagedPrefixListEntries: ec2(
        'GetManagedPrefixListEntries',
        `<entrySet><item><cidr>10.9.0.0/16</cidr></item></entrySet>`,
      ),
    });
    const { collections } = await readFake(fake);
    expect(collections.PrefixLists).toEqual([
      { PrefixListId: 'pl-1', OwnerId: 'AWS', Cidrs: ['3.5.0.0/19'] },
      { PrefixListId: 'pl-2', OwnerId: ACCOUNT_ID, Entries: [{ Cidr: '10.9.0.0/16' }] },
    ]);
    expect(fake.requestsOf('GetManagedPrefixListEntries')).toHaveLength(1);
  });

  test('whose entries are refused are not empty', async () => {
    const snapshot = new Snapshot(
      await readFake(
        new FakeAws({
          DescribeManagedPrefixLists: managed,
          DescribePrefixLists: services,
          GetManagedPrefixListEntries: ec2Error('UnauthorizedOperation', 'no', 403),
        }),
      ),
    );
    expect(snapshot.get('PrefixLists', 'pl-2')).toEqual({
      known: true,
      value: { PrefixListId: 'pl-2', OwnerId: ACCOUNT_ID },
    });
    expect(snapshot.gap('PrefixLists', 'pl-2')?.reason).toEqual({
      kind: 'denied',
      call: 'ec2:GetManagedPrefixListEntries',
    });
  });
});
