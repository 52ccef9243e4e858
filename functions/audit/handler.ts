import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { auditMessages } from '../../shared/audit/audit-messages.ts';
import { composeAudit } from '../composition.ts';

const parts = await composeAudit();

/**
 * Works on a batch of the change queue as a whole: changes of one VPC are one audit. Powertools' batch
 * processor hands over one message at a time, so only its answer is used here: what failed comes again.
 */
export const handler = middy(async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const deliveries = Records.map(({ messageId, body, attributes }) => ({
    messageId,
    body,
    receiveCount: Number(attributes.ApproximateReceiveCount),
  }));
  try {
    const failed = await auditMessages(deliveries, parts.dependencies);
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  } finally {
    parts.report();
  }
}).use(injectLambdaContext(parts.logger));
