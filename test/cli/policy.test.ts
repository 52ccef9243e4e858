import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENI_ACTIONS } from '../../shared/iam/hardening-policy.ts';
import { SCP_CHARACTERS } from '../../shared/iam/preventive-policy.ts';
import { aSubnet, content, functionArn } from '../builders/snapshot.ts';
import { inputFolder } from './snapshot-files.ts';
import type { InputFolder } from './snapshot-files.ts';
import { runCli } from './terminal.ts';

let folder: InputFolder;

beforeAll(async () => {
  folder = await inputFolder();
});

afterAll(() => folder.remove());

const vpcLists = (ids: readonly string[], list = 'allowedVpcIds') =>
  JSON.stringify({
    controls: { 'function-vpc-allowed': { parameters: { [list]: ids } } },
  });

describe('policy', () => {
  it('prints the service control policy alone on standard output, notes on standard error', async () => {
    const config = await folder.write('lists.yml', vpcLists(['vpc-1', 'vpc-2']));
    const { code, stdout, stderr } = await runCli(['policy', '--config', config]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'OnlyAllowedVpcs',
          Effect: 'Deny',
          Action: ['lambda:CreateFunction', 'lambda:UpdateFunctionConfiguration'],
          Resource: '*',
          Condition: {
            StringNotEquals: { 'lambda:VpcIds': ['vpc-1', 'vpc-2'] },
            Null: { 'lambda:VpcIds': 'false' },
          },
        },
      ],
    });
    expect(stderr).toContain('Note: exemptions by tag and for Lambda@Edge cannot be said');
    expect(stderr).toContain('does not bind the management account');
  });

  it('prints the allow form in one statement', async () => {
    const config = await folder.write('allow.yml', vpcLists(['vpc-1']));
    const { stdout } = await runCli(['policy', '--config', config, '--kind', 'iam']);
    const { Statement } = JSON.parse(stdout) as { Statement: { Effect: string }[] };
    expect(Statement.map(({ Effect }) => Effect)).toEqual(['Allow', 'Allow']);
    expect(Statement[0]).toMatchObject({
      Condition: {
        StringEquals: { 'lambda:VpcIds': ['vpc-1'] },
        Null: { 'lambda:VpcIds': 'false' },
      },
    });
  });

  const many = Array.from({ length: 1500 }, (_, index) => `vpc-${String(index).padStart(17, '0')}`);

  it('prints an array of policies where one would be too long', async () => {
    const config = await folder.write('many.yml', vpcLists(many, 'deniedVpcIds'));
    const { stdout, stderr } = await runCli(['policy', '--config', config]);
    const documents = JSON.parse(stdout) as readonly unknown[];
    expect(documents.length).toBeGreaterThan(1);
    expect(documents.every((one) => JSON.stringify(one).length <= SCP_CHARACTERS)).toBe(true);
    const denied = documents.flatMap((one) => JSON.stringify(one).match(/vpc-\d{17}/g) ?? []);
    expect(denied.toSorted()).toEqual(many);
    expect(stderr).toContain(`split into ${documents.length} policies, which must all be attached`);
  });

  it('writes one file for each with --output', async () => {
    const config = await folder.write('many-files.yml', vpcLists(many, 'deniedVpcIds'));
    const output = path.join(folder.path, 'policies');
    const { stdout, stderr } = await runCli(['policy', '--config', config, '--output', output]);
    expect(stdout).toBe('');
    const files = readdirSync(output).toSorted();
    expect(files.length).toBeGreaterThan(1);
    expect(files[0]).toBe('scp-1.json');
    for (const file of files) {
      const text = await readFile(path.join(output, file), 'utf8');
      expect(text.trimEnd().length).toBeLessThanOrEqual(SCP_CHARACTERS);
      expect(JSON.parse(text)).toMatchObject({ Version: '2012-10-17' });
      expect(stderr).toContain(path.join(output, file));
    }
  });

  it('refuses an allow list that cannot be split', async () => {
    const config = await folder.write('long.yml', vpcLists(many));
    const { code, stdout, stderr } = await runCli(['policy', '--config', config]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('OnlyAllowedVpcs does not fit into 10240 characters');
  });

  it('looks tags up in a snapshot and writes their ids', async () => {
    const tags = { allowedSubnetTags: ['tier=private'] };
    const config = await folder.write(
      'tags.yml',
      JSON.stringify({ controls: { 'function-subnet-allowed': { parameters: tags } } }),
    );
    const Tags = [{ Key: 'tier', Value: 'private' }];
    const snapshot = await folder.writeSnapshot(
      'tagged.json',
      content({
        collections: { Subnets: [aSubnet({ Tags }), aSubnet({ SubnetId: 'subnet-0z' })] },
      }),
    );
    const { code, stdout } = await runCli(['policy', '--config', config, '--snapshot', snapshot]);
    expect(code).toBe(0);
    expect(stdout.match(/subnet-\w+/g)).toEqual(['subnet-0a']);
    const without = await runCli(['policy', '--config', config]);
    expect([without.code, without.stdout]).toEqual([2, '']);
    expect(without.stderr).toContain('allowedSubnetTags of');
    const untagged = await folder.writeSnapshot('untagged.json', content());
    const none = await runCli(['policy', '--config', config, '--snapshot', untagged]);
    expect([none.code, none.stdout]).toEqual([2, '']);
    expect(none.stderr).toContain('no subnet carries the allowed tag tier=private');
  });

  it('prints the hardening statement for all functions of a role', async () => {
    const arns = [functionArn('orders'), `${functionArn('billing')}:prod`];
    const { code, stdout } = await runCli([
      'policy',
      '--kind',
      'hardening',
      ...arns.flatMap((arn) => ['--function', arn]),
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Action: ENI_ACTIONS,
          Resource: ['*'],
          Condition: {
            ArnEquals: {
              'lambda:SourceFunctionArn': [functionArn('orders'), functionArn('billing')],
            },
          },
        },
      ],
    });
  });

  it.each<[string, readonly string[], string]>([
    ['no configuration', [], 'The lists are in a configuration file: --config <file>.'],
    ['no function', ['--kind', 'hardening'], '--kind hardening needs --function <ARN>.'],
    ['a name', ['--kind', 'hardening', '--function', 'orders'], '--function is an ARN such as'],
    [
      'a function for lists',
      ['--function', functionArn('a')],
      '--function goes only with --kind hardening.',
    ],
    ['endpoint without --check', ['--kind', 'endpoint'], '--kind endpoint goes only with --check.'],
    [
      '--check of hardening',
      ['--check', 'x', '--kind', 'hardening'],
      '--check goes only with --kind scp,',
    ],
    [
      '--check with --output',
      ['--check', 'x', '--output', 'y'],
      '--output does not go with --check',
    ],
  ])('refuses %s', async (_title, options, message) => {
    const { code, stdout, stderr } = await runCli(['policy', ...options]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain('See: lambda-vpc-auditor policy --help');
  });

  it('says that lists without anything prevent nothing', async () => {
    const config = await folder.write('empty.yml', '');
    const { code, stdout, stderr } = await runCli(['policy', '--config', config]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('its lists are empty and no VPC is required');
  });

  it('does not need the policy file that it is about to print', async () => {
    const config = await folder.write(
      'chicken.yml',
      JSON.stringify({
        controls: {
          'function-vpc-attached': { parameters: { required: true } },
          'vpc-guardrail-present': { parameters: { policyFiles: ['not-there-yet.json'] } },
        },
      }),
    );
    expect((await runCli(['policy', '--config', config])).code).toBe(0);
  });
});

