import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { STSClientConfig } from '@aws-sdk/client-sts';

/** How the clients that look at the deployed system are made. */
export interface DeploymentClientOptions {
  readonly profile?: string;
  /** Replaces the SDK's HTTP handler, for tests without a socket. */
  readonly requestHandler?: NonNullable<STSClientConfig['requestHandler']>;
}

/** What is asked of one region. */
export interface RegionClients {
  readonly cloudFormation: CloudFormationClient;
  /** Of any region: trails are asked about where they were made. */
  readonly cloudTrail: (region: string) => CloudTrailClient;
  readonly events: EventBridgeClient;
  readonly securityHub: SecurityHubClient;
  readonly sqs: SQSClient;
}

/** What is asked of the home region alone. */
export interface HomeClients extends RegionClients {
  readonly cloudWatch: CloudWatchClient;
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  readonly secrets: SecretsManagerClient;
  readonly sns: SNSClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
}

const ATTEMPTS = 3;

function configurationOf(region: string, { profile, requestHandler }: DeploymentClientOptions) {
  return {
    region,
    maxAttempts: ATTEMPTS,
    ...(profile !== undefined && { profile }),
    ...(requestHandler !== undefined && { requestHandler }),
  };
}

/** Clients for a region that events are forwarded from or findings are kept in. */
export function regionClients(region: string, options: DeploymentClientOptions): RegionClients {
  const configuration = configurationOf(region, options);
  return {
    cloudFormation: new CloudFormationClient(configuration),
    cloudTrail: (of) => new CloudTrailClient({ ...configuration, region: of }),
    events: new EventBridgeClient(configuration),
    securityHub: new SecurityHubClient(configuration),
    // A queue's URL comes from a stack: SQS itself is asked, whatever host stands there.
    sqs: new SQSClient({ ...configuration, useQueueUrlAsEndpoint: false }),
  };
}

/** Clients for the region of the stack. */
export function homeClients(region: string, options: DeploymentClientOptions): HomeClients {
  const configuration = configurationOf(region, options);
  return {
    ...regionClients(region, options),
    cloudWatch: new CloudWatchClient(configuration),
    iam: new IAMClient(configuration),
    lambda: new LambdaClient(configuration),
    secrets: new SecretsManagerClient(configuration),
    sns: new SNSClient(configuration),
    ssm: new SSMClient(configuration),
    sts: new STSClient(configuration),
  };
}
