import * as z from 'zod';
import type { DeepReadonly } from './schema.ts';

/** What EFS answers, in its own names (https://docs.aws.amazon.com/efs/latest/ug/api-reference.html). */

export const accessPointSchema = z.object({
  AccessPointArn: z.string(),
  AccessPointId: z.string().optional(),
  FileSystemId: z.string(),
  LifeCycleState: z.string().optional(),
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
  VpcId: z.string().optional(),
  AvailabilityZoneId: z.string().optional(),
  AvailabilityZoneName: z.string().optional(),
  LifeCycleState: z.string().optional(),
  IpAddress: z.string().optional(),
  Ipv6Address: z.string().optional(),
  NetworkInterfaceId: z.string().optional(),
  /**
   * Not part of this answer: joined from DescribeMountTargetSecurityGroups, which names only the
   * groups and not the mount target. An item of a folder of answers may carry the list itself.
   */
  SecurityGroups: z.array(z.string()).optional(),
});
export type MountTarget = DeepReadonly<z.infer<typeof mountTargetSchema>>;
