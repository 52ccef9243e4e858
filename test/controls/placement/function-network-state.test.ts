import { functionNetworkState } from '../../../shared/controls/placement/function-network-state.ts';
import { aFunction, functionArn } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';
import type { ControlCase } from '../control-table.ts';

const ARN = functionArn('orders');
const given = (fields: Record<string, unknown>) => ({
  collections: { Functions: [aFunction(fields)] },
});
const inactive = (StateReasonCode: string | undefined) =>
  given({ State: 'Inactive', StateReasonCode, StateReason: 'because.' });
const updateFailed = (LastUpdateStatusReasonCode: string) =>
  given({ LastUpdateStatus: 'Failed', LastUpdateStatusReasonCode });
/** The snapshot is taken at noon. */
const modified = (time: string) => ({ LastModified: `2026-11-20T${time}.000+0000` });

const FIXES: Readonly<Record<string, string>> = {
  EniLimitExceeded: 'L-9FEE3D26',
  InsufficientRolePermissions: 'ec2:UnassignPrivateIpAddresses',
  InvalidConfiguration: 'the reason names',
  SubnetOutOfIPAddresses: 'Free addresses',
  InvalidSubnet: 'Replace the subnet',
  InvalidSecurityGroup: 'Replace the security group',
  EC2RequestLimitExceeded: 'Repeat the update',
  DisallowedByVpcEncryptionControl: 'Lambda exclusion',
  EFSMountConnectivityError: '2049',
  EFSMountTimeout: '2049',
};

const networkCodes = Object.entries(FIXES).flatMap(([code, remediation]): ControlCase[] => [
  {
    name: `fails Inactive with ${code} and says what to do`,
    given: inactive(code),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['inactive'],
    evidence: [`${ARN} State Inactive (${code})`],
    remediation,
  },
  {
    name: `fails an update that ended with ${code}`,
    given: updateFailed(code),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['updateFailed'],
    evidence: [`${ARN} LastUpdateStatus Failed (${code})`],
    remediation,
  },
]);

const otherCodes = ['ImageDeleted', 'InternalError', 'SomethingNewIn2030', 'toString'].flatMap(
  (code): ControlCase[] => {
    return [
      {
        name: `fails Inactive with ${code}, which is not about the network`,
        given: inactive(code),
        status: 'FAILED',
        severity: 'MEDIUM',
        messages: ['inactive'],
        evidence: [`${ARN} State Inactive (${code})`],
        remediation: null,
      },
      {
        name: `fails an update that ended with ${code}, which is not about the network`,
        given: updateFailed(code),
        status: 'FAILED',
        severity: 'LOW',
        messages: ['updateFailed'],
        evidence: [`${ARN} LastUpdateStatus Failed (${code})`],
        remediation: null,
      },
    ];
  },
);

