import * as z from 'zod/mini';
import { unknown } from '../../model/fact.ts';
import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import type { VpcTarget } from '../target.ts';
import { egressGateways } from './egress-gateways.ts';
import { doesNotExist } from './function-subnets.ts';
import { hasFunctionInterfaces, unplacedFunctions } from '../vpc-functions.ts';

// In enforce mode a VPC admits only what encrypts in transit, and functions have to be excluded:
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html. The control is part of
// DescribeVpcs' answer; a VPC without that part has none.

export const vpcEncryptionControlLambdaExclusion = defineControl({
  meta: {
    name: 'vpc-encryption-control-lambda-exclusion',
    id: 'FN-ENCRYPTION-CONTROL',
    family: 'placement',
    title: 'VPC encryption controls do not lock Lambda out',
    effect: 'may lock Lambda out by encryption controls',
    rationale:
      'An encryption control in enforce mode refuses the network interfaces of functions, with reason ' +
      'code DisallowedByVpcEncryptionControl, unless Lambda is excluded; and it stops their traffic at ' +
      'gateways that are not excluded.',
    remediation: {
      text: 'Add the exclusion that the message names to the encryption control (aws ec2 modify-vpc-encryption-control), or set the control to monitor mode.',
      url: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html',
    },
    severity: 'HIGH',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEncryptionControl.html',
    ],
    knownMisses: [
      'Interface endpoints drop traffic that the application did not encrypt, and firewalls are unsupported, in enforce mode; neither is looked at.',
      'Functions on managed instances are not judged: whether the Lambda exclusion matters for them is not documented.',
      'What an account-wide control will attempt on a VPC later is not foretold.',
    ],
    target: 'vpc',
    parameters: z.strictObject({}),
    facts: [
      ...FUNCTION_NETWORK_FACTS,
      'ec2:DescribeVpcs',
      'ec2:DescribeSubnets',
      'ec2:DescribeRouteTables',
      'ec2:DescribeNatGateways',
    ],
    changes: [...FUNCTION_NETWORK_CHANGES, 'encryption-control', 'route', 'nat-gateway'],
    messages: {
      noFunction: 'No function is attached to the VPC by its own settings.',
      noControl: 'The VPC has no encryption control.',
      monitor: 'The encryption control only monitors.',
      excluded: 'Lambda and the gateways that functions use are excluded from the control.',
      lambda:
        '{controlId} enforces encryption and its exclusion of Lambda is {state}: no network interface can be created for a function.',
      gateway:
        '{controlId} enforces encryption and its exclusion of {kind} is {state}, while {routeTableId} sends traffic of functions to {gatewayId}.',
    },
  },
  evaluate(target, { snapshot, report }) {
    const { vpcId } = target;
    const hasInterfaces = hasFunctionInterfaces(snapshot, target);
    if (hasInterfaces === false) return report.notApplicable('noFunction');
    const vpc = snapshot.get('Vpcs', vpcId);
    if (!vpc.known) return report.undecided(vpc);
    if (vpc.value === undefined) return report.undecided(doesNotExist(vpcId));
    const control = vpc.value.EncryptionControl;
    if (control === undefined || control.State === 'deleted') {
      return report.notApplicable('noControl');
    }
    report.saw(vpcId, 'EncryptionControl.Mode', control.Mode ?? 'not given');
    if (control.Mode === 'monitor') return report.notApplicable('monitor');
    if (hasInterfaces !== true) return report.undecided(hasInterfaces);
    if (control.Mode !== 'enforce') {
      const detail = `the encryption control of ${vpcId} is in mode ${control.Mode ?? 'not given'}`;
      return report.undecided(unknown({ kind: 'opaque', detail }));
    }
    const controlId = control.VpcEncryptionControlId ?? `The encryption control of ${vpcId}`;
    const stateOf = (kind: string): string =>
      control.ResourceExclusions?.[kind]?.State ?? 'not set';
    const evidenceOf = (kind: string) => [
      {
        resource: vpcId,
        field: `EncryptionControl.ResourceExclusions.${kind}.State`,
        value: stateOf(kind),
      },
    ];
    if (stateOf('Lambda') !== 'enabled') {
      const values = { controlId, state: stateOf('Lambda') };
      report.fail('lambda', values, { evidence: evidenceOf('Lambda') });
    }
    const unplaced = unplacedFunctions(snapshot, 'FUNCTION');
    if (unplaced !== undefined) report.unknown(unplaced);
    const { gateways, unread } = egressGateways(snapshot, subnetsOfFunctions(target));
    for (const fact of unread) report.unknown(fact);
    for (const { kind, id, routeTableId } of gateways) {
      const state = stateOf(kind);
      if (state === 'enabled') continue;
      const values = { controlId, kind, state, routeTableId, gatewayId: id };
      report.fail('gateway', values, { evidence: evidenceOf(kind) });
    }
    return report.conclude('excluded');
  },
});

function subnetsOfFunctions({ functions }: VpcTarget): ReadonlySet<string> {
  return new Set(
    functions.flatMap(({ network }) =>
      network.source === 'FUNCTION' && network.subnetIds.known ? network.subnetIds.value : [],
    ),
  );
}
