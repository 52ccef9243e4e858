import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import type { CallCounts } from './call-counts.ts';
import { clientConfiguration, counted, paced } from './client-configuration.ts';
import type { ClientOptions } from './client-configuration.ts';
import { LAMBDA_CALLS_PER_SECOND, ROUTE53_CALLS_PER_SECOND, rateLimit } from './rate.ts';

/** The clients that suffice for VPCs, functions and roles. */
export interface PartClients {
  readonly ec2: EC2Client;
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  readonly route53: Route53Client;
}

/** One client per service for the region, with adaptive retries. */
export function createPartClients(
  region: string,
  options: ClientOptions,
  counts: CallCounts,
): PartClients {
  const configuration = clientConfiguration(region, options);
  const lambdaRate = rateLimit(options.lambdaCallsPerSecond ?? LAMBDA_CALLS_PER_SECOND);
  const route53Rate = rateLimit(options.route53CallsPerSecond ?? ROUTE53_CALLS_PER_SECOND);
  return {
    ec2: counted('ec2', new EC2Client(configuration), counts),
    iam: counted('iam', new IAMClient(configuration), counts),
    lambda: counted('lambda', paced(new LambdaClient(configuration), lambdaRate), counts),
    route53: counted('route53', paced(new Route53Client(configuration), route53Rate), counts),
  };
}
