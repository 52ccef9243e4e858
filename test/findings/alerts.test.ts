import { describe, expect, it } from 'vitest';
import { alertSchema } from '../../shared/findings/alert.ts';
import { alertsOf } from '../../shared/findings/alerts.ts';
import type { Transition } from '../../shared/findings/stored-finding.ts';
import { aCause, AN_EXCEPTION, aReported } from '../builders/reported.ts';
import { functionArn } from '../builders/snapshot.ts';
import { aTransition, functionDetails, onFunctions, resolved } from '../builders/transitions.ts';

function only(transitions: readonly Transition[]) {
  const [alert, ...others] = alertsOf(transitions, 'MEDIUM').map((one) => one.alert);
  expect(others).toEqual([]);
  if (alert === undefined) throw new Error('an alert was expected');
  return alert;
}

const blackhole = aReported({
  control: 'function-route-blackhole',
  message: 'rtb-0a sends 0.0.0.0/0 to nat-0a, and the route is a black hole.',
});
const multiAz = aReported({
  control: 'function-multi-az',
  severity: 'MEDIUM',
  message: 'All subnets are in use1-az1.',
  evidence: [],
});
const { fault: _, ...withoutFault } = multiAz;

describe('which transitions alert', () => {
  it.each<[string, Partial<Transition>, 'opened' | 'resolved' | undefined]>([
    ['opened', {}, 'opened'],
    ['opened below the threshold', { verdict: aReported({ severity: 'LOW' }) }, undefined],
    ['updated', { kind: 'updated' }, undefined],
    [
      'updated, having been too mild before',
      { kind: 'updated', previousSeverity: 'LOW' },
      'opened',
    ],
    [
      'updated, having been told before',
      { kind: 'updated', previousSeverity: 'MEDIUM' },
      undefined,
    ],
    ['refreshed', { kind: 'refreshed' }, undefined],
    ['archived', { kind: 'archived', reason: 'resource deleted' }, 'resolved'],
    ['accepted', { kind: 'archived', verdict: aReported({ exception: AN_EXCEPTION }) }, 'resolved'],
  ])('%s', (_name, fields, side) => {
    const alerts = alertsOf([aTransition(fields)], 'MEDIUM');
    expect(alerts.map(({ alert }) => alert.transition)).toEqual(side === undefined ? [] : [side]);
  });

  it('the end of a finding alerts as its beginning did, though what holds has no severity', () => {
    expect(only([resolved(aTransition())])).toMatchObject({
      transition: 'resolved',
      severity: 'HIGH',
    });
    const mild = aTransition({ verdict: aReported({ severity: 'LOW' }) });
    expect(alertsOf([resolved(mild)], 'MEDIUM')).toEqual([]);
  });
});

describe('one alert', () => {
  it('is made of all that one change did', () => {
    const functions = onFunctions(['orders', 'billing']);
    const [{ transitionIds } = { transitionIds: [] }, ...others] = alertsOf(functions, 'MEDIUM');
    expect(others).toEqual([]);
    expect(transitionIds).toEqual(functions.map(({ id }) => id));
  });

  it.each<[string, Partial<Transition>]>([
    ['another change', { cause: aCause({ eventId: 'e-9' }) }],
    ['another region', { region: 'eu-west-1' }],
    ['another account', { accountId: '999900001111' }],
  ])('is not made of %s as well', (_name, fields) => {
    expect(alertsOf([aTransition(), aTransition({ id: 'b', ...fields })], 'MEDIUM')).toHaveLength(
      2,
    );
  });

  it('tells what one change broke and what it mended in two messages', () => {
    const mended = resolved(aTransition(), { cause: aCause() });
    const alerts = alertsOf([aTransition(), mended], 'MEDIUM');
    expect(alerts.map(({ alert }) => alert.transition)).toEqual(['opened', 'resolved']);
  });

  it('joins what a sweep found, which no event explains', () => {
    const { eventId: _id, ...sweep } = aCause({ name: 'sweep', resources: [] });
    const alert = only([
      ...onFunctions(['orders'], { cause: sweep }),
      ...onFunctions(['billing'], { cause: sweep }),
    ]);
    expect(alert.subject).toBe(
      '[HIGH] Found by the sweep: 2 functions cannot reach the internet from 1 of 2 subnets (us-east-1)',
    );
    expect(alert).not.toHaveProperty('who');
    expect(alert).not.toHaveProperty('changeUrl');
    expect(alert.id).toBe('opened/111122223333/us-east-1/sweep@2026-11-20T11:59:00Z');
  });

  it('is of the documented shape, and the same each time', () => {
    const transitions = [...onFunctions(['orders', 'billing']), resolved(aTransition({ id: 'x' }))];
    for (const { alert } of alertsOf(transitions, 'LOW')) {
      expect(alertSchema.parse(JSON.parse(JSON.stringify(alert)))).toEqual(alert);
    }
    expect(alertsOf(transitions, 'LOW')).toEqual(alertsOf(transitions, 'LOW'));
  });
});

