import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditReport } from '../../shared/findings/report.ts';
import { functionArn } from '../builders/snapshot.ts';
import {
  accountWithoutSubnets,
  EXPOSED,
  faultyAccount,
  healthyAccount,
  inputFolder,
} from './snapshot-files.ts';
import type { InputFolder } from './snapshot-files.ts';
import { runCli } from './terminal.ts';

let folder: InputFolder;
let faulty: string;
let healthy: string;
let denied: string;

beforeAll(async () => {
  folder = await inputFolder();
  faulty = await folder.writeSnapshot('faulty.json', faultyAccount());
  healthy = await folder.writeSnapshot('healthy.json', healthyAccount());
  denied = await folder.writeSnapshot('denied.json', accountWithoutSubnets());
});

afterAll(() => folder.remove());

/** The controls that the accounts of this test are made for. */
const TWO_CONTROLS = ['--control', 'function-multi-az', '--control', 'function-public-subnet'];

async function reportOf(...argv: string[]): Promise<AuditReport> {
  const narrowed = argv.includes('--control') ? argv : [...argv, ...TWO_CONTROLS];
  const { stdout } = await runCli(['audit', '--format', 'json', ...narrowed]);
  return JSON.parse(stdout) as AuditReport;
}

const failedOf = ({ verdicts }: AuditReport) =>
  verdicts
    .filter(({ status }) => status === 'FAILED')
    .map(({ control, resource }) => `${control} ${resource.id.split(':').at(-1)}`)
    .sort();

