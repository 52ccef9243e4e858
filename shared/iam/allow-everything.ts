import type { PolicyDocument } from './policy-model.ts';

/** What FullAWSAccess says. Beside it, only a Deny makes a difference. */
export const ALLOW_EVERYTHING: PolicyDocument = {
  version: '2012-10-17',
  statements: [
    {
      index: 0,
      effect: 'Allow',
      actions: { negated: false, patterns: ['*'] },
      resources: { negated: false, patterns: ['*'] },
      conditions: [],
    },
  ],
};
