import { describe, expect, test } from 'vitest';
import { checkDeployment } from '../../shared/deployment/checks.ts';
import type {
  DeploymentFacts,
  RegionDeployment,
} from '../../shared/deployment/deployment-facts.ts';
import { known, unknown } from '../../shared/model/fact.ts';

const NOW = Date.parse('2026-11-28T12:00:00Z');

const denied = (call: string) => unknown({ kind: 'denied', call });

const HOME: RegionDeployment = {
  region: 'eu-west-1',
  audited: true,
  trails: known([{ name: 'all', logging: true, managementWrites: true }]),
  rules: known([{ name: 'network', enabled: true, targets: 1 }]),
  securityHubEnabled: known(true),
};

const FORWARDER: RegionDeployment = {
  ...HOME,
  region: 'us-east-1',
  audited: false,
  forwarderStatus: known('CREATE_COMPLETE'),
  securityHubEnabled: known(false),
};

const HEALTHY: DeploymentFacts = {
  accountId: '111122223333',
  partition: 'aws',
  homeRegion: 'eu-west-1',
  stackName: 'auditor',
  stack: known({
    status: 'UPDATE_COMPLETE',
    auditedRegions: ['eu-west-1'],
    securityHub: true,
  }),
  regions: [HOME, FORWARDER],
  subscriptions: known([{ protocol: 'email', endpoint: 'ops@example.com', confirmed: true }]),
  slackWebhook: known(undefined),
  missingPermissions: known([]),
  deadLetters: known([{ name: 'dead-letters', messages: 0 }]),
  lastSweep: known('2026-11-28T02:00:00Z'),
  functions: known([{ name: 'audit', runtime: 'nodejs24.x', state: 'Active' }]),
};

const home = (change: Partial<RegionDeployment>): Partial<DeploymentFacts> => ({
  regions: [{ ...HOME, ...change }, FORWARDER],
});

const forwarder = (change: Partial<RegionDeployment>): Partial<DeploymentFacts> => ({
  regions: [HOME, { ...FORWARDER, ...change }],
});

/** `check@region status` of everything that is not ok. */
function complaints(change: Partial<DeploymentFacts>): readonly string[] {
  return checkDeployment({ ...HEALTHY, ...change }, NOW)
    .filter(({ status }) => status !== 'ok')
    .map(({ check, region, status }) => `${check}${region ? `@${region}` : ''} ${status}`);
}

describe('the deployed system', () => {
  test('is well where everything is there', () => {
    expect(complaints({})).toEqual([]);
  });

  test.each<[string, Partial<DeploymentFacts>, readonly string[]]>([
    [
      'failed to update',
      { stack: known({ status: 'UPDATE_ROLLBACK_FAILED', auditedRegions: [], securityHub: true }) },
      ['stack@eu-west-1 wrong'],
    ],
    ['has no trail', home({ trails: known([]) }), ['trail@eu-west-1 wrong']],
    [
      'has a trail that stopped',
      home({ trails: known([{ name: 'all', logging: false, managementWrites: true }]) }),
      ['trail@eu-west-1 wrong'],
    ],
    [
      'has a trail of data events alone',
      home({ trails: known([{ name: 'data', logging: true, managementWrites: false }]) }),
      ['trail@eu-west-1 wrong'],
    ],
    [
      'has one good trail of two',
      home({
        trails: known([
          { name: 'data', logging: true, managementWrites: false },
          { name: 'all', logging: true, managementWrites: true },
        ]),
      }),
      [],
    ],
    [
      'has a rule that somebody disabled',
      home({ rules: known([{ name: 'network', enabled: false, targets: 1 }]) }),
      ['rules@eu-west-1 wrong'],
    ],
    [
      'has a rule without target',
      home({ rules: known([{ name: 'network', enabled: true, targets: 0 }]) }),
      ['rules@eu-west-1 wrong'],
    ],
    ['has no rules', home({ rules: known([]) }), ['rules@eu-west-1 wrong']],
    [
      'lacks a forwarder, whose rules are then no second complaint',
      forwarder({ forwarderStatus: known(undefined), rules: known([]) }),
      ['forwarder@us-east-1 wrong'],
    ],
    [
      'has a forwarder that failed',
      forwarder({ forwarderStatus: known('ROLLBACK_COMPLETE') }),
      ['forwarder@us-east-1 wrong'],
    ],
    [
      'has no Security Hub in a region that it audits',
      home({ securityHubEnabled: known(false) }),
      ['security-hub@eu-west-1 wrong'],
    ],
    [
      'does without Security Hub',
      {
        ...home({ securityHubEnabled: known(false) }),
        stack: known({
          status: 'CREATE_COMPLETE',
          auditedRegions: ['eu-west-1'],
          securityHub: false,
        }),
      },
      [],
    ],
    [
      'waits for a confirmation',
      {
        subscriptions: known([
          { protocol: 'email', endpoint: 'ops@example.com', confirmed: false },
        ]),
      },
      ['subscriptions wrong'],
    ],
    ['tells nobody', { subscriptions: known([]) }, ['subscriptions wrong']],
    [
      'has no webhook in the parameter',
      { slackWebhook: known({ kind: 'parameter', name: '/slack', exists: false }) },
      ['slack-webhook wrong'],
    ],
    [
      'may not read something',
      { missingPermissions: known([{ roleName: 'audit', action: 'ec2:DescribeVpcs' }]) },
      ['permissions wrong'],
    ],
    [
      'has dead letters',
      { deadLetters: known([{ name: 'dead-letters', messages: 3 }]) },
      ['dead-letters wrong'],
    ],
    ['was never swept', { lastSweep: known(undefined) }, ['sweep wrong']],
    ['was swept yesterday', { lastSweep: known('2026-11-27T12:30:00Z') }, []],
    ['was swept too long ago', { lastSweep: known('2026-11-27T10:30:00Z') }, ['sweep wrong']],
    [
      'runs on an old runtime',
      { functions: known([{ name: 'audit', runtime: 'nodejs20.x', state: 'Active' }]) },
      ['functions wrong'],
    ],
    [
      'has an inactive function',
      { functions: known([{ name: 'audit', runtime: 'nodejs24.x', state: 'Inactive' }]) },
      ['functions wrong'],
    ],
    ['has no functions', { functions: known([]) }, ['functions wrong']],
    [
      'does not tell who is subscribed',
      { subscriptions: denied('sns:ListSubscriptionsByTopic') },
      ['subscriptions unknown'],
    ],
    [
      'does not tell what its roles may',
      { missingPermissions: denied('iam:SimulatePrincipalPolicy') },
      ['permissions unknown'],
    ],
  ])('%s', (_name, change, expected) => {
    expect(complaints(change)).toEqual(expected);
  });

  test('where nothing is deployed only that is said, and whether trails are there', () => {
    const change = { stack: known(undefined), ...home({ trails: known([]) }) };
    expect(complaints(change)).toEqual(['stack@eu-west-1 wrong', 'trail@eu-west-1 wrong']);
  });

  test('what is wrong comes with its repair, and what is unknown with the call', () => {
    const all = checkDeployment(
      { ...HEALTHY, ...home({ trails: known([]), rules: denied('events:DescribeRule') }) },
      NOW,
    );
    for (const one of all) expect(one.fix !== undefined).toBe(one.status !== 'ok');
    expect(all.find(({ check }) => check === 'rules')?.detail).toContain('events:DescribeRule');
  });
});
