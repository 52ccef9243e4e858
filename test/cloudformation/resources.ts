import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { readEnvironment } from '../../functions/environment.ts';
import { STATE_TABLE } from '../../shared/adapters/aws/state/table-definition.ts';
import type { PackagedTemplates } from './packaged.ts';
import { ALL_ON, policiesOf, statementsOf } from './policy.ts';
import { createdResources, resolve, resourcesOf } from './template.ts';

/** Schedule, channels, table, key, bucket, logs and functions. */
export function describeResources(packaged: () => PackagedTemplates): void {
  describe('everything else', () => {
    it('the schedule tries again and keeps what it cannot deliver', () => {
      const [[, schedule] = []] = resourcesOf(packaged().home, 'AWS::Scheduler::Schedule');
      expect(resolve(packaged().home, schedule)).toMatchObject({
        ScheduleExpression: 'rate(12 hours)',
        Target: {
          Arn: '<SweepQueue.Arn>',
          RetryPolicy: { MaximumRetryAttempts: 30 },
          DeadLetterConfig: { Arn: '<SweepDeadLetters.Arn>' },
        },
      });
    });

    it('what does not reach Slack is kept, whether SNS or Lambda gives up', () => {
      const [, [, slack] = []] = resourcesOf(packaged().home, 'AWS::SNS::Subscription');
      expect(resolve(packaged().home, slack)).toMatchObject({
        Protocol: 'lambda',
        RedrivePolicy: { deadLetterTargetArn: '<AlertDeadLetters.Arn>' },
      });
      const [[, retries] = []] = resourcesOf(packaged().home, 'AWS::Lambda::EventInvokeConfig');
      expect(resolve(packaged().home, retries)).toMatchObject({
        DestinationConfig: { OnFailure: { Destination: '<AlertDeadLetters.Arn>' } },
      });
    });

    it('the state table is the one that the adapter reads, recoverable, encrypted, and outlives the stack', () => {
      const table = packaged().home.Resources['StateTable'];
      expect(table?.Properties).toMatchObject({
        ...STATE_TABLE,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
      });
      expect(table).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
    });

    it('the topic is encrypted with a key that alarms of this account can use, and no other service', () => {
      const [[, topic] = []] = resourcesOf(packaged().home, 'AWS::SNS::Topic');
      expect(resolve(packaged().home, topic?.['KmsMasterKeyId'])).toBe('<AlertKey>');
      const [[, key] = []] = resourcesOf(packaged().home, 'AWS::KMS::Key');
      expect(key?.['EnableKeyRotation']).toBe(true);
      const services = statementsOf(packaged().home, key?.['KeyPolicy']).filter(
        ({ Principal }) => typeof Principal === 'object' && 'Service' in Principal,
      );
      expect(services).toMatchObject([
        {
          Principal: { Service: ['cloudwatch.amazonaws.com'] },
          Condition: { StringEquals: { 'aws:SourceAccount': ['111122223333'] } },
        },
      ]);
      const publishers = policiesOf(packaged().home, 'AWS::SNS::TopicPolicy').filter(
        ({ Effect }) => Effect === 'Allow',
      );
      expect(publishers).toMatchObject([
        {
          Principal: { Service: ['cloudwatch.amazonaws.com'] },
          Condition: { StringEquals: { 'aws:SourceAccount': ['111122223333'] } },
        },
      ]);
    });

    it('the bucket of the deployment is private, encrypted and takes encrypted transport only', () => {
      const [[, bucket] = []] = resourcesOf(packaged().home, 'AWS::S3::Bucket');
      expect(bucket).toMatchObject({
        BucketEncryption: {},
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      });
      expect(resourcesOf(packaged().home, 'AWS::S3::BucketPolicy')).toMatchObject([
        [
          'ServerlessDeploymentBucketPolicy',
          {
            PolicyDocument: {
              Statement: [
                { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': false } } },
              ],
            },
          },
        ],
      ]);
    });

    it('each function runs on Node 24 on arm64 and logs into a group that forgets', () => {
      const groups = resourcesOf(packaged().home, 'AWS::Logs::LogGroup').map(([, group]) =>
        resolve(packaged().home, group),
      );
      for (const [, fn] of resourcesOf(packaged().home, 'AWS::Lambda::Function')) {
        expect(fn).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
        expect(groups).toContainEqual({
          LogGroupName: `/aws/lambda/${String(fn['FunctionName'])}`,
          RetentionInDays: '90',
        });
      }
      expect(groups).toHaveLength(3);
    });

    it('the functions are told what they ask for', () => {
      for (const id of ['AuditLambdaFunction', 'SweepLambdaFunction']) {
        const { Variables } = z
          .object({ Variables: z.record(z.string(), z.string()) })
          .parse(
            resolve(packaged().home, packaged().home.Resources[id]?.Properties['Environment']),
          );
        const environment = readEnvironment({
          ...Variables,
          AWS_REGION: 'eu-west-1',
          // What only exists once it was created.
          CHANGE_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/changes',
          SWEEP_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/sweep',
          DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/dead',
          ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:alerts',
        });
        expect(environment).toMatchObject({
          accountId: '111122223333',
          regions: ['eu-west-1', 'eu-central-1'],
          stateTable: 'lambda-vpc-auditor-prod-state',
          securityHub: true,
          alertSeverity: 'MEDIUM',
          findingSeverity: 'LOW',
        });
      }
    });

    it('a sweep may send itself more steps than Lambda takes for a runaway', () => {
      expect(packaged().home.Resources['SweepLambdaFunction']?.Properties['RecursiveLoop']).toBe(
        'Allow',
      );
    });

    it('channels are there only where they were asked for', () => {
      const optional = ['MailSubscription', 'SlackSubscription', 'SlackPermission', 'ChatChannel'];
      const without = createdResources(packaged().home);
      const withAll = createdResources(packaged().home, ALL_ON);
      expect(optional.filter((id) => without.includes(id))).toEqual([]);
      expect(optional.filter((id) => withAll.includes(id))).toEqual(optional);
      const withoutHub = createdResources(packaged().home, { SecurityHub: 'off' });
      expect(withoutHub).not.toContain('SecurityHubPublishAlarm');
      expect(createdResources(packaged().home, { State: 'existing' })).not.toContain('StateTable');
    });
  });
}
