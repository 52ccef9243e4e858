import type { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '../../ports/log.ts';

/** Log lines as JSON, with the function's and the request's context. */
export function powertoolsLog(logger: Logger): Log {
  return {
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, fields = {}) => logger.error(message, fields),
  };
}
