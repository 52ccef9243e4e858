import * as z from 'zod';
import {
  anyCidr,
  ec2Id,
  ec2Tags,
  ipAddress,
  ipv4Cidr,
  ipv6Cidr,
  policyText,
  time,
} from './schema.ts';
import type { DeepReadonly } from './schema.ts';

/**
 * What EC2 answers about a VPC's network, in EC2's own names and shapes, reduced to the fields that a
 * control or a trace reads (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/).
 * Enumerated values stay plain strings: a member that AWS adds later must not make an answer unreadable.
 */

export const vpcSchema = z.object({
  VpcId: ec2Id('vpc'),
  OwnerId: z.string().optional(),
  CidrBlock: ipv4Cidr.optional(),
  CidrBlockAssociationSet: z
    .array(
      z.object({
        CidrBlock: ipv4Cidr,
        CidrBlockState: z.object({ State: z.string() }).optional(),
      }),
    )
    .optional(),
  Ipv6CidrBlockAssociationSet: z
    .array(
      z.object({
        Ipv6CidrBlock: ipv6Cidr.optional(),
        Ipv6CidrBlockState: z.object({ State: z.string() }).optional(),
      }),
    )
    .optional(),
  DhcpOptionsId: z.string().optional(),
  InstanceTenancy: z.string().optional(),
  IsDefault: z.boolean().optional(),
  EncryptionControl: z
    .object({
      VpcEncryptionControlId: z.string().optional(),
      Mode: z.string().optional(),
      State: z.string().optional(),
      ResourceExclusions: z
        .record(z.string(), z.object({ State: z.string().optional() }))
        .optional(),
    })
    .optional(),
  Tags: ec2Tags,
});
export type Vpc = DeepReadonly<z.infer<typeof vpcSchema>>;

/** DescribeVpcAttribute answers one attribute a call; the two that matter are kept together. */
export const vpcAttributeSchema = z.object({
  VpcId: ec2Id('vpc'),
  EnableDnsSupport: z.object({ Value: z.boolean() }).optional(),
  EnableDnsHostnames: z.object({ Value: z.boolean() }).optional(),
});
export type VpcAttribute = DeepReadonly<z.infer<typeof vpcAttributeSchema>>;

export const subnetSchema = z.object({
  SubnetId: ec2Id('subnet'),
  VpcId: ec2Id('vpc'),
  OwnerId: z.string().optional(),
  SubnetArn: z.string().optional(),
  AvailabilityZone: z.string().optional(),
  AvailabilityZoneId: z.string().optional(),
  AvailableIpAddressCount: z.number().int().optional(),
  CidrBlock: ipv4Cidr.optional(),
  Ipv6CidrBlockAssociationSet: z
    .array(
      z.object({
        Ipv6CidrBlock: ipv6Cidr.optional(),
        Ipv6CidrBlockState: z.object({ State: z.string() }).optional(),
      }),
    )
    .optional(),
  Ipv6Native: z.boolean().optional(),
  EnableDns64: z.boolean().optional(),
  MapPublicIpOnLaunch: z.boolean().optional(),
  OutpostArn: z.string().optional(),
  State: z.string().optional(),
  BlockPublicAccessStates: z.object({ InternetGatewayBlockMode: z.string().optional() }).optional(),
  Tags: ec2Tags,
});
export type Subnet = DeepReadonly<z.infer<typeof subnetSchema>>;

const routeSchema = z.object({
  DestinationCidrBlock: ipv4Cidr.optional(),
  DestinationIpv6CidrBlock: ipv6Cidr.optional(),
  DestinationPrefixListId: z.string().optional(),
  GatewayId: z.string().optional(),
  NatGatewayId: z.string().optional(),
  EgressOnlyInternetGatewayId: z.string().optional(),
  VpcPeeringConnectionId: z.string().optional(),
  TransitGatewayId: z.string().optional(),
  CoreNetworkArn: z.string().optional(),
  LocalGatewayId: z.string().optional(),
  CarrierGatewayId: z.string().optional(),
  OdbNetworkArn: z.string().optional(),
  NetworkInterfaceId: z.string().optional(),
  InstanceId: z.string().optional(),
  IpAddress: z.string().optional(),
  State: z.string().optional(),
  Origin: z.string().optional(),
});
export type Route = DeepReadonly<z.infer<typeof routeSchema>>;

