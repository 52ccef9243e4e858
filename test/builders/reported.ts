import type { Cause } from '../../shared/findings/stored-finding.ts';
import type { ReportedVerdict } from '../../shared/findings/report.ts';
import { functionArn, REGION } from './snapshot.ts';

/** A verdict as reports and records carry it: a function that fails a control. */
export function aReported(fields: Partial<ReportedVerdict> = {}): ReportedVerdict {
  return {
    control: 'function-internet-egress',
    resource: { type: 'AWS::Lambda::Function', id: functionArn('orders') },
    vpcId: 'vpc-0a',
    status: 'FAILED',
    severity: 'HIGH',
    confidence: 'CERTAIN',
    title: 'Functions that need the internet reach it',
    message: 'No route leads to the internet.',
    evidence: [
      { resource: 'subnet-0a', field: 'RouteTableId', value: 'rtb-0a' },
      { resource: 'rtb-0a', field: 'Routes', value: 'local' },
    ],
    fault: { kind: 'route-table', id: 'rtb-0a', disposition: 'NO_ROUTE' },
    remediation: { text: 'Add a route to a NAT gateway.', url: 'https://example.com/' },
    ...fields,
  };
}

export const AN_EXCEPTION = { reason: 'decided', owner: 'alice', expires: '2027-03-31' };

/** Why an audit was made: somebody replaced a route. */
export function aCause(fields: Partial<Cause> = {}): Cause {
  return {
    eventId: 'e-1',
    name: 'ReplaceRoute',
    time: '2026-11-20T11:59:00Z',
    region: REGION,
    resources: ['rtb-0a'],
    ...fields,
  };
}
