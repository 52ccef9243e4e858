import * as z from 'zod';
import { functionNameOf, splitFunctionArn } from './arn.ts';
import { reduceEnvironment } from './environment.ts';
import type { EnvironmentReference } from './environment.ts';
import { time } from './schema.ts';
import type { DeepReadonly } from './schema.ts';

/**
 * What Lambda answers, in its own names (https://docs.aws.amazon.com/lambda/latest/api/). A published
 * version is an item of its own under its qualified ARN; `$LATEST` stands under the bare ARN.
 */

const functionArn = z.string().regex(/^arn:[^:]+:lambda:[^:]+:\d{12}:function:[^:]+(?::[^:]+)?$/, {
  error: 'expected a Lambda function ARN',
});

const environmentReference = z.object({
  Variable: z.string(),
  Host: z.string().optional(),
  Port: z.number().int().optional(),
  Scheme: z.string().optional(),
  Arn: z.string().optional(),
  Enabled: z.literal(true).optional(),
});

/**
 * Takes Lambda's `{ Variables, Error }` or a snapshot's `{ References, Error }`, and gives the latter:
 * whatever the source, no value passes but what `reduceEnvironment` lets through.
 */
const environment = z
  .object({
    Variables: z.record(z.string(), z.string()).optional(),
    References: z.array(environmentReference).optional(),
    Error: z.object({ ErrorCode: z.string().optional() }).optional(),
  })
  .transform(({ Variables, References, Error }) => ({
    References: [
      ...(References ?? []),
      ...reduceEnvironment(Variables ?? {}),
    ] as readonly EnvironmentReference[],
    ...(Error && { Error }),
  }));

const vpcConfig = z.object({
  VpcId: z.string().optional(),
  SubnetIds: z.array(z.string()).default([]),
  SecurityGroupIds: z.array(z.string()).default([]),
  Ipv6AllowedForDualStack: z.boolean().optional(),
});

export const functionSchema = z
  .object({
    FunctionName: z.string(),
    FunctionArn: functionArn,
    Version: z.string().default('$LATEST'),
    MasterArn: z.string().optional(),
    Role: z.string().optional(),
    Runtime: z.string().optional(),
    PackageType: z.string().optional(),
    VpcConfig: vpcConfig.optional(),
    CapacityProviderConfig: z
      .object({
        LambdaManagedInstancesCapacityProviderConfig: z
          .object({ CapacityProviderArn: z.string().optional() })
          .optional(),
      })
      .optional(),
    Environment: environment.optional(),
    FileSystemConfigs: z
      .array(z.object({ Arn: z.string(), LocalMountPath: z.string().optional() }))
      .optional(),
    DeadLetterConfig: z.object({ TargetArn: z.string().optional() }).optional(),
    Layers: z.array(z.object({ Arn: z.string() })).optional(),
    LastModified: time.optional(),
    State: z.string().optional(),
    StateReason: z.string().optional(),
    StateReasonCode: z.string().optional(),
    LastUpdateStatus: z.string().optional(),
    LastUpdateStatusReason: z.string().optional(),
    LastUpdateStatusReasonCode: z.string().optional(),
    /** Not part of Lambda's answer: when the inventory first held this state, where it is a passing one. */
    StateSeenSince: z.string().optional(),
    /** Not part of Lambda's answer: joined from `lambda:ListTags` or the tagging API. */
    Tags: z.record(z.string(), z.string()).optional(),
  })
  .transform((configuration) => {
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
  });
/** One version of a function: get-function-configuration's answer without environment values. */
export type FunctionConfiguration = DeepReadonly<z.output<typeof functionSchema>>;

export const aliasSchema = z.object({
  AliasArn: functionArn,
  Name: z.string(),
  FunctionVersion: z.string(),
  RoutingConfig: z
    .object({ AdditionalVersionWeights: z.record(z.string(), z.number()).optional() })
    .optional(),
});
export type Alias = DeepReadonly<z.infer<typeof aliasSchema>>;

export const provisionedConcurrencyConfigSchema = z.object({
  FunctionArn: functionArn,
  Status: z.string().optional(),
});
export type ProvisionedConcurrencyConfig = DeepReadonly<
  z.infer<typeof provisionedConcurrencyConfigSchema>
>;

export const eventSourceMappingSchema = z.object({
  UUID: z.string(),
  FunctionArn: functionArn.optional(),
  EventSourceArn: z.string().optional(),
  State: z.string().optional(),
  SourceAccessConfigurations: z
    .array(z.object({ Type: z.string().optional(), URI: z.string().optional() }))
    .optional(),
  SelfManagedEventSource: z
    .object({ Endpoints: z.record(z.string(), z.array(z.string())).optional() })
    .optional(),
  DestinationConfig: z
    .object({ OnFailure: z.object({ Destination: z.string().optional() }).optional() })
    .optional(),
});
export type EventSourceMapping = DeepReadonly<z.infer<typeof eventSourceMappingSchema>>;

export const functionEventInvokeConfigSchema = z.object({
  FunctionArn: functionArn,
  DestinationConfig: z
    .object({
      OnSuccess: z.object({ Destination: z.string().optional() }).optional(),
      OnFailure: z.object({ Destination: z.string().optional() }).optional(),
    })
    .optional(),
});
export type FunctionEventInvokeConfig = DeepReadonly<
  z.infer<typeof functionEventInvokeConfigSchema>
>;

export const capacityProviderSchema = z.object({
  CapacityProviderArn: z.string(),
  State: z.string().optional(),
  VpcConfig: z
    .object({
      SubnetIds: z.array(z.string()).default([]),
      SecurityGroupIds: z.array(z.string()).default([]),
    })
    .optional(),
  PermissionsConfig: z
    .object({ CapacityProviderOperatorRoleArn: z.string().optional() })
    .optional(),
});
export type CapacityProvider = DeepReadonly<z.infer<typeof capacityProviderSchema>>;