export const routeTableSchema = z.object({
  RouteTableId: ec2Id('rtb'),
  VpcId: ec2Id('vpc').optional(),
  OwnerId: z.string().optional(),
  Associations: z
    .array(
      z.object({
        RouteTableAssociationId: z.string().optional(),
        Main: z.boolean().optional(),
        SubnetId: z.string().optional(),
        GatewayId: z.string().optional(),
        AssociationState: z.object({ State: z.string().optional() }).optional(),
      }),
    )
    .default([]),
  Routes: z.array(routeSchema).default([]),
  Tags: ec2Tags,
});
export type RouteTable = DeepReadonly<z.infer<typeof routeTableSchema>>;

export const natGatewaySchema = z.object({
  NatGatewayId: ec2Id('nat'),
  VpcId: z.string().optional(),
  SubnetId: z.string().optional(),
  State: z.string().optional(),
  ConnectivityType: z.string().optional(),
  AvailabilityMode: z.string().optional(),
  AutoProvisionZones: z.string().optional(),
  RouteTableId: z.string().optional(),
  FailureCode: z.string().optional(),
  FailureMessage: z.string().optional(),
  CreateTime: time.optional(),
  NatGatewayAddresses: z
    .array(
      z.object({
        AllocationId: z.string().optional(),
        AssociationId: z.string().optional(),
        AvailabilityZoneId: z.string().optional(),
        NetworkInterfaceId: z.string().optional(),
        PrivateIp: z.string().optional(),
        PublicIp: z.string().optional(),
        Status: z.string().optional(),
      }),
    )
    .default([]),
  AttachedAppliances: z
    .array(z.object({ ApplianceArn: z.string().optional(), VpcEndpointId: z.string().optional() }))
    .optional(),
  Tags: ec2Tags,
});
export type NatGateway = DeepReadonly<z.infer<typeof natGatewaySchema>>;

const gatewayAttachments = z
  .array(z.object({ VpcId: z.string(), State: z.string().optional() }))
  .default([]);

export const internetGatewaySchema = z.object({
  InternetGatewayId: ec2Id('igw'),
  OwnerId: z.string().optional(),
  Attachments: gatewayAttachments,
});
export type InternetGateway = DeepReadonly<z.infer<typeof internetGatewaySchema>>;

export const egressOnlyInternetGatewaySchema = z.object({
  EgressOnlyInternetGatewayId: ec2Id('eigw'),
  Attachments: gatewayAttachments,
});
export type EgressOnlyInternetGateway = DeepReadonly<
  z.infer<typeof egressOnlyInternetGatewaySchema>
>;

const ipPermissionSchema = z.object({
  IpProtocol: z.string(),
  FromPort: z.number().int().optional(),
  ToPort: z.number().int().optional(),
  IpRanges: z.array(z.object({ CidrIp: ipv4Cidr })).default([]),
  Ipv6Ranges: z.array(z.object({ CidrIpv6: ipv6Cidr })).default([]),
  PrefixListIds: z.array(z.object({ PrefixListId: z.string() })).default([]),
  UserIdGroupPairs: z
    .array(
      z.object({
        GroupId: z.string().optional(),
        UserId: z.string().optional(),
        VpcId: z.string().optional(),
        VpcPeeringConnectionId: z.string().optional(),
        PeeringStatus: z.string().optional(),
      }),
    )
    .default([]),
});
export type IpPermission = DeepReadonly<z.infer<typeof ipPermissionSchema>>;

export const securityGroupSchema = z.object({
  GroupId: ec2Id('sg'),
  GroupName: z.string().optional(),
  VpcId: z.string().optional(),
  OwnerId: z.string().optional(),
  IpPermissions: z.array(ipPermissionSchema).default([]),
  IpPermissionsEgress: z.array(ipPermissionSchema).default([]),
  Tags: ec2Tags,
});
export type SecurityGroup = DeepReadonly<z.infer<typeof securityGroupSchema>>;

export const securityGroupVpcAssociationSchema = z.object({
  GroupId: ec2Id('sg'),
  VpcId: z.string(),
  VpcOwnerId: z.string().optional(),
  State: z.string().optional(),
});
export type SecurityGroupVpcAssociation = DeepReadonly<
  z.infer<typeof securityGroupVpcAssociationSchema>
>;

