import * as fc from 'fast-check';
import { CONTROLS } from '../../shared/controls/registry.ts';
import { SEVERITIES } from '../../shared/controls/verdict.ts';
import { DISPOSITIONS } from '../../shared/network/disposition.ts';
import type { Transition } from '../../shared/findings/stored-finding.ts';
import { functionArn } from '../builders/snapshot.ts';
import { aTransition, functionDetails, resolved } from '../builders/transitions.ts';

/** Texts as long and as strange as somebody could make them: names, tags and messages reach us. */
const longText = fc
  .record({
    unit: fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
      fc.constantFrom('\u0000', '🚨', '\ud83d', '"\\', '<!channel>', '&', '漢', ' ', '\n'),
    ),
    times: fc.constantFrom(1, 7, 300, 3_000),
  })
  .map(({ unit, times }) => unit.repeat(times));

const evidence = fc.record({
  resource: fc.oneof(fc.constant('subnet-0a'), longText),
  field: longText,
  value: longText,
});

/** Transitions that hold anything anywhere, opened and over. */
export const hostileTransition: fc.Arbitrary<Transition> = fc
  .record({
    name: fc.oneof(fc.constantFrom('orders', 'billing'), longText),
    control: fc.oneof(
      fc.constantFrom(...CONTROLS.map(({ meta }) => meta.name)),
      fc.constant('removed-control'),
    ),
    severity: fc.constantFrom(...SEVERITIES),
    confidence: fc.constantFrom('CERTAIN' as const, 'INFERRED' as const),
    title: longText,
    message: longText,
    advice: longText,
    evidence: fc.array(evidence, { maxLength: 4 }),
    repeated: fc.constantFrom(1, 40),
    fault: fc.option(
      fc.record({
        kind: fc.constantFrom('route-table' as const, 'nat-gateway' as const, 'dns' as const),
        id: fc.oneof(fc.constant('rtb-0a'), longText),
        disposition: fc.constantFrom(...DISPOSITIONS),
        destination: longText,
      }),
      { nil: undefined },
    ),
    call: longText,
    resources: fc.array(longText, { maxLength: 5 }),
    actor: fc.option(longText, { nil: undefined }),
    eventId: fc.option(fc.uuid(), { nil: undefined }),
    reason: fc.option(longText, { nil: undefined }),
    over: fc.boolean(),
  })
  .map((given) => {
    const { name, fault, over, actor, reason } = given;
    const cause = {
      ...(given.eventId !== undefined && { eventId: given.eventId }),
      name: given.call,
      time: '2026-11-20T11:59:00Z',
      region: 'us-east-1',
      resources: given.resources,
      ...(actor !== undefined && {
        actor: {
          principalArn: `arn:aws:sts::111122223333:assumed-role/${actor}/${actor}`,
          principalId: actor,
          type: actor,
          accountId: actor,
          sessionIssuerArn: actor,
          invokedBy: actor,
          sourceIpAddress: actor,
          userAgent: actor,
        },
      }),
    };
    const opened = aTransition({
      verdict: {
        control: given.control,
        resource: { type: 'AWS::Lambda::Function', id: functionArn(name) },
        vpcId: 'vpc-0a',
        status: 'FAILED',
        severity: given.severity,
        confidence: given.confidence,
        title: given.title,
        message: given.message,
        evidence: Array.from({ length: given.repeated }, () => given.evidence).flat(),
        ...(fault && { fault }),
        remediation: { text: given.advice, url: 'https://docs.aws.amazon.com/lambda/' },
      },
      resourceDetails: functionDetails(name),
      cause,
      openedBy: cause,
      ...(reason !== undefined && { reason }),
    });
    return over ? resolved(opened, { cause }) : opened;
  });
