import { ACCOUNT, functionArn } from '../../builders/snapshot.ts';
import { withEndpoint } from '../../builders/lambda-endpoint.ts';

/** Endpoints with policies, for the tests of the controls that read them. */

type Loose = Readonly<Record<string, unknown>>;

/** The default topology with an endpoint that has this policy; an object is written as JSON. */
export function withPolicy(
  policy: string | Loose | undefined,
  others: Parameters<typeof withEndpoint>[1] = {},
) {
  const PolicyDocument = typeof policy === 'object' ? JSON.stringify(policy) : policy;
  return withEndpoint(policy === undefined ? {} : { PolicyDocument }, others);
}

export function document(...Statement: readonly Loose[]): Loose {
  return { Version: '2012-10-17', Statement };
}

/** A statement for the account's principals and one function, in both forms; what differs is given. */
export function allow(fields: Loose = {}): Loose {
  return {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: 'lambda:InvokeFunction',
    Resource: [functionArn('billing'), `${functionArn('billing')}:*`],
    ...fields,
  };
}

export const OPEN = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' } as const;