describe('audit', () => {
  it('prints the report of the documented shape and nothing else', async () => {
    const argv = ['audit', '--snapshot', faulty, '--format', 'json', ...TWO_CONTROLS];
    const { code, stdout, stderr } = await runCli(argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const report = JSON.parse(stdout) as AuditReport;
    expect(Object.keys(report)).toEqual([
      'schemaVersion',
      'accountId',
      'regions',
      'capturedAt',
      'summary',
      'verdicts',
    ]);
    expect(report).toMatchObject({ accountId: '111122223333', regions: ['us-east-1'] });
    const single = report.verdicts.find(
      ({ control, resource }) =>
        control === 'function-multi-az' && resource.id === functionArn('single'),
    );
    expect(single).toMatchObject({
      resource: { type: 'AWS::Lambda::Function' },
      vpcId: 'vpc-0a',
      status: 'FAILED',
      severity: 'MEDIUM',
      confidence: 'CERTAIN',
      message: expect.stringContaining('use1-az1') as string,
      remediation: { url: expect.stringMatching(/^https:/) as string },
    });
    expect(failedOf(report)).toEqual([
      'function-multi-az single',
      'function-public-subnet exposed',
    ]);
  });

  it('puts what is wrong first, with the fix, and the numbers last', async () => {
    const { stdout } = await runCli(['audit', '--snapshot', faulty, ...TWO_CONTROLS]);
    const at = (text: string) => {
      expect(stdout).toContain(text);
      return stdout.indexOf(text);
    };
    expect(at('function-public-subnet, 1 function')).toBeLessThan(at('2 findings:'));
    expect(stdout).toContain('Fix');
    expect(stdout).toMatch(/exposed {2}\S+ makes subnet-0c public/);
    expect(stdout).not.toContain('PASSED');
    expect(stdout).not.toContain('\u001b');
  });

  it('says that there is nothing to repair', async () => {
    const argv = ['audit', '--snapshot', healthy, '--fail-on', 'low', ...TWO_CONTROLS];
    const { code, stdout } = await runCli(argv);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nNo findings\.\n\d+ passed, \d+ not applicable\.\n$/);
  });

  it('names what passed with --all', async () => {
    const { stdout } = await runCli(['audit', '--snapshot', healthy, '--all']);
    expect(stdout).toMatch(
      /PASSED[\s\S]*function-multi-az[\s\S]*orders {2}The subnets cover 2 zones/,
    );
    expect(stdout).toContain('NO CASE');
  });

  it('never takes unknown for passed, and says what to grant', async () => {
    const { stdout } = await runCli(['audit', '--snapshot', denied]);
    expect(stdout).toMatch(/UNKNOWN {3}\d+ verdicts cannot be given/);
    expect(stdout).toContain('ec2:DescribeSubnets is denied.');
    expect(stdout).toContain('Grant ec2:DescribeSubnets to the credentials of the audit.');
    const report = await reportOf('--snapshot', denied, '--control', 'function-multi-az');
    expect(report.summary.missingPermissions).toEqual(['ec2:DescribeSubnets']);
    const orders = report.verdicts.find(({ resource }) => resource.id === functionArn('orders'));
    expect(orders).toMatchObject({ status: 'UNKNOWN', evidence: [] });
    expect(orders?.message).toContain(
      'Cannot be judged: ec2:DescribeSubnets is denied. Grant ec2:DescribeSubnets to the auditor.',
    );
  });

  it('says so where not even the functions could be listed', async () => {
    const { collections, ...rest } = healthyAccount();
    const { Functions: _unread, ...others } = collections;
    const file = await folder.writeSnapshot('no-list.json', { ...rest, collections: others });
    const { stdout } = await runCli(['audit', '--snapshot', file]);
    expect(stdout).toContain('No function of us-east-1 was judged: lambda:ListFunctions');
    expect(stdout).toContain('No findings, but not everything could be judged.');
  });

  it('says of which account, where there are several', async () => {
    const { collections, ...rest } = healthyAccount();
    const { Functions: _unread, ...others } = collections;
    const second = { ...rest, accountId: '222233334444', collections: others };
    const file = await folder.writeSnapshot('two-accounts.json', healthyAccount(), second);
    const { stdout } = await runCli(['audit', '--snapshot', file]);
    expect(stdout).toContain('No function of us-east-1 in account 222233334444 was judged: ');
  });

  it('says once what holds for many, with --all', async () => {
    const account = ['--snapshot', 'examples/account', '--all'];
    const { stdout } = await runCli(['audit', ...account, '--control', 'function-vpc-attached']);
    expect(stdout).toMatch(/The function is attached to a VPC\.\n\s+11 functions: checkout, /);
  });

  it('puts what a missing answer leaves open below that answer, not below another', async () => {
    const answer = await folder.write(
      'vpcs.json',
      '{"Vpcs":[{"VpcId":"vpc-0a","OwnerId":"111122223333","CidrBlock":"10.0.0.0/16"}]}',
    );
    const { stdout } = await runCli(['audit', '--snapshot', answer, '--region', 'eu-west-1']);
    const lines = stdout.split('\n').map((line) => line.trim());
    const at = lines.findIndex((line) => line.startsWith('vpc-dns-attributes:'));
    expect(lines[at - 2]).toMatch(/^No VPC endpoint of eu-west-1 was judged/);
  });

  it.each([
    ['never', 0],
    ['high', 0],
    ['medium', 3],
    ['low', 3],
  ])('--fail-on %s ends with %i for medium findings', async (severity, code) => {
    const argv = ['audit', '--snapshot', faulty, '--fail-on', severity];
    expect((await runCli([...argv, '--control', 'function-multi-az'])).code).toBe(code);
  });

  it('does not count what an exception covers, and shows it', async () => {
    const config = await folder.write(
      'config.yml',
      `exceptions:
  - control: function-multi-az
    resource: ${functionArn('single')}
    reason: moves next quarter
    owner: alice
    expires: 2027-01-31
  - control: function-zone-type
    resource: ${functionArn('gone')}
    reason: was here
    owner: bob
    expires: 2027-01-31
  - control: function-zone-type
    tag: team=a
    reason: was here
    owner: carol
    expires: 2025-01-31
`,
    );
    const argv = ['audit', '--snapshot', faulty, '--config', config, '--fail-on', 'medium'];
    const narrowed = await runCli([...argv, '--control', 'function-multi-az']);
    expect(narrowed.code).toBe(0);
    expect(narrowed.stdout).toContain('until 2027-01-31, accepted by alice: moves next quarter');
    expect(narrowed.stdout).not.toContain('covers no finding');
    const { stdout } = await runCli(argv);
    expect(stdout).toContain('covers no finding: remove it (bob)');
    expect(stdout).toContain('expired on 2025-01-31: renew it or remove it (carol)');
    const report = await reportOf('--snapshot', faulty, '--config', config);
    expect(report.summary).toMatchObject({ excepted: 1, findings: 1 });
  });

  it.each([
    [['--function', 'single'], ['function-multi-az single']],
    [['--function', EXPOSED], ['function-public-subnet exposed']],
    [
      ['--function', 'single', '--function', 'exposed', '--control', 'function-multi-az'],
      ['function-multi-az single'],
    ],
    [['--vpc', 'vpc-0a', '--function', 'orders'], []],
  ])('narrows to %j', async (argv, failed) => {
    const report = await reportOf('--snapshot', faulty, ...argv);
    expect(failedOf(report)).toEqual(failed);
    expect(report.verdicts.length).toBeGreaterThan(0);
  });

  it.each([
    [['--function', 'singel'], 'There is no function "singel". Did you mean single?'],
    [['--vpc', 'vpc-0b'], 'There is no VPC "vpc-0b". Did you mean vpc-0a?'],
    [
      ['--control', 'multi-az'],
      'There is no control "multi-az". Did you mean function-multi-az or lambda-endpoint-multi-az?',
    ],
    [['--region', 'us-east-1', '--region', 'eu-west-1'], '--snapshot takes one --region at most.'],
    [['--profile', 'x'], '--profile does not go with --snapshot'],
  ])('%j', async (argv, message) => {
    const { code, stdout, stderr } = await runCli(['audit', '--snapshot', faulty, ...argv]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`lambda-vpc-auditor: ${message}`);
  });

  it('replaces the output file in one step and leaves nothing else behind', async () => {
    const target = await folder.write('report.json', 'old');
    const before = await readdir(folder.path);
    const { code, stdout, stderr } = await runCli(
      ['audit', '--snapshot', 'faulty.json', '--format', 'json', '--output', 'report.json'],
      { cwd: folder.path },
    );
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: 'Wrote report.json\n',
    });
    expect(JSON.parse(await readFile(target, 'utf8'))).toHaveProperty('verdicts');
    expect(await readdir(folder.path)).toEqual(before);
  });

  it('fails with the path where the output cannot be written', async () => {
    const output = join(folder.path, 'none', 'report.json');
    const { code, stderr } = await runCli(['audit', '--snapshot', healthy, '--output', output]);
    expect(code).toBe(2);
    const none = join(folder.path, 'none');
    expect(stderr).toBe(`lambda-vpc-auditor: ${output}: there is no folder ${none}\n`);
  });

  it('looks for the folder of the output before it reads an account', async () => {
    const output = join(folder.path, 'none', 'account.json');
    const region = ['--region', 'eu-west-1'];
    const { code, stderr } = await runCli(['collect', ...region, '--output', output]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('there is no folder')]);
  });

  it('ends broken input in one line and code 2', async () => {
    const file = await folder.write('broken.json', '{"Vpcs": [{"VpcId": "vpc-1"');
    const { code, stdout, stderr } = await runCli(['audit', '--snapshot', file]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('broken.json');
  });

  it('names each wrong key of the configuration with its line', async () => {
    const config = await folder.write('bad.yml', 'controls:\n  function-multi-as: {}\nneed: []\n');
    const { code, stderr } = await runCli(['audit', '--snapshot', healthy, '--config', config]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/bad\.yml:2:\d+: .*function-multi-as/);
    expect(stderr).toMatch(/bad\.yml:3:\d+: .*need/);
  });
});

