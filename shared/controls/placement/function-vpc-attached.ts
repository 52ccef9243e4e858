import { functionTags } from '../../model/function-versions.ts';
import { known, mapFact } from '../../model/fact.ts';
import type { Fact } from '../../model/fact.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { wildcardMatches } from '../../iam/wildcard.ts';
import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { isAttached } from '../target.ts';
import type { FunctionTarget } from '../target.ts';
import { ATTACHMENT } from './placement-parameters.ts';
import { settingsOwner } from './vpc-settings.ts';

// Mirrors the IAM condition Null: {"lambda:VpcIds": "true"} of
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html, which matches a request without
// a VPC. Off until the account opts in: being attached is not more secure by itself. A Lambda@Edge
// function cannot be attached; its replicas and, by what the snapshot joins in, its master carry a
// MasterArn.

export const functionVpcAttached = defineControl({
  meta: {
    name: 'function-vpc-attached',
    id: 'FN-VPC-ATTACHED',
    family: 'placement',
    title: 'Functions that policy says must be in a VPC are attached to one',
    effect: 'should be attached to a VPC',
    rationale:
      'Where an account decides that its functions run inside its own network, a function outside ' +
      'any VPC reaches the internet unobserved and reaches nothing private. A preventive policy does ' +
      'not touch functions that already exist.',
    remediation: {
      text:
        'aws lambda update-function-configuration --function-name <name> --vpc-config ' +
        'SubnetIds=<a>,<b>,SecurityGroupIds=<sg>. The function loses the internet until its VPC gives it a way out.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
    },
    severity: 'LOW',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-3',
      'https://docs.aws.amazon.com/config/latest/developerguide/lambda-inside-vpc.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-capacity-providers.html',
    ],
    knownMisses: [
      'A Lambda@Edge master function whose answer carries no MasterArn looks like any other function; exempt it by tag or name.',
      'Network connectors of MicroVMs and web functions are not read.',
    ],
    target: 'function',
    parameters: ATTACHMENT.schema,
    facts: [...FUNCTION_NETWORK_FACTS, 'lambda:ListTags'],
    changes: [...FUNCTION_NETWORK_CHANGES],
    messages: {
      optional: 'The function is not attached to a VPC, and nothing asks for it.',
      exempt: 'The function is exempt: {cause}.',
      edge: 'The function runs at the edge (master {masterArn}) and cannot have a VPC.',
      attached: 'The function is attached to a VPC.',
      unattached: 'The function is not attached to a VPC, and the configuration requires one.',
    },
  },
  evaluate(target, { snapshot, parameters, report }) {
    const { required, exemptTag, exemptNamePatterns } = parameters;
    const { FunctionName, MasterArn } = target.configuration;
    if (!required && !isAttached(target)) return report.notApplicable('optional');
    const pattern = exemptNamePatterns.find((one) => wildcardMatches(one, FunctionName));
    const hasExemptTag = carriesTag(snapshot, target, exemptTag);
    if (required && pattern !== undefined) {
      return report.notApplicable('exempt', { cause: `its name matches ${pattern}` });
    }
    if (required && hasExemptTag.known && hasExemptTag.value) {
      return report.notApplicable('exempt', { cause: `it carries the tag ${exemptTag ?? ''}` });
    }
    if (required && MasterArn !== undefined) {
      return report.notApplicable('edge', { masterArn: MasterArn });
    }
    if (isAttached(target)) {
      report.saw(settingsOwner(target), 'VpcConfig.VpcId', target.vpcId ?? 'not known');
    } else if (hasExemptTag.known) {
      const evidence = [
        { resource: target.resource.id, field: 'VpcConfig.SubnetIds', value: 'empty' },
      ];
      report.fail('unattached', {}, { severity: 'MEDIUM', evidence });
    } else {
      report.unknown(hasExemptTag);
    }
    return report.conclude('attached');
  },
});

function carriesTag(
  snapshot: Snapshot,
  { versions }: FunctionTarget,
  exemptTag: string | null,
): Fact<boolean> {
  if (exemptTag === null) return known(false);
  return mapFact(functionTags(snapshot, versions.functionArn), (tags) =>
    Object.entries(tags).some(([key, value]) => `${key}=${value}` === exemptTag),
  );
}
