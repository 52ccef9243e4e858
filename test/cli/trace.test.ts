import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TraceReport } from '../../shared/findings/trace-report.ts';
import type { SnapshotContent } from '../../shared/model/snapshot.ts';
import { denied, itemsOf, withFields } from '../builders/changed.ts';
import { aFunction, content, functionArn } from '../builders/snapshot.ts';
import { DATABASE_HOST, defaultRoute, dnsAttributes, routeTable } from '../builders/topology.ts';
import { TOPOLOGIES } from '../builders/topologies.ts';
import { inputFolder } from './snapshot-files.ts';
import type { InputFolder } from './snapshot-files.ts';
import { runCli } from './terminal.ts';

let folder: InputFolder;

beforeAll(async () => {
  folder = await inputFolder();
});

afterAll(() => folder.remove());

const given = (name: keyof typeof TOPOLOGIES): SnapshotContent => content(TOPOLOGIES[name]().given);

async function trace(contents: SnapshotContent | readonly SnapshotContent[], ...argv: string[]) {
  const all = 'collections' in contents ? [contents] : contents;
  const file = await folder.writeSnapshot('account.json', ...all);
  return runCli(['trace', '--snapshot', file, ...argv]);
}

async function reportOf(contents: SnapshotContent, ...argv: string[]): Promise<TraceReport> {
  const { code, stdout } = await trace(contents, '--format', 'json', ...argv);
  expect(code).toBe(0);
  return JSON.parse(stdout) as TraceReport;
}

const ORDERS = ['--from', 'orders', '--to'] as const;

/** The endpoint for Lambda owns the name and lets in nobody. */
function closedEndpoint(): SnapshotContent {
  const owning = withFields(TOPOLOGIES.t06(), 'VpcEndpoints', 'vpce-lambda', {
    PrivateDnsEnabled: true,
    SubnetIds: ['subnet-0a', 'subnet-0b'],
  });
  const VpcAttributes = [dnsAttributes('vpc-0a', true)];
  return content({ ...owning, collections: { ...owning.collections, VpcAttributes } });
}

/** The default route leads to a transit gateway. */
function throughTransitGateway(): SnapshotContent {
  const { given: whole } = TOPOLOGIES.t07();
  const routes = [defaultRoute({ TransitGatewayId: 'tgw-0a' })];
  const RouteTables = [routeTable('rtb-main', { main: true, routes })];
  return content({ ...whole, collections: { ...whole.collections, RouteTables } });
}

/** The database's side of the peering has no route to the function's. */
function noWayBack(): SnapshotContent {
  const topology = TOPOLOGIES.t14();
  const far = routeTable('rtb-data', {
    main: true,
    subnetIds: ['subnet-data-a', 'subnet-data-b'],
    cidr: '10.2.0.0/16',
    vpcId: 'vpc-dedicated',
  });
  const tables = itemsOf(topology, 'RouteTables').map((one) =>
    one.RouteTableId === 'rtb-data' ? far : one,
  );
  return content({
    ...topology.given,
    collections: { ...topology.given.collections, RouteTables: tables },
  });
}

function deniedNatGateways(): SnapshotContent {
  return content(denied(TOPOLOGIES.t07(), 'NatGateways', 'ec2:DescribeNatGateways'));
}

