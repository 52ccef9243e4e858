import type { Transition } from '../../shared/findings/stored-finding.ts';
import { aCause, aReported } from './reported.ts';
import { ACCOUNT, CAPTURED_AT, functionArn, GROUP, REGION, SUBNETS, VPC } from './snapshot.ts';

/** What Security Hub shows of an attached function. */
export function functionDetails(name: string): object {
  return {
    AwsLambdaFunction: {
      FunctionName: name,
      VpcConfig: { SubnetIds: [...SUBNETS], SecurityGroupIds: [GROUP], VpcId: VPC },
    },
  };
}

/** A finding on the function `orders` that a replaced route has opened, with what differs. */
export function aTransition(fields: Partial<Transition> = {}): Transition {
  const verdict = fields.verdict ?? aReported();
  const findingId = `${verdict.resource.id}/${verdict.control}`;
  return {
    id: `${findingId}@${fields.observedAt ?? CAPTURED_AT}`,
    kind: 'opened',
    findingId,
    accountId: ACCOUNT,
    partition: 'aws',
    region: REGION,
    verdict,
    resourceDetails: functionDetails('orders'),
    createdAt: CAPTURED_AT,
    openedAt: CAPTURED_AT,
    openedBy: aCause(),
    observedAt: CAPTURED_AT,
    cause: aCause(),
    unpublished: ['securityhub', 'alerts', 'events'],
    ...fields,
  };
}

/** The same for functions of these names. */
export function onFunctions(
  names: readonly string[],
  fields: Partial<Transition> = {},
): readonly Transition[] {
  return names.map((name) =>
    aTransition({
      resourceDetails: functionDetails(name),
      ...fields,
      verdict: {
        ...(fields.verdict ?? aReported()),
        resource: { type: 'AWS::Lambda::Function', id: functionArn(name) },
      },
    }),
  );
}

/** The end of an opened finding. */
export function resolved(opened: Transition, fields: Partial<Transition> = {}): Transition {
  const observedAt = '2026-11-20T12:42:00.000Z';
  return {
    ...opened,
    id: `${opened.findingId}@${observedAt}`,
    kind: 'resolved',
    before: opened.verdict,
    verdict: aReported({
      control: opened.verdict.control,
      resource: opened.verdict.resource,
      status: 'PASSED',
      severity: 'INFO',
      message: 'Every subnet reaches the internet.',
      evidence: [],
    }),
    observedAt,
    cause: aCause({ eventId: 'e-2', name: 'CreateRoute', time: '2026-11-20T12:41:00Z' }),
    ...fields,
  };
}
