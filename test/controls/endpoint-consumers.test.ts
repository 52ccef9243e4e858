import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../shared/controls/registry.ts';
import type { Status } from '../../shared/controls/verdict.ts';
import { parseConfiguration } from '../../shared/engine/configuration.ts';
import { evaluate } from '../../shared/engine/evaluate.ts';
import { Snapshot } from '../../shared/model/snapshot.ts';
import { itemsOf } from '../builders/changed.ts';
import { t10 } from '../builders/network-topologies.ts';
import { content, item, VPC } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';

/** The hub of T10 in an account of its own, read together with the spoke's or alone. */

const HUB_ACCOUNT = '444455556666';
type Collections = NonNullable<SnapshotChanges['collections']>;

const parsed = parseConfiguration({}, CONTROLS);
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
const { configuration } = parsed;

/** What one of the two accounts shows of T10: the things of its own VPC, and the peering. */
function side(isHub: boolean): Collections {
  const isOwn = ({ VpcId }: { readonly VpcId?: string | undefined }): boolean =>
    (VpcId === VPC) !== isHub;
  return {
    ...t10().given.collections,
    Vpcs: itemsOf(t10(), 'Vpcs').filter(isOwn),
    VpcAttributes: itemsOf(t10(), 'VpcAttributes').filter(isOwn),
    Subnets: itemsOf(t10(), 'Subnets').filter(isOwn),
    RouteTables: itemsOf(t10(), 'RouteTables').filter(isOwn),
    NetworkAcls: itemsOf(t10(), 'NetworkAcls').filter(isOwn),
    SecurityGroups: itemsOf(t10(), 'SecurityGroups').filter(isOwn),
    VpcPeeringConnections: itemsOf(t10(), 'VpcPeeringConnections').map((one) =>
      item('VpcPeeringConnections', {
        ...one,
        AccepterVpcInfo: { ...one.AccepterVpcInfo, OwnerId: HUB_ACCOUNT },
      }),
    ),
    ...(isHub ? { Functions: [] } : { VpcEndpoints: [] }),
  };
}

const spoke = content({ collections: side(false) });
const hub = content({ collections: side(true), header: { accountId: HUB_ACCOUNT } });

/** What the control of the endpoint's groups says: with or without a consumer. */
function acceptance(snapshot: Snapshot): readonly (string | undefined)[] {
  const controls = CONTROLS.filter(({ meta }) => meta.name === 'lambda-endpoint-security-group');
  const { verdicts } = evaluate(snapshot, configuration, controls);
  return verdicts.map(({ outcome }) => outcome.messages[0]?.key);
}

function statusesOf(snapshot: Snapshot, name: string): readonly Status[] {
  const controls = CONTROLS.filter(({ meta }) => meta.name === name);
  return evaluate(snapshot, configuration, controls).verdicts.map(({ status }) => status);
}

describe('the consumers of an endpoint', () => {
  it('are found in the account that is peered with it, where both were read', () => {
    const [spokeSnapshot, hubSnapshot] = Snapshot.linked([spoke, hub]);
    if (!spokeSnapshot || !hubSnapshot) throw new Error('two snapshots were linked');
    expect(acceptance(hubSnapshot)).toEqual(['accepts']);
    expect(statusesOf(spokeSnapshot, 'lambda-endpoint-present')).toEqual(['PASSED']);
    expect(statusesOf(spokeSnapshot, 'peered-endpoint-path')).toEqual(['PASSED']);
    expect(statusesOf(spokeSnapshot, 'peered-endpoint-dns')).toEqual(['FAILED']);
  });

  it('are not known where their account was not read', () => {
    expect(acceptance(new Snapshot(hub))).toEqual(['noConsumer']);
  });

  it('may be functions whose VPC is not known', () => {
    const unplaced = itemsOf(t10(), 'Functions').map((one) =>
      item('Functions', {
        ...one,
        VpcConfig: { SubnetIds: ['subnet-0z'], SecurityGroupIds: ['sg-0z'] },
      }),
    );
    const elsewhere = new Snapshot(
      content({
        collections: { ...side(true), Functions: unplaced },
        header: { accountId: HUB_ACCOUNT },
      }),
    );
    expect(statusesOf(elsewhere, 'lambda-endpoint-security-group')).toEqual(['UNKNOWN']);
  });

  it('leave the path to an unread hub unknown', () => {
    const alone = new Snapshot(spoke);
    expect(statusesOf(alone, 'peered-endpoint-path')).toEqual(['UNKNOWN']);
    expect(statusesOf(alone, 'lambda-endpoint-present')).toEqual(['UNKNOWN']);
  });
});
