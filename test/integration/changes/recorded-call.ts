import { randomUUID } from 'node:crypto';
import { recordOf } from '../../fixtures/events/inferred-events.ts';
import { EMULATED_ACCOUNT } from '../topologies/interface-endpoint.ts';

/** A CloudTrail record. */
export type RecordedCall = Readonly<Record<string, unknown>>;

/** Later than that EC2 may answer what was before; see `settle`. */
const AGO_MILLISECONDS = 120_000;

/**
 * The record that CloudTrail writes of a call made in the emulated account's region of the tests: in the
 * shape of a recorded one of the same call, or of the same encoding.
 */
export function recordedCall(
  service: string,
  eventName: string,
  requestParameters: unknown,
  responseElements: unknown = null,
): RecordedCall {
  return recordOf(service, eventName, {
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLE',
      arn: `arn:aws:iam::${EMULATED_ACCOUNT}:user/alice`,
      accountId: EMULATED_ACCOUNT,
      userName: 'alice',
    },
    eventTime: new Date(Date.now() - AGO_MILLISECONDS).toISOString(),
    awsRegion: 'us-east-1',
    eventID: randomUUID(),
    recipientAccountId: EMULATED_ACCOUNT,
    requestParameters,
    responseElements,
  });
}

/** A call of EC2 in its classic encoding. */
export function classicCall(eventName: string, requestParameters: unknown): RecordedCall {
  return recordedCall('ec2', eventName, requestParameters, { _return: true });
}

/** A call of EC2 in its newer encoding, of XML turned to JSON. */
export function wrappedCall(
  eventName: string,
  request: object,
  response: object = { return: true },
): RecordedCall {
  return recordedCall(
    'ec2',
    eventName,
    { [`${eventName}Request`]: request },
    {
      [`${eventName}Response`]: {
        xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/',
        ...response,
      },
    },
  );
}
