import * as z from 'zod/mini';
import { unknown } from '../../model/fact.ts';
import type { Unknown } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { parameter } from '../parameter.ts';
import { isAttached } from '../target.ts';
import { networkFix } from './network-reason-codes.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html. What older pages call an idle
// function is State Inactive with code Idle, after 14 days without an invocation. No event marks that
// change, so a sweep has to find it.

/** The function is leaving, or runs where nobody can invoke it by itself. */
const NOT_JUDGED = new Set(['Deactivating', 'Deactivated', 'Deleting', 'ActiveNonInvocable']);

export const functionNetworkState = defineControl({
  meta: {
    name: 'function-network-state',
    id: 'FN-STATE',
    family: 'placement',
    title: 'The function is usable and its last network update succeeded',
    effect: 'may not run for want of a network',
    rationale:
      'A function that is Failed or Inactive does not run, and after a failed update it runs on its ' +
      'previous configuration: the VpcConfig that Lambda shows is then not the one in use. The reason ' +
      'code says what the network lacks.',
    remediation: {
      text: 'Correct what the reason names and update the function again. A function whose creation failed has to be deleted and created anew; an idle one becomes Active some minutes after an invocation that fails.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html',
    ],
    knownMisses: [
      'Lambda does not date since when an idle function is Pending. The deployed auditor counts from when it saw that first; a single audit leaves such a state unknown.',
      'A published version with the settings of $LATEST is not judged by itself.',
    ],
    target: 'function',
    parameters: z.strictObject({
      pendingMinutes: parameter(
        z.number().check(z.positive()),
        15,
        'minutes after which a creation or an update counts as stuck',
      ),
      idleIsFailure: parameter(
        z.boolean(),
        true,
        'whether a function that Lambda made idle fails; otherwise it is only mentioned',
      ),
    }),
    facts: [...FUNCTION_NETWORK_FACTS, 'lambda:GetFunctionConfiguration'],
    changes: [...FUNCTION_NETWORK_CHANGES, 'function-code'],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      notJudged: 'The state of the function is {state}.',
      usable: 'The function is usable and its last update succeeded.',
      failed: 'The function is Failed ({code}): {reason}. It cannot be invoked.',
      inactive: 'The function is Inactive ({code}): {reason}.',
      idle: 'The function is Inactive (Idle): the next invocation fails, and then its network interfaces are made anew.',
      updateFailed:
        'The last update failed ({code}): {reason}. The function runs on its previous configuration.',
      stuck: 'The function has been {state} for {minutes} minutes, more than {pendingMinutes}.',
    },
  },
  evaluate(target, { snapshot, parameters, report }) {
    if (!isAttached(target)) return report.notApplicable('unattached');
    const { configuration } = target;
    const { FunctionArn, State, LastUpdateStatus } = configuration;
    if (State !== undefined && NOT_JUDGED.has(State)) {
      report.saw(FunctionArn, 'State', State);
      return report.notApplicable('notJudged', { state: State });
    }
    const { pendingMinutes, idleIsFailure } = parameters;
    const judgePending = (state: string, field: 'LastModified' | 'StateSeenSince'): void => {
      const since = configuration[field];
      const minutes = minutesSince(since, snapshot.capturedAt);
      if (minutes === undefined || minutes <= pendingMinutes) {
        report.unknown(settling(state, minutes));
        return;
      }
      const evidence = [{ resource: FunctionArn, field, value: since ?? '' }];
      const values = { state, minutes: Math.floor(minutes), pendingMinutes };
      report.fail('stuck', values, { severity: 'LOW', evidence });
    };

    const stateCode = configuration.StateReasonCode;
    const state = describe(stateCode, configuration.StateReason);
    if (State !== undefined) report.saw(FunctionArn, 'State', `${State} (${state.code})`);
    switch (State) {
      case 'Active':
        break;
      case 'Failed':
        report.fail('failed', state, { severity: 'HIGH', ...fixFor(stateCode) });
        break;
      case 'Pending':
        judgePending(
          `Pending (${state.code})`,
          stateCode === 'Creating' ? 'LastModified' : 'StateSeenSince',
        );
        break;
      case 'Inactive':
        if (stateCode !== 'Idle') {
          const severity = networkFix(stateCode) === undefined ? 'MEDIUM' : 'HIGH';
          report.fail('inactive', state, { severity, ...fixFor(stateCode) });
        } else if (idleIsFailure) report.fail('idle', {}, { severity: 'LOW' });
        else report.note('idle');
        break;
      case undefined:
      default:
        report.unknown(unreadable(snapshot, FunctionArn, 'State', State));
    }

    const updateCode = configuration.LastUpdateStatusReasonCode;
    const update = describe(updateCode, configuration.LastUpdateStatusReason);
    if (LastUpdateStatus !== undefined) {
      report.saw(FunctionArn, 'LastUpdateStatus', `${LastUpdateStatus} (${update.code})`);
    }
    switch (LastUpdateStatus) {
      case 'Successful':
        break;
      case 'Failed': {
        const severity = networkFix(updateCode) === undefined ? 'LOW' : 'MEDIUM';
        report.fail('updateFailed', update, { severity, ...fixFor(updateCode) });
        break;
      }
      case 'InProgress':
        judgePending('InProgress', 'LastModified');
        break;
      case undefined:
      default:
        report.unknown(unreadable(snapshot, FunctionArn, 'LastUpdateStatus', LastUpdateStatus));
    }
    return report.conclude('usable');
  },
});

function describe(
  code: string | undefined,
  reason: string | undefined,
): { code: string; reason: string } {
  return { code: code ?? 'no code', reason: reason?.replace(/\.\s*$/, '') ?? 'no reason given' };
}

function fixFor(code: string | undefined): { remediation?: string } {
  const remediation = networkFix(code);
  return remediation === undefined ? {} : { remediation };
}

/** Lambda dates a creation and an update by LastModified, and nothing else. */
function minutesSince(time: string | undefined, capturedAt: string): number | undefined {
  const since = Date.parse((time ?? '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  const minutes = (Date.parse(capturedAt) - since) / 60_000;
  return Number.isNaN(minutes) ? undefined : minutes;
}

function settling(state: string, minutes: number | undefined): Unknown {
  const since = minutes === undefined ? 'since an unknown time' : `${Math.floor(minutes)} minutes`;
  return unknown({ kind: 'opaque', detail: `the function is still ${state}, ${since}` });
}

/** ListFunctions leaves the state out; a state that AWS added later cannot be judged. */
function unreadable(
  snapshot: Snapshot,
  functionArn: string,
  field: string,
  value: string | undefined,
): Unknown {
  if (value !== undefined) {
    return unknown({ kind: 'opaque', detail: `${field} is ${value}, which is not known here` });
  }
  return (
    snapshot.gap('Functions', functionArn) ??
    unknown({
      kind: 'not-read',
      call: 'lambda:GetFunctionConfiguration',
      detail: `${field} of ${functionArn}`,
    })
  );
}
