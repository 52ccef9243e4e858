import type { FinalizeRequestMiddleware, MiddlewareStack } from '@smithy/types';

/**
 * Runs `before` ahead of every request a client sends, retries included: inside the retry middleware
 * and before signing, so that a request that has to wait is not sent with a stale signature.
 */
export function beforeEachAttempt<Input extends object, Output extends object>(
  client: { readonly middlewareStack: MiddlewareStack<Input, Output> },
  name: string,
  before: (operation: string) => Promise<void> | void,
): void {
  const middleware: FinalizeRequestMiddleware<Input, Output> =
    (next, context) => async (request) => {
      await before((context.commandName ?? '').replace(/Command$/, ''));
      return next(request);
    };
  client.middlewareStack.addRelativeTo(middleware, {
    name,
    relation: 'before',
    toMiddleware: 'httpSigningMiddleware',
  });
}
