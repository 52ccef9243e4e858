import { describe, expect, it } from 'vitest';
import { CallCounts } from '../../../shared/adapters/aws/call-counts.ts';
import { securityHubPublisher } from '../../../shared/adapters/aws/security-hub-publisher.ts';
import type { AsffFinding } from '../../../shared/findings/asff-finding.ts';
import { functionArn } from '../../builders/snapshot.ts';
import { aTransition, onFunctions, resolved } from '../../builders/transitions.ts';
import { FakeAws, inTurn, json, jsonError } from './fake-aws.ts';
import type { Answer, Parameters } from './fake-aws.ts';
import { observed, publishingClients } from './publishing.ts';

const taken = json({ FailedCount: 0, SuccessCount: 1, FailedFindings: [] });

function findingsIn({ Findings = '[]' }: Parameters): readonly AsffFinding[] {
  return JSON.parse(Findings) as AsffFinding[];
}

/** Refuses the findings of these functions. */
function refusing(names: readonly string[], code = 'InternalError') {
  return (parameters: Parameters): Answer => {
    const refused = findingsIn(parameters).filter(({ Id }) =>
      names.some((name) => Id.startsWith(`${functionArn(name)}/`)),
    );
    return json({
      FailedCount: refused.length,
      SuccessCount: 0,
      FailedFindings: refused.map(({ Id }) => ({ Id, ErrorCode: code, ErrorMessage: 'not now' })),
    });
  };
}

function setUp(answer: ConstructorParameters<typeof FakeAws>[0], maxAttempts = 1) {
  const fake = new FakeAws(answer);
  const seen = observed();
  const counts = new CallCounts();
  const regions: string[] = [];
  const clients = publishingClients(fake, maxAttempts, counts);
  const publisher = securityHubPublisher({
    clientFor: (region) => {
      regions.push(region);
      return clients.securityHub(region);
    },
    log: seen.log,
    metrics: seen.metrics,
    pauses: [0, 0],
  });
  const calls = () => fake.requestsOf('BatchImportFindings').map(findingsIn);
  return { publisher, seen, counts, regions, calls };
}