describe('the problems of an alert', () => {
  it('are one where paths stop at one hop, whatever control says so', () => {
    const alert = only([
      ...onFunctions(['orders', 'billing']),
      ...onFunctions(['orders', 'billing'], { verdict: blackhole }),
    ]);
    expect(alert.problems).toMatchObject([
      {
        severity: 'HIGH',
        headline: '2 functions cannot reach the internet from 1 of 2 subnets',
        hop: { id: 'rtb-0a', text: 'rtb-0a has no route there' },
        vpcIds: ['vpc-0a'],
        resources: [{ name: 'billing' }, { name: 'orders' }],
        consequences: [
          { control: 'function-internet-egress', affected: 2, names: [] },
          { control: 'function-route-blackhole', affected: 2, names: [] },
        ],
        note: 'From the other subnets it works, so calls fail now and then, not always.',
      },
    ]);
    expect(alert.controls).toEqual(['function-internet-egress', 'function-route-blackhole']);
  });

  it('say of whom something is said, where not of all', () => {
    const [problem] = only([
      ...onFunctions(['orders', 'billing', 'stock']),
      ...onFunctions(['stock'], { verdict: blackhole }),
    ]).problems;
    expect(problem?.consequences.map(({ names }) => names)).toEqual([[], ['stock']]);
  });

  it('are several where several repairs are needed, the worst first', () => {
    const alert = only([
      ...onFunctions(['stock'], { verdict: withoutFault }),
      ...onFunctions(['orders']),
    ]);
    expect(alert.problems.map(({ headline }) => headline)).toEqual([
      'orders cannot reach the internet from 1 of 2 subnets',
      'stock would not survive the loss of a zone',
    ]);
    expect(alert.subject).toBe(
      '[HIGH] ReplaceRoute: orders cannot reach the internet from 1 of 2 subnets +1 more (us-east-1)',
    );
    expect(alert.findings.map(({ control }) => control)).toEqual([
      'function-internet-egress',
      'function-multi-az',
    ]);
  });

  it('advise for the hop where the control has only general advice', () => {
    const general =
      'Give each private subnet a 0.0.0.0/0 route to a NAT gateway that sits in a public subnet, or is regional, and works.';
    const verdict = aReported({ remediation: { text: general, url: 'https://example.com/' } });
    expect(only([aTransition({ verdict })]).problems[0]?.fix.text).toMatch(
      /^Add the missing route to rtb-0a/,
    );
    expect(only([aTransition()]).problems[0]?.fix.text).toBe('Add a route to a NAT gateway.');
  });

  it('lead to the console', () => {
    const [problem] = only([aTransition()]).problems;
    const base = 'https://us-east-1.console.aws.amazon.com';
    expect(problem?.resources[0]?.url).toBe(
      `${base}/lambda/home?region=us-east-1#/functions/orders`,
    );
    expect(problem?.links).toEqual([
      {
        label: 'rtb-0a',
        url: `${base}/vpcconsole/home?region=us-east-1#RouteTableDetails:RouteTableId=rtb-0a`,
      },
      { label: 'vpc-0a', url: `${base}/vpcconsole/home?region=us-east-1#VpcDetails:VpcId=vpc-0a` },
      {
        label: 'Security Hub',
        url: `${base}/securityhub/home?region=us-east-1#/findings?search=Id%3D%255Coperator%255C%253AEQUALS%255C%253Aarn%253Aaws%253Alambda%253Aus-east-1%253A111122223333%253Afunction%253Aorders%252Ffunction-internet-egress`,
      },
    ]);
  });

  it('lead nowhere in a partition whose console has no known address', () => {
    const alert = only([aTransition({ partition: 'aws-iso' })]);
    expect(alert).not.toHaveProperty('changeUrl');
    expect(alert.problems[0]?.links).toEqual([]);
    expect(alert.problems[0]?.resources[0]).not.toHaveProperty('url');
  });
});

