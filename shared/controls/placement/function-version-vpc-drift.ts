import { functionNameOf } from '../../model/arn.ts';
import { unknown } from '../../model/fact.ts';
import type { Unknown } from '../../model/fact.ts';
import { capacityProviderArn, networkKey } from '../../model/function-network.ts';
import { versionsOf } from '../../model/function-versions.ts';
import type { FunctionVersions } from '../../model/function-versions.ts';
import type { FunctionConfiguration } from '../../model/lambda.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { defineControl } from '../define-control.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { VERSION_SCOPE } from './version-scope.ts';
import type { VersionScope } from './version-scope.ts';

// A published version keeps its configuration for ever, and its network interfaces as long as it is
// there: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html.
//
// Judged once for each function, on $LATEST; a version that is judged in its own right has nothing to
// drift from. A function counts as unattached when no version of it is attached: one that was detached
// while an alias still sends traffic to an attached version is just what this control is for.

export const functionVersionVpcDrift = defineControl({
  meta: {
    name: 'function-version-vpc-drift',
    id: 'FN-VERSION-DRIFT',
    family: 'placement',
    title: 'Published versions in use have the same VPC settings as $LATEST',
    effect: 'may run versions with other VPC settings',
    rationale:
      'Callers of an alias run the version it names, with the VPC settings of the day it was ' +
      'published. A network change that was made on $LATEST alone has not reached them, and the old ' +
      'version pins security groups, subnets and network interfaces that somebody wants to remove.',
    remediation: {
      text: 'Publish a version from $LATEST, move the alias, event source mapping or provisioned concurrency to it, and delete the old version.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html',
    },
    severity: 'MEDIUM',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html',
    ],
    knownMisses: [
      'With scope aliased, a version that callers invoke by its number alone is not known to be in use.',
    ],
    target: 'function',
    parameters: VERSION_SCOPE.schema,
    facts: [...FUNCTION_NETWORK_FACTS],
    changes: [...FUNCTION_NETWORK_CHANGES, 'function-event-source'],
    messages: {
      version: 'A published version; $LATEST is compared with the versions in use.',
      unattached: 'Neither $LATEST nor a published version is attached to a VPC.',
      unpublished: 'The function has no published version.',
      same: 'Every published version in scope has the VPC settings of $LATEST.',
      differs:
        'Version {version}, used by {uses}, has {versionSettings}; $LATEST has {latestSettings}.',
    },
  },
  evaluate({ configuration, versions }, { snapshot, parameters, report }) {
    const { latest, published } = versions;
    if (latest === undefined) return report.undecided(latestNotRead(versions));
    if (configuration.Version !== '$LATEST') return report.notApplicable('version');
    const gaps = unreadVersions(snapshot, versions, parameters.scope);
    if (published.length === 0 && gaps.length === 0) return report.notApplicable('unpublished');
    if (gaps.length === 0 && [latest, ...published].every(isUnattached)) {
      return report.notApplicable('unattached');
    }
    for (const gap of gaps) report.unknown(gap);
    report.saw(latest.FunctionArn, 'VpcConfig', settingsText(latest));
    for (const version of published) {
      const uses = versions.uses.filter((use) => use.version === version.Version);
      if (parameters.scope !== 'all' && uses.length === 0) continue;
      const versionSettings = settingsText(version);
      report.saw(version.FunctionArn, 'VpcConfig', versionSettings);
      if (networkKey(version) === networkKey(latest)) continue;
      report.fail(
        'differs',
        {
          version: version.Version,
          uses: uses.map((use) => use.by).join(', ') || 'nothing that is known',
          versionSettings,
          latestSettings: settingsText(latest),
        },
        {},
      );
    }
    return report.conclude('same');
  },
});

/** What could hide a version in scope: an unread listing, unread uses, a use of an unread version. */
function unreadVersions(
  snapshot: Snapshot,
  { functionArn, published, uses, complete }: FunctionVersions,
  scope: VersionScope,
): readonly Unknown[] {
  const listing = snapshot.gap('Functions', versionsOf(functionArn));
  if (listing !== undefined) return [listing];
  const read = new Set(published.map((one) => one.Version));
  const missing = new Set(uses.map((use) => use.version).filter((version) => !read.has(version)));
  return [
    ...[...missing].map((version) =>
      unknown({
        kind: 'not-read',
        call: 'lambda:ListVersionsByFunction',
        detail: `version ${version} of ${functionNameOf(functionArn)} is not in the answer`,
      }),
    ),
    ...(scope === 'all' || complete.known ? [] : [complete]),
  ];
}

function latestNotRead({ functionArn }: FunctionVersions): Unknown {
  return unknown({
    kind: 'not-read',
    call: 'lambda:ListFunctions',
    detail: `$LATEST of ${functionNameOf(functionArn)} is not in the answer`,
  });
}

function isUnattached(configuration: FunctionConfiguration): boolean {
  return (
    (configuration.VpcConfig?.SubnetIds ?? []).length === 0 &&
    capacityProviderArn(configuration) === undefined
  );
}

function settingsText(configuration: FunctionConfiguration): string {
  if (isUnattached(configuration)) return 'no VPC';
  const { VpcConfig } = configuration;
  if (VpcConfig === undefined || VpcConfig.SubnetIds.length === 0) {
    return `the network of ${capacityProviderArn(configuration) ?? 'its capacity provider'}`;
  }
  const ids = [...VpcConfig.SubnetIds.toSorted(), ...VpcConfig.SecurityGroupIds.toSorted()];
  return `${ids.join(', ')}${VpcConfig.Ipv6AllowedForDualStack === true ? ' with IPv6' : ''}`;
}