describe('publishing to Security Hub', () => {
  it('imports a finding for each transition, and counts its calls', async () => {
    const { publisher, calls, counts } = setUp({ BatchImportFindings: taken });
    const transitions = onFunctions(['orders', 'billing']);
    expect(await publisher.publish(transitions)).toEqual({
      told: transitions.map(({ id }) => id),
      failed: [],
    });
    expect(calls()).toMatchObject([
      [
        { Id: `${functionArn('orders')}/function-internet-egress`, RecordState: 'ACTIVE' },
        { Id: `${functionArn('billing')}/function-internet-egress` },
      ],
    ]);
    expect(counts.byOperation.get('securityhub:BatchImportFindings')).toBe(1);
  });

  it('says nothing where there is nothing to say', async () => {
    const { publisher, calls } = setUp({});
    expect(await publisher.publish([])).toEqual({ told: [], failed: [] });
    expect(calls()).toEqual([]);
  });

  it('sends a hundred at a time', async () => {
    const { publisher, calls } = setUp({ BatchImportFindings: taken });
    const names = Array.from({ length: 201 }, (_, index) => `f-${index}`);
    await publisher.publish(onFunctions(names));
    expect(calls().map(({ length }) => length)).toEqual([100, 100, 1]);
  });

  it("uses the client of each resource's region, to whose product the finding belongs", async () => {
    const { publisher, calls, regions } = setUp({ BatchImportFindings: taken });
    await publisher.publish([aTransition(), aTransition({ id: 'b', region: 'eu-west-1' })]);
    expect(regions).toEqual(['us-east-1', 'eu-west-1']);
    expect(calls().map(([finding]) => finding?.ProductArn)).toEqual([
      'arn:aws:securityhub:us-east-1:111122223333:product/111122223333/default',
      'arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default',
    ]);
  });

  it('of several steps of one finding imports the last, and all of them are told', async () => {
    const { publisher, calls } = setUp({ BatchImportFindings: taken });
    const opened = aTransition();
    const over = resolved(opened);
    expect((await publisher.publish([opened, over])).told).toEqual([opened.id, over.id]);
    expect(calls()).toMatchObject([[{ RecordState: 'ARCHIVED' }]]);
  });

  it('sends again what was refused, without the others, and then reports it', async () => {
    const { publisher, calls } = setUp({ BatchImportFindings: refusing(['billing']) });
    const [orders, billing] = onFunctions(['orders', 'billing']);
    const transitions = [orders, billing].filter((one) => one !== undefined);
    expect(await publisher.publish(transitions)).toEqual({
      told: [orders?.id],
      failed: [{ transitionId: billing?.id, reason: 'InternalError: not now' }],
    });
    expect(calls().map(({ length }) => length)).toEqual([2, 1, 1]);
  });

  it('is content when a refused finding is taken the second time', async () => {
    const refusal = refusing(['orders']);
    const answers = inTurn(taken, taken);
    let calls = 0;
    const { publisher } = setUp({
      BatchImportFindings: (parameters) => {
        calls += 1;
        return calls === 1 ? refusal(parameters) : answers();
      },
    });
    expect((await publisher.publish([aTransition()])).failed).toEqual([]);
    expect(calls).toBe(2);
  });

  it('counts none as told where a refusal names none of them', async () => {
    const failure = { Id: 'another', ErrorCode: 'InternalError', ErrorMessage: 'what' };
    const { publisher } = setUp({
      BatchImportFindings: json({ FailedCount: 1, SuccessCount: 1, FailedFindings: [failure] }),
    });
    expect((await publisher.publish(onFunctions(['a', 'b']))).told).toEqual([]);
  });

  it('finds the one finding in a form that has the whole call refused', async () => {
    const { publisher } = setUp({
      BatchImportFindings: (parameters) =>
        findingsIn(parameters).some(({ Id }) => Id.includes('function:bad/'))
          ? jsonError('InvalidInputException', 'Invalid parameter')
          : taken,
    });
    const answer = await publisher.publish(onFunctions(['a', 'b', 'bad', 'c', 'd']));
    expect(answer.told).toHaveLength(4);
    expect(answer.failed).toMatchObject([{ reason: 'InvalidInputException: Invalid parameter' }]);
  });

  it('outlasts throttling', async () => {
    const throttled = jsonError('TooManyRequestsException', 'Rate exceeded', 429);
    const { publisher } = setUp({ BatchImportFindings: inTurn(throttled, throttled, taken) }, 3);
    expect((await publisher.publish([aTransition()])).failed).toEqual([]);
  });

  it('is not a failure where Security Hub is not enabled: one line, and a count each time', async () => {
    const { publisher, seen } = setUp({
      BatchImportFindings: jsonError(
        'InvalidAccessException',
        'Account 111122223333 is not subscribed to AWS Security Hub',
        401,
      ),
    });
    const transition = aTransition();
    expect(await publisher.publish([transition])).toEqual({ told: [transition.id], failed: [] });
    await publisher.publish([transition]);
    expect(seen.lines).toEqual([
      {
        level: 'warn',
        message: 'Security Hub is not enabled in the region: no finding is imported',
        fields: { region: 'us-east-1' },
      },
    ]);
    expect(seen.counts).toEqual([
      { name: 'SecurityHubNotEnabled', value: 1 },
      { name: 'SecurityHubNotEnabled', value: 1 },
    ]);
  });

  it('reports a call that fails, for every finding in it', async () => {
    const { publisher } = setUp({
      BatchImportFindings: jsonError('AccessDeniedException', 'not authorized', 403),
    });
    const transition = aTransition();
    expect(await publisher.publish([transition])).toEqual({
      told: [],
      failed: [{ transitionId: transition.id, reason: 'AccessDeniedException: not authorized' }],
    });
  });
});
