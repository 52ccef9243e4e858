import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { composeSweep } from '../composition.ts';

/** A page of functions takes 40 seconds at most; more when Lambda throttles. */
const MARGIN_MILLISECONDS = 90_000;

const parts = await composeSweep();
const processor = new BatchProcessor(EventType.SQS);

/** Works on messages of the sweep queue, each by itself; those that fail are delivered again. */
export const handler = middy(
  async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const left = context.getRemainingTimeInMillis() - MARGIN_MILLISECONDS;
    const deadline = new Date(Date.now() + left);
    const consume = ({ body, messageId }: SQSRecord) =>
      parts.consume({ body, messageId, deadline });
    try {
      return await processPartialResponse(event, consume, processor, {
        context,
        throwOnFullBatchFailure: false,
      });
    } finally {
      parts.report();
    }
  },
).use(injectLambdaContext(parts.logger));
