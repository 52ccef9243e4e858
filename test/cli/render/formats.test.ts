import { describe, expect, it } from 'vitest';
import { awsCliCommand } from '../../../cli/render/aws-cli-command.ts';
import { renderCsv } from '../../../cli/render/csv.ts';
import { padEnd, printable, truncate, widthInCells, wrap } from '../../../cli/render/layout.ts';
import { paletteOf } from '../../../cli/render/palette.ts';
import { sarifOf } from '../../../cli/render/sarif.ts';
import { renderTable } from '../../../cli/render/table.ts';
import type { Verdict } from '../../../shared/engine/evaluate.ts';
import { judgementOf } from '../../../shared/findings/judgement.ts';
import { reportOf } from '../../../shared/findings/report.ts';
import { snapshot } from '../../builders/snapshot.ts';
import { aControl, aVerdict, CONTROL, onFunction } from '../../findings/verdicts.ts';

const EXCEPTION = { reason: 'moves', owner: 'alice', expires: '2027-01-31' };

function judge(...verdicts: readonly Verdict[]) {
  const evaluation = { verdicts, exceptionNotices: [] };
  return judgementOf([{ snapshot: snapshot(), evaluation }], new Set(['function'] as const));
}

describe('CSV', () => {
  it('quotes what must be quoted and defuses formulas', () => {
    const text = renderCsv(
      reportOf(
        judge(
          aVerdict({}, { messages: [{ key: 'broken', values: { subnetId: 'a "b", c' } }] }),
          aVerdict({ exception: { ...EXCEPTION, reason: '=HYPERLINK("http://x")' } }),
        ),
      ),
    );
    const [header, first, second] = text.split('\r\n');
    expect(header).toMatch(/^status,severity,control,account,region,/);
    expect(first).toContain(',"Subnet a ""b"", c is broken.",');
    expect(second).toContain(`"'=HYPERLINK(""http://x"")",alice,2027-01-31`);
    expect(text.endsWith('\r\n')).toBe(true);
  });
});

describe('SARIF', () => {
  interface Log {
    readonly runs: readonly [
      {
        readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
        readonly invocations: readonly [
          { readonly executionSuccessful: boolean; readonly toolExecutionNotifications: unknown[] },
        ];
        readonly results: readonly {
          readonly kind: string;
          readonly level: string;
          readonly ruleIndex: number;
          readonly ruleId: string;
          readonly suppressions?: unknown;
          readonly locations: readonly [
            { readonly physicalLocation?: unknown; readonly logicalLocations: unknown },
          ];
        }[];
      },
    ];
  }
  const logOf = (verdicts: readonly Verdict[], snapshotUri?: string) =>
    sarifOf(reportOf(judge(...verdicts)), {
      version: '1.0.0',
      controls: [aControl('function-first'), CONTROL],
      ...(snapshotUri !== undefined && { snapshotUri }),
    }) as Log;

  it('gives a level to failures only', () => {
    const { results, tool } = logOf([
      aVerdict({ severity: 'HIGH' }),
      aVerdict(),
      aVerdict({ severity: 'INFO' }),
      aVerdict({}, { status: 'UNKNOWN' }),
      aVerdict({}, { status: 'PASSED' }),
      aVerdict({}, { status: 'NOT_APPLICABLE' }),
    ]).runs[0];
    expect(results.map(({ kind, level }) => [kind, level])).toEqual([
      ['fail', 'error'],
      ['fail', 'warning'],
      ['fail', 'note'],
      ['open', 'none'],
      ['pass', 'none'],
      ['notApplicable', 'none'],
    ]);
    for (const { ruleId, ruleIndex } of results) {
      expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    }
  });

  it('says that a control broke as a notification', () => {
    const { results, invocations } = logOf([aVerdict({ status: 'ERROR', error: 'x' })]).runs[0];
    expect(results).toEqual([]);
    expect(invocations[0].executionSuccessful).toBe(false);
    expect(invocations[0].toolExecutionNotifications).toHaveLength(1);
  });

  it('suppresses what is accepted and locates what came from a file', () => {
    const [result] = logOf([aVerdict({ exception: EXCEPTION })], 'my answers/').runs[0].results;
    expect(result).toMatchObject({
      suppressions: [{ kind: 'external', justification: 'moves (alice, until 2027-01-31)' }],
      locations: [{ physicalLocation: { artifactLocation: { uri: 'my%20answers/' } } }],
    });
    const [live] = logOf([aVerdict()]).runs[0].results;
    expect(live).not.toHaveProperty('suppressions');
    expect(live?.locations[0]).not.toHaveProperty('physicalLocation');
  });
});