const check = async (text: string, ...options: readonly string[]) => {
  const file = await folder.write('checked.json', text);
  const { code, stdout, stderr } = await runCli(['policy', '--check', file, ...options]);
  return { code, stdout: stdout.replaceAll(file, 'FILE'), stderr };
};

const SEEDS = path.join(process.env['RECORDED_DATA'] ?? '../shared', 'seeds');
const seeds = existsSync(SEEDS) ? readdirSync(SEEDS).toSorted() : [];
const checked = async (name: string) => {
  const file = path.join(SEEDS, seeds.find((one) => one.startsWith(name)) ?? '');
  const { code, stdout, stderr } = await runCli(['policy', '--check', file, '--kind', 'iam']);
  return { code, stdout, stderr: stderr.replaceAll(file, 'SEED') };
};

describe('policy --check', () => {
  const negated = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Deny',
      Action: 'lambda:*',
      Resource: '*',
      Condition: { StringNotEquals: { 'lambda:VpcIds': 'vpc-1' } },
    },
  });

  it('finds nothing wrong with what the command prints', async () => {
    const config = await folder.write('own.yml', vpcLists(['vpc-1']));
    for (const kind of ['scp', 'iam']) {
      const { stdout } = await runCli(['policy', '--config', config, '--kind', kind]);
      expect(await check(stdout, '--kind', kind)).toMatchObject({
        code: 0,
        stdout: 'FILE: nothing is wrong with it\n',
      });
    }
  });

  it('names the line and column of what is no policy', async () => {
    const { code, stdout } = await check('{\n  "Statement": [\n    { "Effect": "deny" }\n  ]\n}');
    expect(code).toBe(3);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(
        /^FILE:3:\d+: not a valid policy: Statement\[0\], Effect: must be Allow or Deny, not "deny" \(L5\)$/,
      ),
      expect.stringMatching(/^FILE:3:5: .*Action: is missing/),
      expect.stringMatching(/^FILE:3:5: .*Resource: is missing/),
      '',
    ]);
  });

  it('prints findings as JSON', async () => {
    const { code, stdout } = await check(negated, '--format', 'json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      file: 'FILE',
      kind: 'scp',
      findings: [
        {
          rule: 'L6',
          severity: 'info',
          statement: { index: 0 },
          message: expect.stringContaining('blocks every function outside a VPC') as string,
        },
      ],
    });
  });

  it('takes from the configuration that blocking unattached functions is meant', async () => {
    const config = await folder.write(
      'required.yml',
      JSON.stringify({
        controls: { 'function-vpc-attached': { parameters: { required: true } } },
      }),
    );
    expect((await check(negated, '--config', config)).code).toBe(0);
  });

  it('checks endpoint policies', async () => {
    const statement = { Effect: 'Allow', Action: 'lambda:*', Resource: '*' };
    const policy = (fields: object) =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, ...fields }] });
    const endpoint = ['--kind', 'endpoint'];
    expect((await check(policy({ Principal: '*' }), ...endpoint)).code).toBe(0);
    const without = await check(policy({}), ...endpoint);
    expect([without.code, without.stdout]).toEqual([
      3,
      expect.stringContaining('Principal: is missing'),
    ]);
    const denying = await check(policy({ Principal: '*', Effect: 'Deny' }), ...endpoint);
    expect([denying.code, denying.stdout]).toEqual([
      3,
      'FILE: no statement has Effect Allow, so it denies everything (L5)\n',
    ]);
    const long = await check(policy({ Principal: '*' }).padEnd(20_481), ...endpoint);
    expect(long.stdout).toContain('has 20481 characters where AWS takes 20480');
  });

  it.each([
    ['{"Version": "2012-10-17",\n "Statement" }', 'line 2, column 14'],
    ['', 'line 1, column 1'],
  ])('ends with 2 for what is not JSON: %j', async (text, place) => {
    const { code, stdout, stderr } = await check(text);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/checked\.json: is not JSON: [^(]+ \([^(]+\)\n$/);
    expect(stderr).toContain(`(${place})`);
  });

  it('ends with 2 for a file that cannot be read', async () => {
    const missing = path.join(folder.path, 'missing.json');
    const { code, stdout, stderr } = await runCli(['policy', '--check', missing]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(`lambda-vpc-auditor: ${missing}: does not exist\n`);
  });

  it.skipIf(seeds.length === 0)(
    "finds the defects of the samples that AWS's older pages print",
    async () => {
      const endpointPage = await checked('000');
      expect(endpointPage.code).toBe(2);
      expect(endpointPage.stderr).toContain(
        'SEED: is not JSON: a typographic quote \u201d (U+201D); use a straight quote " (line 116, column 75)',
      );
      const conditionsPage = await checked('001');
      expect(conditionsPage.code).toBe(2);
      expect(conditionsPage.stderr).toContain('SEED: is not JSON: ');
      // The statements among the prose can be read by themselves.
      const rules = conditionsPage.stdout.match(/\(L\d\)$/gm);
      expect(rules).toEqual(['(L1)', '(L1)', '(L4)']);
    },
  );
});

