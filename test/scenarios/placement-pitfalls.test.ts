import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../shared/controls/registry.ts';
import { parseConfiguration } from '../../shared/engine/configuration.ts';
import { evaluate } from '../../shared/engine/evaluate.ts';
import type { Selection } from '../../shared/engine/evaluate.ts';
import { aFunction, aRouteTable, functionArn, snapshot, VPC } from '../builders/snapshot.ts';
import type { SnapshotChanges } from '../builders/snapshot.ts';
import { defaultRoute, routeTable, subnet, vpc } from '../builders/topology.ts';

/** Wrong answers that other tools were seen to give about where functions are. */

function statusOf(
  control: string,
  resource: string,
  given: SnapshotChanges,
  { configuration = {}, ...selection }: Selection & { configuration?: unknown } = {},
) {
  const parsed = parseConfiguration(configuration, CONTROLS);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const { verdicts } = evaluate(snapshot(given), parsed.configuration, CONTROLS, selection);
  return verdicts
    .filter((one) => one.control.meta.name === control && one.resource.id.endsWith(resource))
    .map((one) => one.status);
}

const REQUIRED = {
  controls: { 'function-vpc-attached': { parameters: { required: true } } },
};
const UNATTACHED: SnapshotChanges = {
  collections: { Functions: [aFunction({ VpcConfig: undefined })] },
};

describe('pitfalls of placement', () => {
  it("looks up the main table of the subnet's own VPC", () => {
    const given: SnapshotChanges = {
      collections: {
        Vpcs: [vpc({ VpcId: 'vpc-other' }), vpc()],
        RouteTables: [
          routeTable('rtb-other', { vpcId: 'vpc-other', main: true, routes: [defaultRoute()] }),
          routeTable('rtb-main', { main: true }),
        ],
      },
    };
    expect(statusOf('function-public-subnet', 'orders', given)).toEqual(['PASSED']);
  });

  it('counts both zones of a function that is audited alone', () => {
    const alone: Selection = { target: (target) => target.resource.id === functionArn('orders') };
    expect(statusOf('function-multi-az', 'orders', {}, alone)).toEqual(['PASSED']);
  });

  it('does not ask several zones of a function outside any VPC', () => {
    expect(statusOf('function-multi-az', 'orders', UNATTACHED)).toEqual(['NOT_APPLICABLE']);
  });

  it('judges the second function of a run by its own zones', () => {
    const single = { VpcId: VPC, SubnetIds: ['subnet-0a'], SecurityGroupIds: ['sg-0a'] };
    const given: SnapshotChanges = {
      collections: {
        Functions: [
          aFunction({ FunctionName: 'first' }),
          aFunction({ FunctionName: 'second', VpcConfig: single }),
        ],
      },
    };
    expect(statusOf('function-multi-az', 'first', given)).toEqual(['PASSED']);
    expect(statusOf('function-multi-az', 'second', given)).toEqual(['FAILED']);
  });

  it("takes AvailableIpAddressCount as net of AWS's reserved addresses", () => {
    const given: SnapshotChanges = {
      collections: {
        Subnets: [
          subnet('subnet-0a', 1, '10.0.0.0/28', { AvailableIpAddressCount: 8 }),
          subnet('subnet-0b', 2, '10.0.0.16/28', { AvailableIpAddressCount: 8 }),
        ],
      },
    };
    expect(statusOf('function-subnet-free-ips', 'orders', given)).toEqual(['PASSED']);
  });

  it('does not ask a Lambda@Edge function to be in a VPC', () => {
    const MasterArn = `${functionArn('orders')}:1`;
    const given: SnapshotChanges = {
      collections: { Functions: [aFunction({ VpcConfig: undefined, MasterArn })] },
    };
    const required = { configuration: REQUIRED };
    expect(statusOf('function-vpc-attached', 'orders', given, required)).toEqual([
      'NOT_APPLICABLE',
    ]);
    expect(statusOf('function-vpc-attached', 'orders', UNATTACHED, required)).toEqual(['FAILED']);
  });

  it('does not ask any function to be in a VPC until the account does', () => {
    expect(statusOf('function-vpc-attached', 'orders', UNATTACHED)).toEqual(['NOT_APPLICABLE']);
  });

  it('does not drop a subnet that it cannot see', () => {
    const given: SnapshotChanges = {
      collections: { Subnets: [subnet('subnet-0a', 1, '10.0.0.0/24')] },
    };
    expect(statusOf('function-multi-az', 'orders', given)).toEqual(['UNKNOWN']);
  });

  it('judges a published version that an alias sends traffic to, and not $LATEST alone', () => {
    const arn = functionArn('orders');
    const given: SnapshotChanges = {
      collections: {
        Functions: [
          aFunction(),
          aFunction({
            FunctionArn: `${arn}:3`,
            Version: '3',
            VpcConfig: { VpcId: VPC, SubnetIds: ['subnet-0a'], SecurityGroupIds: ['sg-0a'] },
          }),
        ],
        Aliases: [{ AliasArn: `${arn}:prod`, Name: 'prod', FunctionVersion: '3' }],
        RouteTables: [aRouteTable()],
      },
    };
    expect(statusOf('function-multi-az', ':orders', given)).toEqual(['PASSED']);
    expect(statusOf('function-multi-az', ':orders:3', given)).toEqual(['FAILED']);
    expect(statusOf('function-version-vpc-drift', ':orders', given)).toEqual(['FAILED']);
  });
});
