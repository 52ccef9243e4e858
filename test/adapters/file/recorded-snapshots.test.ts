import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSnapshots } from '../../../shared/adapters/file/snapshot-source.ts';

const RECORDED = path.join(process.env['RECORDED_DATA'] ?? '../shared', 'snapshots');
const present = existsSync(RECORDED);

// oxlint-disable-next-line no-console -- a skipped test must say why
if (!present) console.warn(`no recorded snapshots in ${RECORDED} (RECORDED_DATA): not tested`);

async function load(folder: string) {
  const { snapshots, notices } = await loadSnapshots(path.join(RECORDED, folder));
  const [snapshot, ...others] = snapshots;
  if (snapshot === undefined || others.length > 0) throw new Error('expected one snapshot');
  return { snapshot, notices };
}

describe.skipIf(!present)('recorded describe answers of real VPCs', () => {
  test('a VPC with a NAT gateway', async () => {
    const { snapshot, notices } = await load('test-nat-gateway');
    expect(snapshot).toMatchObject({
      accountId: '554773406868',
      region: 'us-east-2',
      partition: 'aws',
    });
    const subnets = snapshot.inVpc('Subnets', 'vpc-0008a7b45e3ddf1dd');
    expect(subnets.known && subnets.value.length).toBe(3);
    const gateway = snapshot.get('NatGateways', 'nat-07ab4846da51f4612');
    expect(gateway.known && gateway.value?.SubnetId).toBe('subnet-0428892a357fa1f94');
    expect(snapshot.all('Functions').known).toBe(false);
    expect(notices).toEqual([]);
  });

  test('a VPC with a virtual private gateway', async () => {
    const { snapshot, notices } = await load('test-public-private-subnet');
    expect(snapshot).toMatchObject({ accountId: '554773406868', region: 'us-east-2' });
    const tables = snapshot.inVpc('RouteTables', 'vpc-0b966fdeb36d5e43f');
    const routes = tables.known ? tables.value.flatMap((table) => table.Routes) : [];
    expect(routes.map((route) => route.GatewayId)).toContain('vgw-070087240d6fa2989');
    expect(snapshot.all('NatGateways')).toEqual({ known: true, value: [] });
    expect(notices.map((one) => /: (\w+)$/.exec(one)?.[1])).toEqual([
      'Addresses',
      'CustomerGateways',
      'VpnConnections',
      'VpnGateways',
    ]);
  });
});