describe('the look of the table', () => {
  it.each([40, 60, 100, 300])('fits a terminal of %i columns', async (columns) => {
    const { stdout } = await runCli(['audit', '--snapshot', faulty, '--all'], {
      columns,
      env: { NO_COLOR: '1' },
    });
    // Only what cannot be broken may be wider: a link, a name.
    const wide = stdout
      .split('\n')
      .filter((line) => line.length > Math.min(columns, 120) && !/^\s*\S+$/.test(line));
    expect(wide).toEqual([]);
  });

  it.each([
    [{ columns: 100 }, true],
    [{ columns: 100, env: { NO_COLOR: '1' } }, false],
    [{ columns: 100, env: { NO_COLOR: '1', FORCE_COLOR: '1' } }, false],
    [{ columns: 100, env: { TERM: 'dumb' } }, false],
    [{}, false],
    [{ env: { FORCE_COLOR: '1' } }, true],
    [{ columns: 100, env: { FORCE_COLOR: '0' } }, false],
  ])('colours %j: %s', async (settings, coloured) => {
    const { stdout } = await runCli(['audit', '--snapshot', faulty], settings);
    expect(stdout.includes('\u001b[')).toBe(coloured);
  });

  it('lets no tag drive the terminal', async () => {
    const account = faultyAccount();
    const [vpc] = account.collections.Vpcs ?? [];
    const hostile = 'x\u001b[2J\u0007\u202etxt';
    const file = await folder.writeSnapshot('hostile.json', {
      ...account,
      collections: {
        ...account.collections,
        ...(vpc && { Vpcs: [{ ...vpc, Tags: [{ Key: 'Name', Value: hostile }] }] }),
      },
    });
    const { stdout } = await runCli(['audit', '--snapshot', file, '--all']);
    expect(stdout).toContain('vpc-0a (x');
    for (const control of ['\u001b', '\u0007', '\u202e']) expect(stdout).not.toContain(control);
  });
});
