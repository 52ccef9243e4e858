import * as z from 'zod/mini';
import type { Unknown } from '../../model/fact.ts';
import { versionsOf } from '../../model/function-versions.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { counted } from '../counted.ts';
import { defineControl } from '../define-control.ts';
import { parameter } from '../parameter.ts';
import { unplacedFunctions } from '../vpc-functions.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { eniCombinations } from './eni-combinations.ts';

// Functions with the same subnet and security groups share a network interface:
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html. One group for each function is
// good least privilege, so this tells the price and orders nothing.

export const vpcEniCombinationSprawl = defineControl({
  meta: {
    name: 'vpc-eni-combination-sprawl',
    id: 'FN-ENI-SHARING',
    family: 'placement',
    title: 'Functions share combinations of subnet and security groups',
    effect: 'could do with fewer network interfaces',
    rationale:
      'Each distinct pair of subnet and set of security groups costs a network interface with an ' +
      'address, counts against the quota and makes the first deployment slow. Functions with equal ' +
      'reach can share them.',
    remediation: {
      text: 'Give functions that reach the same things the same security groups, and delete published versions nobody uses.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
    },
    severity: 'INFO',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
    ],
    knownMisses: ['Whether the functions have equal reach, and so could share, is not judged.'],
    target: 'vpc',
    parameters: z.strictObject({
      maxCombinations: parameter(
        z.int().check(z.minimum(1)),
        20,
        'combinations that a VPC may have, however few functions it has',
      ),
      ratio: parameter(
        z.number().check(z.positive()),
        0.8,
        'combinations for each function above which more than that fail',
      ),
    }),
    facts: [...FUNCTION_NETWORK_FACTS, 'ec2:DescribeSubnets'],
    changes: [...FUNCTION_NETWORK_CHANGES],
    messages: {
      noFunction: 'No function is attached to the VPC by its own settings.',
      shared: 'The VPC has {combinations} of subnet and security groups for {functions}.',
      sprawl:
        'The VPC has {combinations} of subnet and security groups for {functions}: more than {maxCombinations}, and more than {ratio} for each function.',
    },
  },
  evaluate({ vpcId }, { snapshot, parameters, report }) {
    const inVpc = eniCombinations(snapshot).get(vpcId);
    const unread = unreadFunctions(snapshot, inVpc?.functionArns ?? new Set());
    if (inVpc === undefined) {
      return unread === undefined ? report.notApplicable('noFunction') : report.undecided(unread);
    }
    const functions = inVpc.functionArns.size;
    const combinations = inVpc.pairs.size;
    report.saw(vpcId, 'combinations', combinations);
    report.saw(vpcId, 'functions', functions);
    if (unread !== undefined) return report.undecided(unread);
    const { maxCombinations, ratio } = parameters;
    const found = {
      combinations: counted(combinations, 'combination'),
      functions: counted(functions, 'function'),
    };
    if (combinations > maxCombinations && combinations / functions > ratio) {
      report.fail('sprawl', { ...found, maxCombinations, ratio }, {});
    }
    return report.conclude('shared', found);
  },
});

/** Why functions or versions may be missing; one more function could turn a failure as well as a pass. */
function unreadFunctions(
  snapshot: Snapshot,
  functionArns: ReadonlySet<string>,
): Unknown | undefined {
  const unplaced = unplacedFunctions(snapshot, 'FUNCTION');
  if (unplaced !== undefined) return unplaced;
  for (const functionArn of functionArns) {
    const gap = snapshot.gap('Functions', versionsOf(functionArn));
    if (gap !== undefined) return gap;
  }
  return undefined;
}
