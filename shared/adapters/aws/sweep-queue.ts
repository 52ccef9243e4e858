import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SweepQueue } from '../../ports/change-queue.ts';
import { sendOurs } from './queue-message.ts';

/** The sweep queue in SQS. */
export function sqsSweepQueue(client: SQSClient, queueUrl: string): SweepQueue {
  return {
    refresh: (request) => sendOurs(client, queueUrl, request, 0),
    step: (step, delaySeconds) => sendOurs(client, queueUrl, step, delaySeconds),
  };
}