describe('the headline', () => {
  it.each<[string, Partial<Transition>, string]>([
    [
      'of a guess says so',
      { verdict: aReported({ confidence: 'INFERRED', evidence: [] }) },
      'orders probably cannot reach the internet',
    ],
    [
      'of all subnets names none',
      { resourceDetails: { AwsLambdaFunction: { VpcConfig: { SubnetIds: ['subnet-0a'] } } } },
      'orders cannot reach the internet',
    ],
    [
      'without details of the function names no subnets',
      { resourceDetails: undefined } as unknown as Partial<Transition>,
      'orders cannot reach the internet',
    ],
    [
      'of a control that is gone names it',
      { verdict: aReported({ control: 'removed-control' }) },
      'orders may not pass removed-control',
    ],
    [
      'of a group has its name',
      {
        verdict: {
          ...withoutFault,
          control: 'function-sg-egress-broad',
          resource: {
            type: 'AWS::EC2::SecurityGroup',
            id: 'arn:aws:ec2:us-east-1:111122223333:security-group/sg-0a',
          },
        },
        resourceDetails: { AwsEc2SecurityGroup: { GroupName: 'orders' } },
      },
      'sg-0a (orders) should let out less',
    ],
  ])('%s', (_name, fields, headline) => {
    expect(only([aTransition(fields)]).headline).toBe(headline);
  });

  it('says from how many subnets where functions differ', () => {
    const three = { AwsLambdaFunction: { VpcConfig: { SubnetIds: ['subnet-0a', 'b', 'c'] } } };
    const alert = only([
      ...onFunctions(['orders']),
      ...onFunctions(['billing'], { resourceDetails: three }),
    ]);
    expect(alert.headline).toBe('2 functions cannot reach the internet from some subnets');
  });
});

describe('an alert of the end', () => {
  it('says what is over, what is seen now and how long it was', () => {
    const alert = only(onFunctions(['orders', 'billing']).map((one) => resolved(one)));
    expect(alert).toMatchObject({
      subject:
        '[RESOLVED, 42 min] CreateRoute: 2 functions could not reach the internet (us-east-1)',
      openSeconds: 2_520,
      problems: [
        {
          hop: { id: 'rtb-0a' },
          headline: '2 functions could not reach the internet from 1 of 2 subnets',
          now: 'Every subnet reaches the internet.',
          openSeconds: 2_520,
        },
      ],
    });
    expect(alert.problems[0]).not.toHaveProperty('note');
    expect(alert.findings[0]).toMatchObject({
      status: 'PASSED',
      before: 'No route leads to the internet.',
    });
  });

  it('counts from the observation where no event opened it', () => {
    const { eventId: _id, ...sweep } = aCause({ name: 'sweep' });
    expect(only([resolved(aTransition({ openedBy: sweep }))]).openSeconds).toBe(2_460);
  });

  it('says why it is over where nobody repaired it', () => {
    const alert = only([aTransition({ kind: 'archived', reason: 'resource deleted' })]);
    expect(alert.subject).toMatch(/^\[CLOSED, /);
    expect(alert.problems[0]).toMatchObject({ reason: 'resource deleted' });
    expect(alert.problems[0]).not.toHaveProperty('now');
  });
});

describe('an alert of what was open before', () => {
  it('says so', () => {
    const again = aTransition({ createdAt: '2026-01-02T00:00:00.000Z', resourceDetails: {} });
    expect(only([again]).problems[0]?.note).toBe('It was open before, first on 2026-01-02.');
  });
});

it('knows functions by name and version', () => {
  const verdict = aReported({
    resource: { type: 'AWS::Lambda::Function', id: `${functionArn('orders')}:7` },
  });
  const resourceDetails = functionDetails('orders');
  expect(only([aTransition({ verdict, resourceDetails })]).problems[0]?.resources[0]).toMatchObject(
    {
      name: 'orders:7',
      url: 'https://us-east-1.console.aws.amazon.com/lambda/home?region=us-east-1#/functions/orders/versions/7',
    },
  );
});
