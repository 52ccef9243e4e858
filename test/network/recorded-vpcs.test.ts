import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSnapshots } from '../../shared/adapters/file/snapshot-source.ts';
import { known } from '../../shared/model/fact.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { addressDestination } from '../../shared/network/flow.ts';
import type { Sender } from '../../shared/network/forwarding-path.ts';
import { forward } from '../../shared/network/forwarding.ts';
import { traceFlow } from '../../shared/network/trace.ts';
import { cidr, INTERNET } from './two-subnet-vpc.ts';

const folder = join(process.env['RECORDED_DATA'] ?? '../shared', 'snapshots');
const present = existsSync(folder);
// oxlint-disable-next-line no-console -- a skipped test must say why
if (!present) console.warn(`no recorded snapshots in ${folder} (RECORDED_DATA): not tested`);

async function recorded(name: string): Promise<Snapshot> {
  const { snapshots } = await loadSnapshots(join(folder, name), { region: 'us-east-2' });
  const [snapshot] = snapshots;
  if (snapshot === undefined) throw new RangeError(name);
  return snapshot;
}

/** TCP 80 to 8.8.8.8 from a subnet, with the default group of its VPC. */
function toGoogle(snapshot: Snapshot, subnetId: string, sender: Sender = 'function') {
  const subnet = snapshot.get('Subnets', subnetId);
  const vpcId = (subnet.known && subnet.value?.VpcId) || '';
  const group = snapshot
    .seen('SecurityGroups')
    .find((one) => one.VpcId === vpcId && one.GroupName === 'default');
  const source = { vpcId, subnetId, sender, securityGroupIds: known([group?.GroupId ?? '']) };
  const destination = addressDestination('8.8.8.8', INTERNET, 80);
  return traceFlow(snapshot, source, destination, { trustedIndirectTargets: [], byName: false });
}

describe.skipIf(!present)(`recorded VPCs in ${folder} (RECORDED_DATA)`, () => {
  it('test-nat-gateway: out through the NAT gateway and the internet gateway, and back', async () => {
    const snapshot = await recorded('test-nat-gateway');
    const trace = toGoogle(snapshot, 'subnet-06f469bcee42e408e');
    expect(trace.disposition).toBe('REACHED');
    const hops = trace.hops.map((hop) => hop.id).filter((id) => !id.startsWith('rtb-'));
    expect(hops).toEqual([
      'subnet-06f469bcee42e408e',
      'nat-07ab4846da51f4612',
      'subnet-0428892a357fa1f94',
      'igw-071753b9c23d8a9b2',
      'internet',
    ]);
    expect(trace.hops.find((hop) => hop.kind === 'nat-gateway')?.detail).toBe(
      'public NAT gateway, 3.135.127.225, subnet-0428892a357fa1f94',
    );
    expect(trace.wayBack?.disposition).toBe('REACHED');
    expect(trace.wayBack?.hops.map((hop) => hop.id)).toEqual(
      trace.hops.map((hop) => hop.id).toReversed(),
    );
  });

  it("test-nat-gateway: a function in the NAT gateway's own subnet has no public address", async () => {
    const snapshot = await recorded('test-nat-gateway');
    expect(toGoogle(snapshot, 'subnet-0428892a357fa1f94')).toMatchObject({
      disposition: 'NO_PUBLIC_ADDRESS',
      stop: { kind: 'internet-gateway', id: 'igw-071753b9c23d8a9b2' },
    });
  });

  it('test-public-private-subnet: the private subnet leads to the virtual private gateway', async () => {
    const snapshot = await recorded('test-public-private-subnet');
    expect(toGoogle(snapshot, 'subnet-0f263105946ad1a1d')).toMatchObject({
      disposition: 'LEAVES_VPC',
      stop: { kind: 'vpn-gateway', id: 'vgw-070087240d6fa2989' },
    });
  });

  it('test-public-private-subnet: the public subnet gives a function no public address', async () => {
    const snapshot = await recorded('test-public-private-subnet');
    expect(toGoogle(snapshot, 'subnet-0cf7a93fbd779f3a3')).toMatchObject({
      disposition: 'NO_PUBLIC_ADDRESS',
      stop: { kind: 'internet-gateway', id: 'igw-0eac198308206c358' },
    });
  });

  it('test-public-private-subnet: the two subnets reach each other', async () => {
    const snapshot = await recorded('test-public-private-subnet');
    const origin = { subnetId: 'subnet-0f263105946ad1a1d', sender: 'function' } as const;
    const subnet = snapshot.get('Subnets', 'subnet-0cf7a93fbd779f3a3');
    const block = subnet.known ? subnet.value?.CidrBlock : undefined;
    expect(forward(snapshot, origin, cidr(block ?? ''))).toMatchObject({
      disposition: 'REACHED',
      exit: 'local',
    });
  });
});
