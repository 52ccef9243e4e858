import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asffOfTransition } from '../../shared/findings/asff.ts';
import { aCause, AN_EXCEPTION, aReported } from '../builders/reported.ts';
import { functionArn } from '../builders/snapshot.ts';
import { aTransition, resolved } from '../builders/transitions.ts';
import { hostileTransition } from './hostile-transitions.ts';

const field = (name: string) => `lambda-vpc-auditor/${name}`;

const ALICE = {
  principalArn: 'arn:aws:sts::111122223333:assumed-role/network-admin/alice',
  principalId: 'AROAX:alice',
  type: 'AssumedRole',
  accountId: '111122223333',
  sessionIssuerArn: 'arn:aws:iam::111122223333:role/network-admin',
  invokedBy: 'cloudformation.amazonaws.com',
  sourceIpAddress: '203.0.113.24',
  userAgent: 'cloudformation.amazonaws.com',
};

describe('a transition as a finding of Security Hub', () => {
  it.each([
    ['opened', aTransition(), 'FAILED', 'ACTIVE'],
    ['updated', aTransition({ kind: 'updated' }), 'FAILED', 'ACTIVE'],
    ['refreshed', aTransition({ kind: 'refreshed' }), 'FAILED', 'ACTIVE'],
    ['resolved', resolved(aTransition()), 'PASSED', 'ARCHIVED'],
    [
      'resolved because it no longer applies',
      resolved(aTransition(), { verdict: aReported({ status: 'NOT_APPLICABLE' }) }),
      'PASSED',
      'ARCHIVED',
    ],
    ['archived with its resource', aTransition({ kind: 'archived' }), 'FAILED', 'ARCHIVED'],
    [
      'archived because it is accepted',
      aTransition({ kind: 'archived', verdict: aReported({ exception: AN_EXCEPTION }) }),
      'FAILED',
      'ARCHIVED',
    ],
  ] as const)('%s', (_, transition, compliance, record) => {
    expect(asffOfTransition(transition)).toMatchObject({
      Compliance: { Status: compliance },
      RecordState: record,
    });
  });

  it('moves only the times of the last observation', () => {
    const over = resolved(aTransition({ createdAt: '2026-01-01T00:00:00.000Z' }));
    expect(asffOfTransition(over)).toMatchObject({
      CreatedAt: '2026-01-01T00:00:00.000Z',
      FirstObservedAt: '2026-01-01T00:00:00.000Z',
      UpdatedAt: over.observedAt,
      LastObservedAt: over.observedAt,
    });
  });

  it('keeps the severity that it had while it was open', () => {
    expect(asffOfTransition(resolved(aTransition())).FindingProviderFields.Severity).toEqual({
      Label: 'HIGH',
      Original: 'HIGH',
    });
  });

  it('leaves to the people of Security Hub what is theirs', () => {
    for (const one of [aTransition(), resolved(aTransition())]) {
      const keys = Object.keys(asffOfTransition(one));
      for (const theirs of ['Workflow', 'Note', 'Severity', 'Types', 'Confidence', 'Criticality']) {
        expect(keys).not.toContain(theirs);
      }
    }
  });

  it('names the function first, then the hop, the VPC, subnets and groups', () => {
    expect(asffOfTransition(aTransition()).Resources.map(({ Type, Id }) => [Type, Id])).toEqual([
      ['AwsLambdaFunction', functionArn('orders')],
      ['AwsEc2RouteTable', 'rtb-0a'],
      ['AwsEc2Vpc', 'vpc-0a'],
      ['AwsEc2Subnet', 'subnet-0a'],
      ['AwsEc2Subnet', 'subnet-0b'],
      ['AwsEc2SecurityGroup', 'sg-0a'],
    ]);
  });

  it('does not name twice what is judged and the hop at once', () => {
    const id = 'arn:aws:ec2:us-east-1:111122223333:vpc/vpc-0a';
    const { Resources } = asffOfTransition(
      aTransition({
        verdict: aReported({
          resource: { type: 'AWS::EC2::VPC', id },
          fault: { kind: 'dns', id: 'AmazonProvidedDNS', disposition: 'NAME_NOT_RESOLVED' },
        }),
        resourceDetails: { AwsEc2Vpc: {} },
      }),
    );
    expect(Resources.map(({ Id }) => Id)).toEqual([id]);
  });

  it.each([
    ['eu-west-1', 'aws', 'aws'],
    ['cn-north-1', 'aws-cn', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov', 'aws-us-gov'],
    ['eusc-de-east-1', 'aws-eusc', undefined],
  ])('in %s belongs to the default product there', (region, partition, known) => {
    const resource = {
      type: 'AWS::Lambda::Function',
      id: functionArn('orders', region).replace('arn:aws:', `arn:${partition}:`),
    } as const;
    const verdict = aReported({ resource });
    const finding = asffOfTransition(aTransition({ region, partition, verdict }));
    expect(finding.ProductArn).toBe(
      `arn:${partition}:securityhub:${region}:111122223333:product/111122223333/default`,
    );
    expect(finding.Resources[0]).toMatchObject({ Region: region });
    expect(finding.Resources[0]?.Partition).toBe(known);
  });

  it.each([
    [
      'function-internet-egress',
      'Software and Configuration Checks/AWS Security Best Practices/Network Reachability',
    ],
    ['function-multi-az', 'Software and Configuration Checks/AWS Security Best Practices'],
    ['removed-control', 'Software and Configuration Checks/AWS Security Best Practices'],
  ])('of %s has a type of the taxonomy', (control, type) => {
    const finding = asffOfTransition(aTransition({ verdict: aReported({ control }) }));
    expect(finding.FindingProviderFields.Types).toEqual([type]);
    expect(finding.GeneratorId).toBe(`lambda-vpc-auditor/${control}`);
  });

  it('says who opened it, from where and by which event', () => {
    const cause = aCause({ actor: ALICE });
    const fields = asffOfTransition(aTransition({ cause, openedBy: cause })).ProductFields;
    expect(fields).toMatchObject({
      [field('control')]: 'function-internet-egress',
      [field('controlId')]: 'NET-EGRESS',
      [field('vpcId')]: 'vpc-0a',
      [field('subnetIds')]: 'subnet-0a, subnet-0b',
      [field('securityGroupIds')]: 'sg-0a',
      [field('faultId')]: 'rtb-0a',
      [field('faultDisposition')]: 'NO_ROUTE',
      [field('actorArn')]: ALICE.principalArn,
      [field('actorService')]: 'cloudformation.amazonaws.com',
      [field('sourceAddress')]: '203.0.113.24',
      [field('eventId')]: 'e-1',
      [field('eventName')]: 'ReplaceRoute',
      [field('eventTime')]: '2026-11-20T11:59:00Z',
      [field('evidence/1')]: 'subnet-0a RouteTableId=rtb-0a',
    });
    expect(Object.keys(fields).filter((key) => key.includes('/last'))).toEqual([]);
  });

  it('keeps who opened it when others change it, and names them beside', () => {
    const openedBy = aCause({ actor: ALICE });
    const fields = asffOfTransition(resolved(aTransition({ openedBy }))).ProductFields;
    expect(fields).toMatchObject({
      [field('actorArn')]: ALICE.principalArn,
      [field('eventName')]: 'ReplaceRoute',
      [field('lastEventName')]: 'CreateRoute',
      [field('lastEventId')]: 'e-2',
    });
  });

  it('keeps who opened it when the sweep renews it', () => {
    const openedBy = aCause({ actor: ALICE });
    const sweep = {
      name: 'sweep',
      time: '2027-01-01T00:00:00Z',
      region: 'us-east-1',
      resources: [],
    };
    const { ProductFields } = asffOfTransition(
      aTransition({ kind: 'refreshed', openedBy, cause: sweep }),
    );
    expect(ProductFields[field('actorArn')]).toBe(ALICE.principalArn);
    expect(ProductFields).not.toHaveProperty([field('lastEventName')]);
  });

  it('says why it was archived, and who accepted it', () => {
    const { ProductFields } = asffOfTransition(
      aTransition({
        kind: 'archived',
        reason: 'exception until 2027-03-31',
        verdict: aReported({ exception: AN_EXCEPTION }),
      }),
    );
    expect(ProductFields).toMatchObject({
      [field('reason')]: 'exception until 2027-03-31',
      [field('exceptionOwner')]: 'alice',
      [field('exceptionReason')]: 'decided',
      [field('exceptionExpires')]: '2027-03-31',
    });
  });

  it('counts the evidence for which there is no field', () => {
    const evidence = Array.from({ length: 80 }, (_, index) => ({
      resource: `rtb-${index}`,
      field: 'Routes',
      value: 'local',
    }));
    const { ProductFields } = asffOfTransition(aTransition({ verdict: aReported({ evidence }) }));
    const told = Object.keys(ProductFields).filter((key) => /evidence\/\d+$/.test(key)).length;
    expect(Object.keys(ProductFields)).toHaveLength(50);
    expect(ProductFields[field('evidence/more')]).toBe(String(80 - told));
  });

  it('trims evidence rather than pass 240 KB', () => {
    const evidence = Array.from({ length: 60 }, () => ({
      resource: 'rtb-0a',
      field: 'Routes',
      value: '漢'.repeat(3_000),
    }));
    const finding = asffOfTransition(aTransition({ verdict: aReported({ evidence }) }));
    expect(Buffer.byteLength(JSON.stringify(finding))).toBeLessThanOrEqual(240 * 1024);
    expect(finding.ProductFields).toHaveProperty([field('control')]);
    const told = Object.keys(finding.ProductFields).filter((key) => /evidence\/\d+$/.test(key));
    expect(told.length).toBeGreaterThan(5);
    expect(finding.ProductFields[field('evidence/more')]).toBe(String(60 - told.length));
  });

  it('drops the details of a resource that are too large by themselves', () => {
    const finding = asffOfTransition(
      aTransition({ resourceDetails: { Other: { tags: 'x'.repeat(300_000) } } }),
    );
    expect(finding.Resources[0]?.Details).toEqual({});
    expect(Buffer.byteLength(JSON.stringify(finding))).toBeLessThanOrEqual(240 * 1024);
  });

  it('keeps within every limit of the service, whatever is in it', () => {
    fc.assert(
      fc.property(hostileTransition, (transition) => {
        const finding = asffOfTransition(transition);
        expect(finding.Id.length).toBeLessThanOrEqual(512);
        for (const [text, most] of [
          [finding.Title, 256],
          [finding.Description, 1024],
          [finding.GeneratorId, 512],
          [finding.Remediation.Recommendation.Text, 512],
        ] as const) {
          expect(text.length).toBeLessThanOrEqual(most);
        }
        expect(finding.Description).toMatch(/\S/);
        const fields = Object.entries(finding.ProductFields);
        expect(fields.length).toBeLessThanOrEqual(50);
        for (const [key, value] of fields) {
          expect(key.length).toBeLessThanOrEqual(128);
          expect(value.length).toBeLessThanOrEqual(2048);
          expect(value).toMatch(/\S/);
        }
        for (const { Id } of finding.Resources) expect(Id.length).toBeLessThanOrEqual(512);
        expect(finding.Resources.length).toBeLessThanOrEqual(32);
        expect(Buffer.byteLength(JSON.stringify(finding))).toBeLessThanOrEqual(240 * 1024);
      }),
      { numRuns: 60 },
    );
  });
});