function tableOf(...verdicts: readonly Verdict[]): string {
  return renderTable(judge(...verdicts), { width: 100, palette: paletteOf(false), all: false });
}

describe('the table', () => {
  it.each([
    ['rds:DescribeDBProxies', 'add the answer of "aws rds describe-db-proxies"'],
    ['rds:DescribeDBProxyEndpoints', 'No audit reads that'],
  ])('asks for an answer only where one would be taken: %s', (call, advice) => {
    const verdict = aVerdict({}, { status: 'UNKNOWN', reasons: [{ kind: 'not-read', call }] });
    expect(tableOf(verdict)).toContain(advice);
  });

  it('tells one fault once, with what follows for each control', () => {
    const fault = { kind: 'nat-gateway', id: 'nat-0a', disposition: 'NAT_NOT_WORKING' } as const;
    const text = tableOf(
      aVerdict(onFunction('a'), { fault }),
      aVerdict({ ...onFunction('b'), control: aControl('function-other') }, { fault }),
    );
    expect(text).toContain('MEDIUM    nat-0a has no way out, 2 functions\n');
    expect(text).toContain('function-sample\n            a: Subnet subnet-0a is broken\n');
    expect(text).toContain('function-other\n            b: Subnet subnet-0a is broken\n');
    expect(text.match(/Fix/g)).toHaveLength(1);
  });

  it('says first what is wrong where many have it', () => {
    const many = Array.from({ length: 40 }, (_, index) => aVerdict(onFunction(`worker-${index}`)));
    const text = tableOf(...many);
    expect(text.indexOf('is broken')).toBeLessThan(text.indexOf('40 functions: worker-0'));
    expect(text.match(/is broken/g)).toHaveLength(1);
    expect(text.replace(/\s+/g, ' ')).toContain('worker-38, worker-39 ');
  });

  it('does not drown in evidence', () => {
    const evidence = Array.from({ length: 20 }, (_, index) => ({
      resource: `subnet-${index}`,
      field: 'State',
      value: 'failed',
    }));
    expect(tableOf(aVerdict({}, { evidence }))).toContain('and 14 more: see --format json');
  });

  it('shows a control that broke', () => {
    const text = tableOf(aVerdict({ status: 'ERROR', error: 'x is undefined' }));
    expect(text).toContain('BROKEN    Controls that failed: please report this');
    expect(text).toContain('function-sample: x is undefined');
    expect(text).toContain('1 broken');
  });
});

describe('laying out text', () => {
  it('counts cells, not characters', () => {
    expect(widthInCells('注文🚀')).toBe(6);
    expect(padEnd('注', 4)).toBe('注  ');
    expect(truncate('注文処理', 5)).toBe('注文…');
    expect(truncate('orders', 6)).toBe('orders');
  });

  it('breaks at blanks and never inside a word', () => {
    expect(wrap('a bb  ccc dddd', 5)).toEqual(['a bb', 'ccc', 'dddd']);
    expect(wrap('a arn:aws:lambda', 5)).toEqual(['a', 'arn:aws:lambda']);
    expect(wrap('  ', 5)).toEqual([]);
  });

  it('makes control characters visible', () => {
    expect(printable('a\u001b[31mb\n\u202ec')).toBe('a\ufffd[31mb\ufffd\ufffdc');
    expect(printable('👩‍💻 注文')).toBe('👩‍💻 注文');
  });
});

describe('the AWS CLI command that answers what a call reads', () => {
  it.each([
    ['ec2:DescribeSubnets', 'aws ec2 describe-subnets'],
    ['ec2:DescribeVpcBlockPublicAccessOptions', 'aws ec2 describe-vpc-block-public-access-options'],
    ['lambda:ListFunctions', 'aws lambda list-functions'],
    ['servicequotas:GetServiceQuota', 'aws service-quotas get-service-quota'],
    ['iam:GetRole', 'aws iam get-account-authorization-details'],
    ['rds:DescribeDBInstances', 'aws rds describe-db-instances'],
    ['elasticfilesystem:DescribeMountTargets', 'aws efs describe-mount-targets'],
  ])('%s', (call, command) => {
    expect(awsCliCommand(call)).toBe(command);
  });
});