describe('trace --format json', () => {
  it('has the documented shape and nothing else', async () => {
    const report = await reportOf(given('t07'), ...ORDERS, 'internet');
    expect(Object.keys(report)).toEqual(['schemaVersion', 'disposition', 'traces']);
    const [trace] = report.traces;
    expect(Object.keys(trace ?? {})).toEqual([
      'subnetId',
      'disposition',
      'hops',
      'reason',
      'wayBack',
    ]);
    expect(Object.keys(trace?.wayBack ?? {})).toEqual(['disposition', 'hops', 'reason']);
    expect(trace?.hops[1]).toEqual({
      kind: 'route-table',
      id: 'rtb-main',
      detail: '0.0.0.0/0 → nat-0r',
    });
  });

  const cases: readonly [string, () => SnapshotContent, string[], string, string[]][] = [
    ['a regional NAT gateway', () => given('t07'), ['internet'], 'REACHED', ['REACHED', 'REACHED']],
    [
      'a private NAT gateway and a black hole',
      () => given('t08'),
      ['internet'],
      'NAT_NOT_WORKING',
      ['NAT_NOT_WORKING', 'BLACKHOLE'],
    ],
    [
      'a public subnet',
      () => given('t04'),
      ['8.8.8.8'],
      'NO_PUBLIC_ADDRESS',
      ['NO_PUBLIC_ADDRESS'],
    ],
    [
      'an endpoint whose group admits nobody',
      closedEndpoint,
      ['lambda'],
      'DENIED_BY_SECURITY_GROUP',
      ['DENIED_BY_SECURITY_GROUP', 'DENIED_BY_SECURITY_GROUP'],
    ],
    ['a gateway endpoint', () => given('t05'), ['s3'], 'REACHED', ['REACHED', 'REACHED']],
    [
      'a peering without a route back',
      noWayBack,
      [DATABASE_HOST],
      'NO_ROUTE',
      ['NO_ROUTE', 'NO_ROUTE'],
    ],
    [
      'a transit gateway',
      throughTransitGateway,
      ['8.8.8.8', '--port', '443'],
      'LEAVES_VPC',
      ['LEAVES_VPC', 'LEAVES_VPC'],
    ],
    [
      'a read that was denied',
      deniedNatGateways,
      ['internet'],
      'NOT_ENOUGH_INFORMATION',
      ['NOT_ENOUGH_INFORMATION', 'NOT_ENOUGH_INFORMATION'],
    ],
    [
      'IPv6 by an egress-only gateway',
      () => given('t11'),
      ['internet6'],
      'REACHED',
      ['REACHED', 'REACHED'],
    ],
  ];
  it.each(cases)('%s', async (_what, build, to, disposition, each) => {
    const report = await reportOf(build(), ...ORDERS, ...to);
    expect(report.disposition).toBe(disposition);
    expect(report.traces.map((one) => one.disposition)).toEqual(each);
  });

  it('is reached only when every subnet is', async () => {
    const topology = TOPOLOGIES.t05();
    const half = content(
      withFields(topology, 'RouteTables', 'rtb-private-b', {
        Routes: itemsOf(topology, 'RouteTables')[0]?.Routes,
      }),
    );
    const report = await reportOf(half, ...ORDERS, 'internet');
    expect(report.disposition).toBe('NO_ROUTE');
    expect(report.traces.map((one) => one.disposition)).toEqual(['REACHED', 'NO_ROUTE']);
  });

  it('follows what the configuration trusts', async () => {
    const trusting = await folder.write(
      'trust.yml',
      'controls:\n  function-internet-egress:\n    parameters: { trustedIndirectTargets: [tgw-0a] }\n',
    );
    const report = await reportOf(
      throughTransitGateway(),
      ...ORDERS,
      '8.8.8.8',
      '--config',
      trusting,
    );
    expect(report.disposition).toBe('REACHED');
  });
});