export const networkAclSchema = z.object({
  NetworkAclId: ec2Id('acl'),
  VpcId: z.string().optional(),
  OwnerId: z.string().optional(),
  IsDefault: z.boolean().optional(),
  Associations: z
    .array(
      z.object({
        NetworkAclAssociationId: z.string().optional(),
        SubnetId: z.string().optional(),
      }),
    )
    .default([]),
  Entries: z
    .array(
      z.object({
        RuleNumber: z.number().int(),
        RuleAction: z.string(),
        Protocol: z.string(),
        Egress: z.boolean(),
        CidrBlock: ipv4Cidr.optional(),
        Ipv6CidrBlock: ipv6Cidr.optional(),
        PortRange: z.object({ From: z.number().int(), To: z.number().int() }).optional(),
        IcmpTypeCode: z.object({ Code: z.number(), Type: z.number() }).optional(),
      }),
    )
    .default([]),
});
export type NetworkAcl = DeepReadonly<z.infer<typeof networkAclSchema>>;

export const networkInterfaceSchema = z.object({
  NetworkInterfaceId: ec2Id('eni'),
  VpcId: z.string().optional(),
  SubnetId: z.string().optional(),
  OwnerId: z.string().optional(),
  RequesterId: z.string().optional(),
  AvailabilityZone: z.string().optional(),
  InterfaceType: z.string().optional(),
  Description: z.string().optional(),
  Status: z.string().optional(),
  SourceDestCheck: z.boolean().optional(),
  PrivateIpAddress: z.string().optional(),
  PrivateIpAddresses: z.array(z.object({ PrivateIpAddress: z.string().optional() })).optional(),
  Ipv6Addresses: z.array(z.object({ Ipv6Address: z.string().optional() })).optional(),
  Groups: z.array(z.object({ GroupId: z.string() })).default([]),
  Attachment: z
    .object({ InstanceId: z.string().optional(), Status: z.string().optional() })
    .optional(),
  Association: z.object({ PublicIp: z.string().optional() }).optional(),
});
export type NetworkInterface = DeepReadonly<z.infer<typeof networkInterfaceSchema>>;

export const vpcEndpointSchema = z.object({
  VpcEndpointId: ec2Id('vpce'),
  VpcId: z.string().optional(),
  OwnerId: z.string().optional(),
  ServiceName: z.string(),
  ServiceRegion: z.string().optional(),
  VpcEndpointType: z.string().optional(),
  State: z.string().optional(),
  PolicyDocument: policyText.optional(),
  RouteTableIds: z.array(z.string()).default([]),
  SubnetIds: z.array(z.string()).default([]),
  Groups: z.array(z.object({ GroupId: z.string() })).default([]),
  NetworkInterfaceIds: z.array(z.string()).default([]),
  IpAddressType: z.string().optional(),
  DnsOptions: z
    .object({
      DnsRecordIpType: z.string().optional(),
      PrivateDnsOnlyForInboundResolverEndpoint: z.boolean().optional(),
    })
    .optional(),
  PrivateDnsEnabled: z.boolean().optional(),
  DnsEntries: z
    .array(z.object({ DnsName: z.string().optional(), HostedZoneId: z.string().optional() }))
    .optional(),
  CreationTimestamp: time.optional(),
  FailureReason: z.string().optional(),
  LastError: z.object({ Code: z.string().optional(), Message: z.string().optional() }).optional(),
  Tags: ec2Tags,
});
export type VpcEndpoint = DeepReadonly<z.infer<typeof vpcEndpointSchema>>;

export const serviceDetailSchema = z.object({
  ServiceName: z.string(),
  ServiceRegion: z.string().optional(),
  ServiceType: z.array(z.object({ ServiceType: z.string() })).default([]),
  AvailabilityZones: z.array(z.string()).optional(),
  AvailabilityZoneIds: z.array(z.string()).optional(),
  Owner: z.string().optional(),
  PrivateDnsName: z.string().optional(),
  PrivateDnsNames: z.array(z.object({ PrivateDnsName: z.string() })).optional(),
  VpcEndpointPolicySupported: z.boolean().optional(),
  SupportedIpAddressTypes: z.array(z.string()).optional(),
});
export type ServiceDetail = DeepReadonly<z.infer<typeof serviceDetailSchema>>;

const peeringVpcInfo = z.object({
  VpcId: z.string(),
  OwnerId: z.string().optional(),
  Region: z.string().optional(),
  CidrBlock: ipv4Cidr.optional(),
  CidrBlockSet: z.array(z.object({ CidrBlock: ipv4Cidr })).optional(),
  Ipv6CidrBlockSet: z.array(z.object({ Ipv6CidrBlock: ipv6Cidr })).optional(),
  PeeringOptions: z.object({ AllowDnsResolutionFromRemoteVpc: z.boolean().optional() }).optional(),
});