const withFiles = (policyFiles: readonly string[], enabled = true) =>
  JSON.stringify({
    controls: {
      'function-vpc-attached': { parameters: { required: true } },
      'vpc-guardrail-present': { enabled, parameters: { expected: true, policyFiles } },
    },
  });

const audit = async (file: string) => {
  const snapshot = await folder.writeSnapshot('account.json', content());
  return runCli([
    'audit',
    '--snapshot',
    snapshot,
    '--config',
    file,
    '--control',
    'vpc-guardrail-present',
    '--format',
    'json',
  ]);
};

describe('audit with policy files', () => {
  it('reads them from beside the configuration file, wherever it runs', async () => {
    await mkdir(path.join(folder.path, 'settings', 'policies'), { recursive: true });
    const required = await folder.write('require.yml', withFiles([]));
    const { stdout } = await runCli(['policy', '--config', required]);
    await folder.write('settings/policies/guardrail.json', stdout);
    const file = await folder.write('settings/auditor.yml', withFiles(['policies/guardrail.json']));
    const report = JSON.parse((await audit(file)).stdout) as { verdicts: { status: string }[] };
    expect(report.verdicts.map(({ status }) => status)).toEqual(['PASSED']);
  });

  it('names the parameter and each file that cannot be read', async () => {
    const file = await folder.write('broken.yml', withFiles(['none.json', '.']));
    const { code, stdout, stderr } = await audit(file);
    expect([code, stdout]).toEqual([2, '']);
    const parameter = `${file}: controls.vpc-guardrail-present.parameters.policyFiles`;
    expect(stderr).toContain(
      `${parameter}[0]: ${path.join(folder.path, 'none.json')}: does not exist`,
    );
    expect(stderr).toContain(`${parameter}[1]: ${folder.path}: is a folder`);
  });

  it('does not open them for a control that is off', async () => {
    const file = await folder.write('off.yml', withFiles(['none.json'], false));
    expect((await audit(file)).code).toBe(0);
  });
});