describe('trace as text', () => {
  it('draws a way that arrives, for all its subnets at once', async () => {
    const { code, stdout, stderr } = await trace(given('t07'), ...ORDERS, 'internet');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`orders reaches the internet on TCP 443 from both subnets.
Account 111122223333 in us-east-1, as of 2026-11-20 12:00 UTC

REACHED  from subnet-0a, subnet-0b

  ┌ subnet            subnet-0a  use1-az1 10.0.0.0/24
  ┌ subnet            subnet-0b  use1-az2 10.0.1.0/24
  ├ route table       rtb-main   0.0.0.0/0 → nat-0r
  ├ NAT gateway       nat-0r     public NAT gateway, 198.51.100.1, regional
  ├ route table       rtb-nat    0.0.0.0/0 → igw-0a
  ├ internet gateway  igw-0a
  └ internet

  Reason  reaches the internet through igw-0a
  Back    the answer follows the request
`);
  });

  it('marks the hop that fails, what is behind it, the reason and the fix', async () => {
    const { stdout } = await trace(given('t08'), ...ORDERS, 'internet');
    expect(stdout).toContain('orders does not reach the internet on TCP 443 from either subnet.\n');
    expect(stdout).toMatch(/^ {2}✗ NAT gateway {2}nat-0p {6}private NAT gateway/m);
    expect(stdout).toMatch(/^ {2}┊ route table {2}rtb-main {4}no route to the internet$/m);
    expect(stdout).toMatch(/^ {2}✗ route table .* nat-gone \(blackhole\)$/m);
    expect(stdout).toMatch(/^ {2}Reason {2}nat-0p has no way out/m);
    expect(stdout).toMatch(/^ {2}Fix {5}Repair or replace nat-0p/m);
    expect(stdout).not.toContain('1.1.1.1');
  });

  it('says what an address stands for, where the table leads to the other half of the internet', async () => {
    const half = { ...defaultRoute({ NatGatewayId: 'nat-0r' }), DestinationCidrBlock: '0.0.0.0/1' };
    const { stdout } = await trace(
      content(withFields(TOPOLOGIES.t07(), 'RouteTables', 'rtb-main', { Routes: [half] })),
      ...ORDERS,
      'internet',
    );
    expect(stdout).toMatch(/^ {2}Reason {2}rtb-main has no route to 198\.41\.0\.4$/m);
    expect(stdout).toMatch(/198\.41\.0\.4 stands for any public address\.\n$/);
  });

  it('draws the answer that does not return apart from the request', async () => {
    const { stdout } = await trace(noWayBack(), ...ORDERS, DATABASE_HOST);
    const [request = '', answer = ''] = stdout.split('The answer, on its way back');
    expect(request).toMatch(/└ destination/);
    expect(request).not.toContain('✗');
    expect(answer).toMatch(/✗ route table {13}rtb-data .*no route to 10\.0\.0\.0\/24, 10\.0\.1\.0/);
    expect(answer).toContain('Add a route to rtb-data for the addresses of vpc-0a');
  });

  it('shows the way back where it is one of its own', async () => {
    const { stdout } = await trace(given('t14'), ...ORDERS, DATABASE_HOST);
    expect(stdout).toMatch(
      /Back {4}the answer returns to subnet-0a, subnet-0b: .*rtb-data → pcx-0a/,
    );
  });

  it.each([
    [
      throughTransitGateway,
      ['8.8.8.8'],
      /^ {2}→ transit gateway {2}tgw-0a/m,
      'orders may reach 8.8.8.8 on TCP 443',
    ],
    [
      () => given('t09'),
      ['sqs'],
      /^ {2}\? DNS/m,
      'Whether orders reaches sqs (us-east-1) on TCP 443',
    ],
  ] as const)('%# cannot be told', async (build, to, mark, sentence) => {
    const { code, stdout } = await trace(build(), ...ORDERS, ...to);
    expect(code).toBe(0);
    expect(stdout).toMatch(mark);
    expect(stdout).toContain(sentence);
  });

  it('says the reason once, and where a flow starts that is not routed at all', async () => {
    const { stdout } = await trace(given('t09'), ...ORDERS, 'sqs');
    expect(stdout.match(/vpc-0a is shared by another account/g)).toHaveLength(1);
    expect(stdout).toMatch(/┌ subnet {2}subnet-0a {2}use1-az1 10\.0\.0\.0\/24/);
  });

  it('says what to grant', async () => {
    const { stdout } = await trace(deniedNatGateways(), ...ORDERS, 'internet');
    expect(stdout).toContain('ec2:DescribeNatGateways is denied');
    expect(stdout).toContain('Grant ec2:DescribeNatGateways to the credentials');
  });

  it('colours on a terminal only, and fits into it', async () => {
    const file = await folder.writeSnapshot('t14.json', noWayBack());
    const argv = ['trace', '--snapshot', file, ...ORDERS, DATABASE_HOST];
    const colour = await runCli(argv, { columns: 100 });
    expect(colour.stdout).toContain('\u001b[');
    for (const columns of [40, 60, 80, 100]) {
      const { stdout } = await runCli(argv, { columns, env: { NO_COLOR: '1' } });
      expect(stdout).not.toContain('\u001b');
      const wide = stdout
        .split('\n')
        .filter((line) => line.length > columns && !/^\W*\S+$/.test(line));
      expect(wide).toEqual([]);
    }
  });
});