export const vpcPeeringConnectionSchema = z.object({
  VpcPeeringConnectionId: ec2Id('pcx'),
  Status: z.object({ Code: z.string().optional(), Message: z.string().optional() }).optional(),
  RequesterVpcInfo: peeringVpcInfo,
  AccepterVpcInfo: peeringVpcInfo,
});
export type VpcPeeringConnection = DeepReadonly<z.infer<typeof vpcPeeringConnectionSchema>>;

/** DescribePrefixLists gives `Cidrs`, DescribeManagedPrefixLists gives owner and name: merged by id. */
export const prefixListSchema = z.object({
  PrefixListId: ec2Id('pl'),
  PrefixListName: z.string().optional(),
  OwnerId: z.string().optional(),
  AddressFamily: z.string().optional(),
  State: z.string().optional(),
  Cidrs: z.array(anyCidr).optional(),
  Entries: z.array(z.object({ Cidr: anyCidr })).optional(),
});
export type PrefixList = DeepReadonly<z.infer<typeof prefixListSchema>>;

export const availabilityZoneSchema = z.object({
  ZoneName: z.string(),
  ZoneId: z.string().optional(),
  ZoneType: z.string().optional(),
  State: z.string().optional(),
  RegionName: z.string().optional(),
  ParentZoneId: z.string().optional(),
  ParentZoneName: z.string().optional(),
  OptInStatus: z.string().optional(),
});
export type AvailabilityZone = DeepReadonly<z.infer<typeof availabilityZoneSchema>>;

export const dhcpOptionsSchema = z.object({
  DhcpOptionsId: z.string(),
  OwnerId: z.string().optional(),
  DhcpConfigurations: z
    .array(
      z.object({
        Key: z.string(),
        Values: z.array(z.object({ Value: z.string() })).default([]),
      }),
    )
    .default([]),
});
export type DhcpOptions = DeepReadonly<z.infer<typeof dhcpOptionsSchema>>;

export const vpcBlockPublicAccessOptionsSchema = z.object({
  AwsAccountId: z.string().optional(),
  AwsRegion: z.string().optional(),
  State: z.string().optional(),
  InternetGatewayBlockMode: z.string().optional(),
  ManagedBy: z.string().optional(),
  ExclusionsAllowed: z.string().optional(),
});
export type VpcBlockPublicAccessOptions = DeepReadonly<
  z.infer<typeof vpcBlockPublicAccessOptionsSchema>
>;

export const vpcBlockPublicAccessExclusionSchema = z.object({
  ExclusionId: z.string(),
  ResourceArn: z.string().optional(),
  InternetGatewayExclusionMode: z.string().optional(),
  State: z.string().optional(),
});
export type VpcBlockPublicAccessExclusion = DeepReadonly<
  z.infer<typeof vpcBlockPublicAccessExclusionSchema>
>;

export const transitGatewayVpcAttachmentSchema = z.object({
  TransitGatewayAttachmentId: z.string(),
  TransitGatewayId: z.string().optional(),
  VpcId: z.string().optional(),
  SubnetIds: z.array(z.string()).default([]),
  State: z.string().optional(),
});
export type TransitGatewayVpcAttachment = DeepReadonly<
  z.infer<typeof transitGatewayVpcAttachmentSchema>
>;

export const instanceSchema = z.object({
  InstanceId: ec2Id('i'),
  VpcId: z.string().optional(),
  SubnetId: z.string().optional(),
  SourceDestCheck: z.boolean().optional(),
  PrivateIpAddress: ipAddress.optional(),
  State: z.object({ Name: z.string().optional() }).optional(),
  NetworkInterfaces: z.array(z.object({ NetworkInterfaceId: z.string() })).optional(),
  SecurityGroups: z.array(z.object({ GroupId: z.string() })).optional(),
});
export type Instance = DeepReadonly<z.infer<typeof instanceSchema>>;

/** The value of a tag, or undefined where the resource does not carry it. */
export function tagValue(
  tags: readonly { readonly Key: string; readonly Value: string }[] | undefined,
  key: string,
): string | undefined {
  return tags?.find((tag) => tag.Key === key)?.Value;
}
