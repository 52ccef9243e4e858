import { functionVersionVpcDrift } from '../../../shared/controls/placement/function-version-vpc-drift.ts';
import { versionsOf } from '../../../shared/model/function-versions.ts';
import type { CollectionName, Item } from '../../../shared/model/collections.ts';
import { aFunction, functionArn, GROUP, item, SUBNETS, VPC } from '../../builders/snapshot.ts';
import { controlTable } from '../control-table.ts';

const ARN = functionArn('orders');
const OLD = { VpcId: VPC, SubnetIds: ['subnet-0a'], SecurityGroupIds: ['sg-old'] };
const version = (Version: string, fields: Record<string, unknown> = {}) =>
  aFunction({ FunctionArn: `${ARN}:${Version}`, Version, ...fields });
const alias = (FunctionVersion: string, weights?: Record<string, number>) =>
  item('Aliases', {
    AliasArn: `${ARN}:prod`,
    Name: 'prod',
    FunctionVersion,
    ...(weights && { RoutingConfig: { AdditionalVersionWeights: weights } }),
  });
const given = (
  Functions: Item<'Functions'>[],
  more: { readonly [K in CollectionName]?: readonly Item<K>[] | undefined } = {},
) => ({ collections: { Functions, ...more } });
const latestAnd = (...published: Item<'Functions'>[]) => [aFunction(), ...published];
const drifted = {
  resource: 'function:orders',
  status: 'FAILED',
  severity: 'MEDIUM',
  messages: ['differs'],
  evidence: [`${ARN}:3 VpcConfig subnet-0a, sg-old`],
} as const;

controlTable(functionVersionVpcDrift, [
  { name: 'does not apply without a published version', status: 'NOT_APPLICABLE' },
  {
    name: 'does not apply to a function none of whose versions is attached',
    given: given([aFunction({ VpcConfig: undefined }), version('3', { VpcConfig: undefined })], {
      Aliases: [alias('3')],
    }),
    status: 'NOT_APPLICABLE',
    messages: ['unattached'],
  },
  {
    name: 'passes a version in use with the settings of $LATEST, in any order',
    given: given(
      latestAnd(
        version('3', {
          VpcConfig: {
            VpcId: '',
            SubnetIds: SUBNETS.toReversed(),
            SecurityGroupIds: [GROUP],
            Ipv6AllowedForDualStack: false,
          },
        }),
      ),
      { Aliases: [alias('3')] },
    ),
    status: 'PASSED',
  },
  {
    name: 'fails a version that an alias names',
    given: given(latestAnd(version('3', { VpcConfig: OLD })), { Aliases: [alias('3')] }),
    ...drifted,
  },
  {
    name: 'fails a version that an alias gives the smaller weight',
    given: given(latestAnd(version('3', { VpcConfig: OLD }), version('4')), {
      Aliases: [alias('4', { '3': 0.1 })],
    }),
    ...drifted,
  },
  {
    name: 'fails a version with provisioned concurrency',
    given: given(latestAnd(version('3', { VpcConfig: OLD })), {
      ProvisionedConcurrencyConfigs: [
        item('ProvisionedConcurrencyConfigs', { FunctionArn: `${ARN}:3` }),
      ],
    }),
    ...drifted,
  },
  {
    name: 'fails a version with an event source mapping',
    given: given(latestAnd(version('3', { VpcConfig: OLD })), {
      EventSourceMappings: [item('EventSourceMappings', { UUID: 'u-1', FunctionArn: `${ARN}:3` })],
    }),
    ...drifted,
  },
  {
    name: 'fails a version that stayed attached after $LATEST was detached',
    given: given([aFunction({ VpcConfig: undefined }), version('3', { VpcConfig: OLD })], {
      Aliases: [alias('3')],
    }),
    ...drifted,
  },
  {
    name: 'fails a version that differs in outbound IPv6 alone',
    given: given(
      latestAnd(
        version('3', {
          VpcConfig: {
            VpcId: VPC,
            SubnetIds: [...SUBNETS],
            SecurityGroupIds: [GROUP],
            Ipv6AllowedForDualStack: true,
          },
        }),
      ),
      { Aliases: [alias('3')] },
    ),
    ...drifted,
    evidence: [`${ARN}:3 VpcConfig subnet-0a, subnet-0b, sg-0a with IPv6`],
  },
  {
    name: 'passes over an old version that nothing uses',
    given: given(latestAnd(version('3', { VpcConfig: OLD }), version('4')), {
      Aliases: [alias('4')],
    }),
    status: 'PASSED',
  },
  {
    name: 'looks at every version when told to',
    given: given(latestAnd(version('3', { VpcConfig: OLD })), { Aliases: undefined }),
    parameters: { scope: 'all' },
    ...drifted,
  },
  {
    name: 'needs no aliases to look at every version',
    given: given(latestAnd(version('3')), { Aliases: undefined }),
    parameters: { scope: 'all' },
    status: 'PASSED',
  },
  {
    name: 'gives a version that is judged in its own right no second verdict',
    given: given(latestAnd(version('3', { VpcConfig: OLD })), { Aliases: [alias('3')] }),
    resource: 'function:orders:3',
    status: 'NOT_APPLICABLE',
    messages: ['version'],
  },
  {
    name: 'is unknown where the aliases were not read',
    given: given(latestAnd(version('3')), { Aliases: undefined }),
    status: 'UNKNOWN',
    unknownCall: 'lambda:ListAliases',
  },
  {
    name: 'fails a version that is surely in use, whatever else was not read',
    given: given(latestAnd(version('3', { VpcConfig: OLD })), {
      Aliases: [alias('3')],
      ProvisionedConcurrencyConfigs: undefined,
    }),
    ...drifted,
  },
  {
    name: 'is unknown where the versions may not be listed',
    given: {
      gaps: [
        {
          collection: 'Functions',
          of: versionsOf(ARN),
          reason: { kind: 'denied', call: 'lambda:ListVersionsByFunction' },
        },
      ],
    },
    status: 'UNKNOWN',
    unknownCall: 'lambda:ListVersionsByFunction',
  },
  {
    name: 'is unknown where an alias names a version that was not read',
    given: given([aFunction()], { Aliases: [alias('3')] }),
    status: 'UNKNOWN',
    unknownCall: 'lambda:ListVersionsByFunction',
  },
  {
    name: 'is unknown where $LATEST was not read',
    given: given([version('3')], { Aliases: [alias('3')] }),
    status: 'UNKNOWN',
    unknownCall: 'lambda:ListFunctions',
  },
]);
