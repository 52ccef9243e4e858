import { describe, expect, it } from 'vitest';
import { asffFinding } from '../../shared/findings/asff.ts';
import { limitText } from '../../shared/findings/limit-text.ts';
import { ACCOUNT, CAPTURED_AT, functionArn, snapshot } from '../builders/snapshot.ts';
import { aVerdict } from './verdicts.ts';

const PLACE = { Partition: 'aws', Region: 'us-east-1' } as const;
const EXCEPTION = { reason: 'moves', owner: 'alice', expires: '2027-01-31' };

describe('a verdict in the AWS Security Finding Format', () => {
  it('says what, where and how to repair', () => {
    expect(asffFinding(aVerdict(), snapshot())).toEqual({
      SchemaVersion: '2018-10-08',
      Id: `${functionArn('orders')}/function-sample`,
      ProductArn: `arn:aws:securityhub:us-east-1:${ACCOUNT}:product/${ACCOUNT}/default`,
      ProductName: 'lambda-vpc-auditor',
      GeneratorId: 'lambda-vpc-auditor/function-sample',
      AwsAccountId: ACCOUNT,
      CreatedAt: CAPTURED_AT,
      UpdatedAt: CAPTURED_AT,
      FirstObservedAt: CAPTURED_AT,
      LastObservedAt: CAPTURED_AT,
      Title: 'The function is a sample',
      Description: 'Subnet subnet-0a is broken.',
      Remediation: {
        Recommendation: { Text: 'Make it a sample.', Url: 'https://docs.aws.amazon.com/lambda/' },
      },
      Resources: [
        {
          Type: 'AwsLambdaFunction',
          Id: functionArn('orders'),
          Partition: 'aws',
          Region: 'us-east-1',
          Details: {
            AwsLambdaFunction: {
              FunctionName: 'orders',
              Version: '$LATEST',
              Role: `arn:aws:iam::${ACCOUNT}:role/orders`,
              Runtime: 'nodejs22.x',
              LastModified: '2026-11-01T00:00:00.000+0000',
              VpcConfig: {
                SubnetIds: ['subnet-0a', 'subnet-0b'],
                SecurityGroupIds: ['sg-0a'],
                VpcId: 'vpc-0a',
              },
            },
          },
        },
        { Type: 'AwsEc2Vpc', Id: 'vpc-0a', ...PLACE },
        {
          Type: 'AwsEc2Subnet',
          Id: 'subnet-0a',
          ...PLACE,
          Details: { AwsEc2Subnet: { SubnetId: 'subnet-0a', VpcId: 'vpc-0a' } },
        },
        {
          Type: 'AwsEc2Subnet',
          Id: 'subnet-0b',
          ...PLACE,
          Details: { AwsEc2Subnet: { SubnetId: 'subnet-0b', VpcId: 'vpc-0a' } },
        },
        {
          Type: 'AwsEc2SecurityGroup',
          Id: 'sg-0a',
          ...PLACE,
          Details: { AwsEc2SecurityGroup: { GroupId: 'sg-0a', VpcId: 'vpc-0a' } },
        },
      ],
      Compliance: { Status: 'FAILED' },
      FindingProviderFields: {
        Severity: { Label: 'MEDIUM', Original: 'MEDIUM' },
        Types: ['Software and Configuration Checks/AWS Security Best Practices'],
        Confidence: 100,
      },
      ProductFields: {
        'lambda-vpc-auditor/control': 'function-sample',
        'lambda-vpc-auditor/controlId': 'FN-SAMPLE',
        'lambda-vpc-auditor/vpcId': 'vpc-0a',
        'lambda-vpc-auditor/subnetIds': 'subnet-0a, subnet-0b',
        'lambda-vpc-auditor/securityGroupIds': 'sg-0a',
        'lambda-vpc-auditor/evidence/1': 'subnet-0a State=failed',
      },
      RecordState: 'ACTIVE',
    });
  });

  it.each([
    ['FAILED', 'FAILED', 'ACTIVE'],
    ['UNKNOWN', 'WARNING', 'ACTIVE'],
    ['PASSED', 'PASSED', 'ARCHIVED'],
    ['NOT_APPLICABLE', 'NOT_AVAILABLE', 'ARCHIVED'],
  ] as const)('%s becomes %s, %s', (status, compliance, record) => {
    const finding = asffFinding(aVerdict({}, { status }), snapshot());
    expect(finding.Compliance.Status).toBe(compliance);
    expect(finding.RecordState).toBe(record);
  });

  it('never archives a control that broke', () => {
    const finding = asffFinding(aVerdict({ status: 'ERROR', error: 'x' }), snapshot());
    expect(finding).toMatchObject({
      RecordState: 'ACTIVE',
      Compliance: { Status: 'NOT_AVAILABLE' },
      Description: 'The control broke and judged nothing: x.',
    });
  });

  it('archives what is accepted, and says by whom', () => {
    const finding = asffFinding(aVerdict({ exception: EXCEPTION }), snapshot());
    expect(finding.RecordState).toBe('ARCHIVED');
    expect(finding.ProductFields).toMatchObject({
      'lambda-vpc-auditor/exceptionOwner': 'alice',
      'lambda-vpc-auditor/exceptionExpires': '2027-01-31',
    });
  });

  it('leaves to the people of Security Hub what is theirs', () => {
    const finding = asffFinding(aVerdict(), snapshot());
    for (const theirs of [
      'Workflow',
      'Note',
      'Severity',
      'Types',
      'Confidence',
      'UserDefinedFields',
    ]) {
      expect(finding).not.toHaveProperty(theirs);
    }
  });

  it("keeps within the service's limits, whatever the evidence", () => {
    const long = '🚀'.repeat(3000);
    const finding = asffFinding(
      aVerdict(
        {},
        {
          messages: [{ key: 'broken', values: { subnetId: long } }],
          remediation: long,
          evidence: Array.from({ length: 80 }, (_, index) => ({
            resource: `subnet-${index}`,
            field: 'State',
            value: long,
          })),
        },
      ),
      snapshot(),
    );
    expect(finding.Description.length).toBeLessThanOrEqual(1024);
    expect(finding.Remediation.Recommendation.Text.length).toBeLessThanOrEqual(512);
    const fields = Object.entries(finding.ProductFields);
    expect(fields).toHaveLength(50);
    for (const [key, value] of fields) {
      expect(key.length).toBeLessThanOrEqual(128);
      expect(value.length).toBeLessThanOrEqual(2048);
    }
    expect(Buffer.byteLength(JSON.stringify(finding))).toBeLessThan(240 * 1024);
  });

  it('gives one id to one control and resource', () => {
    const held = asffFinding(aVerdict({}, { status: 'PASSED' }), snapshot());
    expect(held.Id).toBe(asffFinding(aVerdict(), snapshot()).Id);
  });
});

describe('limiting a text', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['a🚀b', 3, 'a…'],
    ['🚀🚀', 4, '🚀🚀'],
  ])('%s to %i', (text, most, expected) => {
    expect(limitText(text, most)).toBe(expected);
  });
});
