import * as z from 'zod/mini';
import { functionNameOf, splitFunctionArn } from './arn.ts';
import { reduceEnvironment } from './environment.ts';
import type { EnvironmentReference } from './environment.ts';
import { time } from './schema.ts';
import type { DeepReadonly } from './schema.ts';

/**
 * What Lambda answers, in its own names (https://docs.aws.amazon.com/lambda/latest/api/). A published
 * version is an item of its own under its qualified ARN; `$LATEST` stands under the bare ARN.
 */

const functionArn = z.string().check(
  z.regex(/^arn:[^:]+:lambda:[^:]+:\d{12}:function:[^:]+(?::[^:]+)?$/, {
    error: 'expected a Lambda function ARN',
  }),
);

const environmentReference = z.object({
  Variable: z.string(),
  Host: z.optional(z.string()),
  Port: z.optional(z.int()),
  Scheme: z.optional(z.string()),
  Arn: z.optional(z.string()),
  Enabled: z.optional(z.literal(true)),
});

/**
 * Takes Lambda's `{ Variables, Error }` or a snapshot's `{ References, Error }`, and gives the latter:
 * whatever the source, no value passes but what `reduceEnvironment` lets through.
 */
const environment = z.pipe(
  z.object({
    Variables: z.optional(z.record(z.string(), z.string())),
    References: z.optional(z.array(environmentReference)),
    Error: z.optional(z.object({ ErrorCode: z.optional(z.string()) })),
  }),
  z.transform(({ Variables, References, Error }) => ({
    References: [
      ...(References ?? []),
      ...reduceEnvironment(Variables ?? {}),
    ] as readonly EnvironmentReference[],
    ...(Error && { Error }),
  })),
);

const vpcConfig = z.object({
  VpcId: z.optional(z.string()),
  SubnetIds: z._default(z.array(z.string()), []),
  SecurityGroupIds: z._default(z.array(z.string()), []),
  Ipv6AllowedForDualStack: z.optional(z.boolean()),
});

export const functionSchema = z.pipe(
  z.object({
    FunctionName: z.string(),
    FunctionArn: functionArn,
    Version: z._default(z.string(), '$LATEST'),
    MasterArn: z.optional(z.string()),
    Role: z.optional(z.string()),
    Runtime: z.optional(z.string()),
    PackageType: z.optional(z.string()),
    VpcConfig: z.optional(vpcConfig),
    CapacityProviderConfig: z.optional(
      z.object({
        LambdaManagedInstancesCapacityProviderConfig: z.optional(
          z.object({ CapacityProviderArn: z.optional(z.string()) }),
        ),
      }),
    ),
    Environment: z.optional(environment),
    FileSystemConfigs: z.optional(
      z.array(z.object({ Arn: z.string(), LocalMountPath: z.optional(z.string()) })),
    ),
    DeadLetterConfig: z.optional(z.object({ TargetArn: z.optional(z.string()) })),
    Layers: z.optional(z.array(z.object({ Arn: z.string() }))),
    LastModified: z.optional(time),
    State: z.optional(z.string()),
    StateReason: z.optional(z.string()),
    StateReasonCode: z.optional(z.string()),
    LastUpdateStatus: z.optional(z.string()),
    LastUpdateStatusReason: z.optional(z.string()),
    LastUpdateStatusReasonCode: z.optional(z.string()),
    /** Not part of Lambda's answer: when the inventory first held this state, where it is a passing one. */
    StateSeenSince: z.optional(z.string()),
    /** Not part of Lambda's answer: joined from `lambda:ListTags` or the tagging API. */
    Tags: z.optional(z.record(z.string(), z.string())),
  }),
  z.transform((configuration) => {
    const { functionArn: bare, qualifier } = splitFunctionArn(configuration.FunctionArn);
    const published = /^\d+$/.test(configuration.Version)
      ? configuration.Version
      : /^\d+$/.test(qualifier ?? '')
        ? qualifier
        : undefined;
    return {
      ...configuration,
      FunctionName: functionNameOf(bare),
      FunctionArn: published === undefined ? bare : `${bare}:${published}`,
      Version: published ?? '$LATEST',
    };
  }),
);
/** One version of a function: get-function-configuration's answer without environment values. */
export type FunctionConfiguration = DeepReadonly<z.output<typeof functionSchema>>;

export const aliasSchema = z.object({
  AliasArn: functionArn,
  Name: z.string(),
  FunctionVersion: z.string(),
  RoutingConfig: z.optional(
    z.object({ AdditionalVersionWeights: z.optional(z.record(z.string(), z.number())) }),
  ),
});
export type Alias = DeepReadonly<z.infer<typeof aliasSchema>>;

export const provisionedConcurrencyConfigSchema = z.object({
  FunctionArn: functionArn,
  Status: z.optional(z.string()),
});
export type ProvisionedConcurrencyConfig = DeepReadonly<
  z.infer<typeof provisionedConcurrencyConfigSchema>
>;

export const eventSourceMappingSchema = z.object({
  UUID: z.string(),
  FunctionArn: z.optional(functionArn),
  EventSourceArn: z.optional(z.string()),
  State: z.optional(z.string()),
  SourceAccessConfigurations: z.optional(
    z.array(z.object({ Type: z.optional(z.string()), URI: z.optional(z.string()) })),
  ),
  SelfManagedEventSource: z.optional(
    z.object({ Endpoints: z.optional(z.record(z.string(), z.array(z.string()))) }),
  ),
  DestinationConfig: z.optional(
    z.object({ OnFailure: z.optional(z.object({ Destination: z.optional(z.string()) })) }),
  ),
});
export type EventSourceMapping = DeepReadonly<z.infer<typeof eventSourceMappingSchema>>;

export const functionEventInvokeConfigSchema = z.object({
  FunctionArn: functionArn,
  DestinationConfig: z.optional(
    z.object({
      OnSuccess: z.optional(z.object({ Destination: z.optional(z.string()) })),
      OnFailure: z.optional(z.object({ Destination: z.optional(z.string()) })),
    }),
  ),
});
export type FunctionEventInvokeConfig = DeepReadonly<
  z.infer<typeof functionEventInvokeConfigSchema>
>;

export const capacityProviderSchema = z.object({
  CapacityProviderArn: z.string(),
  State: z.optional(z.string()),
  VpcConfig: z.optional(
    z.object({
      SubnetIds: z._default(z.array(z.string()), []),
      SecurityGroupIds: z._default(z.array(z.string()), []),
    }),
  ),
  PermissionsConfig: z.optional(
    z.object({ CapacityProviderOperatorRoleArn: z.optional(z.string()) }),
  ),
});
export type CapacityProvider = DeepReadonly<z.infer<typeof capacityProviderSchema>>;