controlTable(functionNetworkState, [
  {
    name: 'passes an active function whose update succeeded',
    status: 'PASSED',
    messages: ['usable'],
  },
  ...networkCodes,
  ...otherCodes,
  {
    name: 'fails Inactive without a code',
    given: inactive(undefined),
    status: 'FAILED',
    severity: 'MEDIUM',
    messages: ['inactive'],
    evidence: [`${ARN} State Inactive (no code)`],
  },
  {
    name: 'fails a function whose creation failed',
    given: given({ State: 'Failed', StateReasonCode: 'InvalidSubnet' }),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['failed'],
    evidence: [`${ARN} State Failed (InvalidSubnet)`],
    remediation: 'Replace the subnet',
  },
  {
    name: 'fails an idle function with low severity: State is Inactive, Idle is its code',
    given: inactive('Idle'),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['idle'],
    evidence: [`${ARN} State Inactive (Idle)`],
  },
  {
    name: 'only mentions an idle function when told to',
    given: inactive('Idle'),
    parameters: { idleIsFailure: false },
    status: 'PASSED',
    messages: ['usable', 'idle'],
  },
  {
    name: 'reports the worse of a failed state and a failed update',
    given: given({
      State: 'Inactive',
      StateReasonCode: 'SubnetOutOfIPAddresses',
      LastUpdateStatus: 'Failed',
      LastUpdateStatusReasonCode: 'EniLimitExceeded',
    }),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['inactive', 'updateFailed'],
    evidence: [`${ARN} LastUpdateStatus Failed (EniLimitExceeded)`],
    remediation: 'Free addresses',
  },
  {
    name: 'is unknown while a function is being created',
    given: given({ State: 'Pending', StateReasonCode: 'Creating', ...modified('11:50:00') }),
    status: 'UNKNOWN',
    unknownCall: 'the function is still Pending (Creating), 10 minutes',
  },
  {
    name: 'is not stuck at exactly the limit',
    given: given({ State: 'Pending', StateReasonCode: 'Creating', ...modified('11:45:00') }),
    status: 'UNKNOWN',
    unknownCall: 'the function is still Pending (Creating), 15 minutes',
  },
  {
    name: 'fails a creation that is stuck',
    given: given({ State: 'Pending', StateReasonCode: 'Creating', ...modified('11:44:00') }),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['stuck'],
    evidence: [`${ARN} LastModified 2026-11-20T11:44:00.000+0000`],
  },
  {
    name: 'takes another limit',
    given: given({ State: 'Pending', StateReasonCode: 'Creating', ...modified('11:44:00') }),
    parameters: { pendingMinutes: 30 },
    status: 'UNKNOWN',
    unknownCall: 'the function is still Pending (Creating), 16 minutes',
  },
  {
    name: 'does not date the restoring of an idle function by its old LastModified',
    given: given({ State: 'Pending', StateReasonCode: 'Restoring' }),
    status: 'UNKNOWN',
    unknownCall: 'the function is still Pending (Restoring), since an unknown time',
  },
  {
    name: 'dates it by when it was first seen, where it was seen before',
    given: given({
      State: 'Pending',
      StateReasonCode: 'Restoring',
      StateSeenSince: '2026-11-20T11:50:00.000Z',
    }),
    status: 'UNKNOWN',
    unknownCall: 'the function is still Pending (Restoring), 10 minutes',
  },
  {
    name: 'fails a restoring that is stuck',
    given: given({
      State: 'Pending',
      StateReasonCode: 'Restoring',
      StateSeenSince: '2026-11-20T11:44:00.000Z',
    }),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['stuck'],
    evidence: [`${ARN} StateSeenSince 2026-11-20T11:44:00.000Z`],
  },
  {
    name: 'is unknown while an update runs',
    given: given({ LastUpdateStatus: 'InProgress', ...modified('11:59:00') }),
    status: 'UNKNOWN',
    unknownCall: 'the function is still InProgress, 1 minutes',
  },
  {
    name: 'fails an update that is stuck',
    given: given({ LastUpdateStatus: 'InProgress', ...modified('11:00:00') }),
    status: 'FAILED',
    severity: 'LOW',
    messages: ['stuck'],
    evidence: [`${ARN} LastModified 2026-11-20T11:00:00.000+0000`],
  },
  {
    name: 'is unknown where the change is not dated',
    given: given({ LastUpdateStatus: 'InProgress', LastModified: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'the function is still InProgress, since an unknown time',
  },
  {
    name: 'does not apply to an unattached function',
    given: given({ VpcConfig: undefined, State: 'Failed' }),
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
  ...['Deactivating', 'Deactivated', 'Deleting', 'ActiveNonInvocable'].map(
    (State): ControlCase => ({
      name: `does not apply while ${State}`,
      given: given({ State, LastUpdateStatus: 'Failed' }),
      status: 'NOT_APPLICABLE',
      messages: ['notJudged'],
      evidence: [`${ARN} State ${State}`],
    }),
  ),
  {
    name: 'is unknown from ListFunctions alone, which leaves the state out',
    given: given({ State: undefined, LastUpdateStatus: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'lambda:GetFunctionConfiguration',
  },
  {
    name: 'names the reason for which the state of a version was not read',
    given: {
      ...given({ State: undefined, LastUpdateStatus: undefined }),
      gaps: [
        {
          collection: 'Functions',
          of: ARN,
          reason: { kind: 'opaque', detail: 'the read was cut off' },
        },
      ],
    },
    status: 'UNKNOWN',
    unknownCall: 'the read was cut off',
  },
  {
    name: 'fails on what is certain though the other field is missing',
    given: given({ State: 'Failed', LastUpdateStatus: undefined }),
    status: 'FAILED',
    severity: 'HIGH',
    messages: ['failed'],
    evidence: [`${ARN} State Failed (no code)`],
  },
  {
    name: 'is unknown for a state that is not known here',
    given: given({ State: 'Hibernating' }),
    status: 'UNKNOWN',
    unknownCall: 'State is Hibernating, which is not known here',
  },
]);
