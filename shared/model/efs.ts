import * as z from 'zod/mini';
import type { DeepReadonly } from './schema.ts';

/** What EFS answers, in its own names (https://docs.aws.amazon.com/efs/latest/ug/api-reference.html). */

export const accessPointSchema = z.object({
  AccessPointArn: z.string(),
  AccessPointId: z.optional(z.string()),
  FileSystemId: z.string(),
  LifeCycleState: z.optional(z.string()),
});
export type AccessPoint = DeepReadonly<z.infer<typeof accessPointSchema>>;

/** S3 Control answers a list of the same name for multi-Region access points. */
export function isFileSystemAccessPoint(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'AccessPointArn' in item;
}

export const mountTargetSchema = z.object({
  MountTargetId: z.string(),
  FileSystemId: z.string(),
  SubnetId: z.string(),
  VpcId: z.optional(z.string()),
  AvailabilityZoneId: z.optional(z.string()),
  AvailabilityZoneName: z.optional(z.string()),
  LifeCycleState: z.optional(z.string()),
  IpAddress: z.optional(z.string()),
  Ipv6Address: z.optional(z.string()),
  NetworkInterfaceId: z.optional(z.string()),
  /**
   * Not part of this answer: joined from DescribeMountTargetSecurityGroups, which names only the
   * groups and not the mount target. An item of a folder of answers may carry the list itself.
   */
  SecurityGroups: z.optional(z.array(z.string())),
});
export type MountTarget = DeepReadonly<z.infer<typeof mountTargetSchema>>;