describe('what starts no trace', () => {
  const twice = [
    given('t07'),
    content({
      ...TOPOLOGIES.t08().given,
      header: { region: 'us-west-2' },
    }),
  ];
  const groups = content({
    ...TOPOLOGIES.t10().given,
    collections: { ...TOPOLOGIES.t10().given.collections, SecurityGroupVpcAssociations: [] },
  });
  const cases: readonly [SnapshotContent | SnapshotContent[], string[], string][] = [
    [
      given('t07'),
      ['--from', 'ordres'],
      'There is no function "ordres" in us-east-1. Did you mean',
    ],
    [given('t07'), ['--from', functionArn('x')], 'There is no function "arn:aws:lambda:us-east-1'],
    [given('t03'), ['--from', 'orders'], "orders is not attached to a VPC: Lambda's own network"],
    [given('t07'), ['--from', 'orders:9'], 'no version or alias 9'],
    [given('t07'), ['--from', 'orders', '--security-group', 'sg-0a'], 'has its own groups'],
    [twice, ['--from', 'orders'], '"orders" is in us-east-1 and us-west-2: give its ARN.'],
    [given('t07'), ['--from', 'subnet-0c'], 'There is no subnet "subnet-0c" in us-east-1. Did you'],
    [given('t07'), ['--from', 'subnet-0a'], 'A subnet needs --security-group <id>'],
    [
      given('t07'),
      ['--from', 'subnet-0a', '--security-group', 'sg-0b'],
      'There is no security group "sg-0b" in us-east-1. Did you mean sg-0a?',
    ],
    [
      groups,
      ['--from', 'subnet-0a', '--security-group', 'sg-endpoints'],
      'sg-endpoints is a group of vpc-hub, and subnet-0a is in vpc-0a.',
    ],
  ];
  it.each(cases)('%#', async (contents, argv, message) => {
    const { code, stdout, stderr } = await trace(contents, ...argv, '--to', 'sqs');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.startsWith('lambda-vpc-auditor: ')).toBe(true);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('takes the one whose ARN is given, of two of a name', async () => {
    const argv = ['--from', functionArn('orders', 'us-west-2'), '--to', 'internet'];
    const { code, stdout } = await trace(twice, ...argv);
    expect(code).toBe(0);
    expect(stdout).toContain('in us-west-2');
    const narrowed = await trace(twice, ...ORDERS, 'internet', '--region', 'us-west-2');
    expect(narrowed.stdout).toContain('in us-west-2');
  });

  it('lets a group that could not be read make the answer unknown', async () => {
    const unread = content(
      denied(TOPOLOGIES.t07(), 'SecurityGroups', 'ec2:DescribeSecurityGroups'),
    );
    const argv = ['--from', 'subnet-0a', '--security-group', 'sg-9', '--to', '8.8.8.8'];
    expect(await reportOf(unread, ...argv)).toMatchObject({
      disposition: 'NOT_ENOUGH_INFORMATION',
    });
  });

  it('does not say that a function is missing where none could be listed', async () => {
    const unread = content(denied(TOPOLOGIES.t07(), 'Functions', 'lambda:ListFunctions'));
    const { stderr } = await trace(unread, ...ORDERS, 'sqs');
    expect(stderr).toContain('in what was read (lambda:ListFunctions is denied)');
  });

  it.each([
    [['--to', 'sqs'], 'trace needs --from <function|subnet>'],
    [['--from', 'orders'], 'trace needs --to <destination>'],
    [[...ORDERS, 'http://'], 'http:// is no host name, address or AWS service'],
    [[...ORDERS, 'sqs', '--port', '80'], 'answers on port 443 only'],
    [[...ORDERS, 'x.test', '--port', '0'], '--port is a number from 1 to 65535, not "0".'],
    [[...ORDERS, 'x.test', '--port', '1e3'], 'not "1e3"'],
    [[...ORDERS, 'sqs', '--profile', 'x'], '--profile does not go with --snapshot'],
    [[...ORDERS, 'sqs', '--format', 'png'], '--format is one of text, json, svg'],
  ])('%j', async (argv, message) => {
    const { code, stdout, stderr } = await trace(given('t07'), ...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`lambda-vpc-auditor: `);
    expect(stderr).toContain(message);
  });
});

describe('trace --format svg', () => {
  it('is written to a file, the same each time', async () => {
    const file = await folder.writeSnapshot('account.json', given('t08'));
    const argv = ['trace', '--snapshot', file, ...ORDERS, 'internet', '--format', 'svg'];
    const [first, second] = [await runCli(argv), await runCli(argv)];
    expect(first).toEqual(second);
    expect(first.stdout).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<svg /);
    const written = await runCli([...argv, '--output', 'path.svg'], { cwd: folder.path });
    expect(written).toEqual({ code: 0, stdout: '', stderr: 'Wrote path.svg\n' });
    expect(await readFile(join(folder.path, 'path.svg'), 'utf8')).toBe(first.stdout);
  });

  it('escapes what a hostile snapshot names', async () => {
    const hostile = '<script>alert("1")</script>&\\N\u001b[2J\ud800';
    const target = { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: hostile, State: 'blackhole' };
    const built = content({
      ...TOPOLOGIES.t07().given,
      collections: {
        ...TOPOLOGIES.t07().given.collections,
        RouteTables: [routeTable('rtb-main', { main: true, routes: [target] })],
        Functions: [aFunction({ FunctionName: 'a"><x y="' })],
      },
    });
    const file = await folder.writeSnapshot('hostile.json', built);
    const { code, stdout } = await runCli([
      'trace',
      '--snapshot',
      file,
      '--from',
      'a"><x y="',
      '--to',
      'internet',
      '--format',
      'svg',
    ]);
    expect(code).toBe(0);
    for (const raw of ['<script', '<x ', '\u001b', '\ud800']) expect(stdout).not.toContain(raw);
    expect(stdout).toContain('&lt;script&gt;');
    expect(stdout).toContain('\\N');
    const tags = [...stdout.matchAll(/<(\/?)([a-z]+)((?:[^"<>]|"[^"<]*")*?)(\/?)>/g)];
    const depth = tags.reduce((sum, [, close, , , empty]) => {
      if (empty === '/') return sum;
      return close === '/' ? sum - 1 : sum + 1;
    }, 0);
    expect(depth).toBe(0);
    expect(stdout.replace(/<[^>]*>/g, '')).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#\d+);)/);
  });
});

const recorded = join(process.env['RECORDED_DATA'] ?? '../shared', 'snapshots');
const present = existsSync(recorded);
// oxlint-disable-next-line no-console -- a skipped test must say why
if (!present) console.warn(`no recorded snapshots in ${recorded} (RECORDED_DATA): not tested`);

async function recordedTrace(name: string, ...argv: string[]): Promise<TraceReport> {
  const source = ['--snapshot', join(recorded, name), '--format', 'json'];
  const to = ['--to', '8.8.8.8', '--port', '80'];
  const { code, stdout } = await runCli(['trace', ...source, ...to, ...argv]);
  expect(code).toBe(0);
  return JSON.parse(stdout) as TraceReport;
}

describe.skipIf(!present)(`recorded VPCs in ${recorded} (RECORDED_DATA)`, () => {
  it('test-nat-gateway: out through the NAT gateway and the internet gateway', async () => {
    const argv = ['--from', 'subnet-06f469bcee42e408e', '--security-group', 'sg-0010bf850022667c2'];
    const { disposition, traces } = await recordedTrace('test-nat-gateway', ...argv);
    expect(disposition).toBe('REACHED');
    const ids = traces.flatMap(({ hops }) => hops.map(({ id }) => id));
    expect(ids).toEqual(expect.arrayContaining(['nat-07ab4846da51f4612', 'igw-071753b9c23d8a9b2']));
    expect(traces[0]?.wayBack?.disposition).toBe('REACHED');
  });

  it('test-public-private-subnet: to the virtual private gateway', async () => {
    const argv = ['--from', 'subnet-0f263105946ad1a1d', '--security-group', 'sg-03a9dc5ba789b0f7f'];
    const { disposition, traces } = await recordedTrace('test-public-private-subnet', ...argv);
    expect(disposition).toBe('LEAVES_VPC');
    expect(traces[0]?.hops.at(-1)).toMatchObject({
      kind: 'vpn-gateway',
      id: 'vgw-070087240d6fa2989',
    });
  });
});
