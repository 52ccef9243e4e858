import * as z from 'zod/mini';
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
  OwnerId: z.optional(z.string()),
  CidrBlock: z.optional(ipv4Cidr),
  CidrBlockAssociationSet: z.optional(
    z.array(
      z.object({
        CidrBlock: ipv4Cidr,
        CidrBlockState: z.optional(z.object({ State: z.string() })),
      }),
    ),
  ),
  Ipv6CidrBlockAssociationSet: z.optional(
    z.array(
      z.object({
        Ipv6CidrBlock: z.optional(ipv6Cidr),
        Ipv6CidrBlockState: z.optional(z.object({ State: z.string() })),
      }),
    ),
  ),
  DhcpOptionsId: z.optional(z.string()),
  InstanceTenancy: z.optional(z.string()),
  IsDefault: z.optional(z.boolean()),
  EncryptionControl: z.optional(
    z.object({
      VpcEncryptionControlId: z.optional(z.string()),
      Mode: z.optional(z.string()),
      State: z.optional(z.string()),
      ResourceExclusions: z.optional(
        z.record(z.string(), z.object({ State: z.optional(z.string()) })),
      ),
    }),
  ),
  Tags: ec2Tags,
});
export type Vpc = DeepReadonly<z.infer<typeof vpcSchema>>;

/** DescribeVpcAttribute answers one attribute a call; the two that matter are kept together. */
export const vpcAttributeSchema = z.object({
  VpcId: ec2Id('vpc'),
  EnableDnsSupport: z.optional(z.object({ Value: z.boolean() })),
  EnableDnsHostnames: z.optional(z.object({ Value: z.boolean() })),
});
export type VpcAttribute = DeepReadonly<z.infer<typeof vpcAttributeSchema>>;

export const subnetSchema = z.object({
  SubnetId: ec2Id('subnet'),
  VpcId: ec2Id('vpc'),
  OwnerId: z.optional(z.string()),
  SubnetArn: z.optional(z.string()),
  AvailabilityZone: z.optional(z.string()),
  AvailabilityZoneId: z.optional(z.string()),
  AvailableIpAddressCount: z.optional(z.int()),
  CidrBlock: z.optional(ipv4Cidr),
  Ipv6CidrBlockAssociationSet: z.optional(
    z.array(
      z.object({
        Ipv6CidrBlock: z.optional(ipv6Cidr),
        Ipv6CidrBlockState: z.optional(z.object({ State: z.string() })),
      }),
    ),
  ),
  Ipv6Native: z.optional(z.boolean()),
  EnableDns64: z.optional(z.boolean()),
  MapPublicIpOnLaunch: z.optional(z.boolean()),
  OutpostArn: z.optional(z.string()),
  State: z.optional(z.string()),
  BlockPublicAccessStates: z.optional(
    z.object({ InternetGatewayBlockMode: z.optional(z.string()) }),
  ),
  Tags: ec2Tags,
});
export type Subnet = DeepReadonly<z.infer<typeof subnetSchema>>;

const routeSchema = z.object({
  DestinationCidrBlock: z.optional(ipv4Cidr),
  DestinationIpv6CidrBlock: z.optional(ipv6Cidr),
  DestinationPrefixListId: z.optional(z.string()),
  GatewayId: z.optional(z.string()),
  NatGatewayId: z.optional(z.string()),
  EgressOnlyInternetGatewayId: z.optional(z.string()),
  VpcPeeringConnectionId: z.optional(z.string()),
  TransitGatewayId: z.optional(z.string()),
  CoreNetworkArn: z.optional(z.string()),
  LocalGatewayId: z.optional(z.string()),
  CarrierGatewayId: z.optional(z.string()),
  OdbNetworkArn: z.optional(z.string()),
  NetworkInterfaceId: z.optional(z.string()),
  InstanceId: z.optional(z.string()),
  IpAddress: z.optional(z.string()),
  State: z.optional(z.string()),
  Origin: z.optional(z.string()),
});
export type Route = DeepReadonly<z.infer<typeof routeSchema>>;

export const routeTableSchema = z.object({
  RouteTableId: ec2Id('rtb'),
  VpcId: z.optional(ec2Id('vpc')),
  OwnerId: z.optional(z.string()),
  Associations: z._default(
    z.array(
      z.object({
        RouteTableAssociationId: z.optional(z.string()),
        Main: z.optional(z.boolean()),
        SubnetId: z.optional(z.string()),
        GatewayId: z.optional(z.string()),
        AssociationState: z.optional(z.object({ State: z.optional(z.string()) })),
      }),
    ),
    [],
  ),
  Routes: z._default(z.array(routeSchema), []),
  Tags: ec2Tags,
});
export type RouteTable = DeepReadonly<z.infer<typeof routeTableSchema>>;

export const natGatewaySchema = z.object({
  NatGatewayId: ec2Id('nat'),
  VpcId: z.optional(z.string()),
  SubnetId: z.optional(z.string()),
  State: z.optional(z.string()),
  ConnectivityType: z.optional(z.string()),
  AvailabilityMode: z.optional(z.string()),
  AutoProvisionZones: z.optional(z.string()),
  RouteTableId: z.optional(z.string()),
  FailureCode: z.optional(z.string()),
  FailureMessage: z.optional(z.string()),
  CreateTime: z.optional(time),
  NatGatewayAddresses: z._default(
    z.array(
      z.object({
        AllocationId: z.optional(z.string()),
        AssociationId: z.optional(z.string()),
        AvailabilityZoneId: z.optional(z.string()),
        NetworkInterfaceId: z.optional(z.string()),
        PrivateIp: z.optional(z.string()),
        PublicIp: z.optional(z.string()),
        Status: z.optional(z.string()),
      }),
    ),
    [],
  ),
  AttachedAppliances: z.optional(
    z.array(
      z.object({ ApplianceArn: z.optional(z.string()), VpcEndpointId: z.optional(z.string()) }),
    ),
  ),
  Tags: ec2Tags,
});
export type NatGateway = DeepReadonly<z.infer<typeof natGatewaySchema>>;

const gatewayAttachments = z._default(
  z.array(z.object({ VpcId: z.string(), State: z.optional(z.string()) })),
  [],
);

export const internetGatewaySchema = z.object({
  InternetGatewayId: ec2Id('igw'),
  OwnerId: z.optional(z.string()),
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
  FromPort: z.optional(z.int()),
  ToPort: z.optional(z.int()),
  IpRanges: z._default(z.array(z.object({ CidrIp: ipv4Cidr })), []),
  Ipv6Ranges: z._default(z.array(z.object({ CidrIpv6: ipv6Cidr })), []),
  PrefixListIds: z._default(z.array(z.object({ PrefixListId: z.string() })), []),
  UserIdGroupPairs: z._default(
    z.array(
      z.object({
        GroupId: z.optional(z.string()),
        UserId: z.optional(z.string()),
        VpcId: z.optional(z.string()),
        VpcPeeringConnectionId: z.optional(z.string()),
        PeeringStatus: z.optional(z.string()),
      }),
    ),
    [],
  ),
});
export type IpPermission = DeepReadonly<z.infer<typeof ipPermissionSchema>>;

export const securityGroupSchema = z.object({
  GroupId: ec2Id('sg'),
  GroupName: z.optional(z.string()),
  VpcId: z.optional(z.string()),
  OwnerId: z.optional(z.string()),
  IpPermissions: z._default(z.array(ipPermissionSchema), []),
  IpPermissionsEgress: z._default(z.array(ipPermissionSchema), []),
  Tags: ec2Tags,
});
export type SecurityGroup = DeepReadonly<z.infer<typeof securityGroupSchema>>;

export const securityGroupVpcAssociationSchema = z.object({
  GroupId: ec2Id('sg'),
  VpcId: z.string(),
  VpcOwnerId: z.optional(z.string()),
  State: z.optional(z.string()),
});
export type SecurityGroupVpcAssociation = DeepReadonly<
  z.infer<typeof securityGroupVpcAssociationSchema>
>;

export const networkAclSchema = z.object({
  NetworkAclId: ec2Id('acl'),
  VpcId: z.optional(z.string()),
  OwnerId: z.optional(z.string()),
  IsDefault: z.optional(z.boolean()),
  Associations: z._default(
    z.array(
      z.object({
        NetworkAclAssociationId: z.optional(z.string()),
        SubnetId: z.optional(z.string()),
      }),
    ),
    [],
  ),
  Entries: z._default(
    z.array(
      z.object({
        RuleNumber: z.int(),
        RuleAction: z.string(),
        Protocol: z.string(),
        Egress: z.boolean(),
        CidrBlock: z.optional(ipv4Cidr),
        Ipv6CidrBlock: z.optional(ipv6Cidr),
        PortRange: z.optional(z.object({ From: z.int(), To: z.int() })),
        IcmpTypeCode: z.optional(z.object({ Code: z.number(), Type: z.number() })),
      }),
    ),
    [],
  ),
});
export type NetworkAcl = DeepReadonly<z.infer<typeof networkAclSchema>>;

export const networkInterfaceSchema = z.object({
  NetworkInterfaceId: ec2Id('eni'),
  VpcId: z.optional(z.string()),
  SubnetId: z.optional(z.string()),
  OwnerId: z.optional(z.string()),
  RequesterId: z.optional(z.string()),
  AvailabilityZone: z.optional(z.string()),
  InterfaceType: z.optional(z.string()),
  Description: z.optional(z.string()),
  Status: z.optional(z.string()),
  SourceDestCheck: z.optional(z.boolean()),
  PrivateIpAddress: z.optional(z.string()),
  PrivateIpAddresses: z.optional(z.array(z.object({ PrivateIpAddress: z.optional(z.string()) }))),
  Ipv6Addresses: z.optional(z.array(z.object({ Ipv6Address: z.optional(z.string()) }))),
  Groups: z._default(z.array(z.object({ GroupId: z.string() })), []),
  Attachment: z.optional(
    z.object({ InstanceId: z.optional(z.string()), Status: z.optional(z.string()) }),
  ),
  Association: z.optional(z.object({ PublicIp: z.optional(z.string()) })),
});
export type NetworkInterface = DeepReadonly<z.infer<typeof networkInterfaceSchema>>;

export const vpcEndpointSchema = z.object({
  VpcEndpointId: ec2Id('vpce'),
  VpcId: z.optional(z.string()),
  OwnerId: z.optional(z.string()),
  ServiceName: z.string(),
  ServiceRegion: z.optional(z.string()),
  VpcEndpointType: z.optional(z.string()),
  State: z.optional(z.string()),
  PolicyDocument: z.optional(policyText),
  RouteTableIds: z._default(z.array(z.string()), []),
  SubnetIds: z._default(z.array(z.string()), []),
  Groups: z._default(z.array(z.object({ GroupId: z.string() })), []),
  NetworkInterfaceIds: z._default(z.array(z.string()), []),
  IpAddressType: z.optional(z.string()),
  DnsOptions: z.optional(
    z.object({
      DnsRecordIpType: z.optional(z.string()),
      PrivateDnsOnlyForInboundResolverEndpoint: z.optional(z.boolean()),
    }),
  ),
  PrivateDnsEnabled: z.optional(z.boolean()),
  DnsEntries: z.optional(
    z.array(z.object({ DnsName: z.optional(z.string()), HostedZoneId: z.optional(z.string()) })),
  ),
  CreationTimestamp: z.optional(time),
  FailureReason: z.optional(z.string()),
  LastError: z.optional(
    z.object({ Code: z.optional(z.string()), Message: z.optional(z.string()) }),
  ),
  Tags: ec2Tags,
});
export type VpcEndpoint = DeepReadonly<z.infer<typeof vpcEndpointSchema>>;

export const serviceDetailSchema = z.object({
  ServiceName: z.string(),
  ServiceRegion: z.optional(z.string()),
  ServiceType: z._default(z.array(z.object({ ServiceType: z.string() })), []),
  AvailabilityZones: z.optional(z.array(z.string())),
  AvailabilityZoneIds: z.optional(z.array(z.string())),
  Owner: z.optional(z.string()),
  PrivateDnsName: z.optional(z.string()),
  PrivateDnsNames: z.optional(z.array(z.object({ PrivateDnsName: z.string() }))),
  VpcEndpointPolicySupported: z.optional(z.boolean()),
  SupportedIpAddressTypes: z.optional(z.array(z.string())),
});
export type ServiceDetail = DeepReadonly<z.infer<typeof serviceDetailSchema>>;

const peeringVpcInfo = z.object({
  VpcId: z.string(),
  OwnerId: z.optional(z.string()),
  Region: z.optional(z.string()),
  CidrBlock: z.optional(ipv4Cidr),
  CidrBlockSet: z.optional(z.array(z.object({ CidrBlock: ipv4Cidr }))),
  Ipv6CidrBlockSet: z.optional(z.array(z.object({ Ipv6CidrBlock: ipv6Cidr }))),
  PeeringOptions: z.optional(
    z.object({ AllowDnsResolutionFromRemoteVpc: z.optional(z.boolean()) }),
  ),
});

export const vpcPeeringConnectionSchema = z.object({
  VpcPeeringConnectionId: ec2Id('pcx'),
  Status: z.optional(z.object({ Code: z.optional(z.string()), Message: z.optional(z.string()) })),
  RequesterVpcInfo: peeringVpcInfo,
  AccepterVpcInfo: peeringVpcInfo,
});
export type VpcPeeringConnection = DeepReadonly<z.infer<typeof vpcPeeringConnectionSchema>>;

/** DescribePrefixLists gives `Cidrs`, DescribeManagedPrefixLists gives owner and name: merged by id. */
export const prefixListSchema = z.object({
  PrefixListId: ec2Id('pl'),
  PrefixListName: z.optional(z.string()),
  OwnerId: z.optional(z.string()),
  AddressFamily: z.optional(z.string()),
  State: z.optional(z.string()),
  Cidrs: z.optional(z.array(anyCidr)),
  Entries: z.optional(z.array(z.object({ Cidr: anyCidr }))),
});
export type PrefixList = DeepReadonly<z.infer<typeof prefixListSchema>>;

export const availabilityZoneSchema = z.object({
  ZoneName: z.string(),
  ZoneId: z.optional(z.string()),
  ZoneType: z.optional(z.string()),
  State: z.optional(z.string()),
  RegionName: z.optional(z.string()),
  ParentZoneId: z.optional(z.string()),
  ParentZoneName: z.optional(z.string()),
  OptInStatus: z.optional(z.string()),
});
export type AvailabilityZone = DeepReadonly<z.infer<typeof availabilityZoneSchema>>;

export const dhcpOptionsSchema = z.object({
  DhcpOptionsId: z.string(),
  OwnerId: z.optional(z.string()),
  DhcpConfigurations: z._default(
    z.array(
      z.object({
        Key: z.string(),
        Values: z._default(z.array(z.object({ Value: z.string() })), []),
      }),
    ),
    [],
  ),
});
export type DhcpOptions = DeepReadonly<z.infer<typeof dhcpOptionsSchema>>;

export const vpcBlockPublicAccessOptionsSchema = z.object({
  AwsAccountId: z.optional(z.string()),
  AwsRegion: z.optional(z.string()),
  State: z.optional(z.string()),
  InternetGatewayBlockMode: z.optional(z.string()),
  ManagedBy: z.optional(z.string()),
  ExclusionsAllowed: z.optional(z.string()),
});
export type VpcBlockPublicAccessOptions = DeepReadonly<
  z.infer<typeof vpcBlockPublicAccessOptionsSchema>
>;

export const vpcBlockPublicAccessExclusionSchema = z.object({
  ExclusionId: z.string(),
  ResourceArn: z.optional(z.string()),
  InternetGatewayExclusionMode: z.optional(z.string()),
  State: z.optional(z.string()),
});
export type VpcBlockPublicAccessExclusion = DeepReadonly<
  z.infer<typeof vpcBlockPublicAccessExclusionSchema>
>;

export const transitGatewayVpcAttachmentSchema = z.object({
  TransitGatewayAttachmentId: z.string(),
  TransitGatewayId: z.optional(z.string()),
  VpcId: z.optional(z.string()),
  SubnetIds: z._default(z.array(z.string()), []),
  State: z.optional(z.string()),
});
export type TransitGatewayVpcAttachment = DeepReadonly<
  z.infer<typeof transitGatewayVpcAttachmentSchema>
>;

export const instanceSchema = z.object({
  InstanceId: ec2Id('i'),
  VpcId: z.optional(z.string()),
  SubnetId: z.optional(z.string()),
  SourceDestCheck: z.optional(z.boolean()),
  PrivateIpAddress: z.optional(ipAddress),
  State: z.optional(z.object({ Name: z.optional(z.string()) })),
  NetworkInterfaces: z.optional(z.array(z.object({ NetworkInterfaceId: z.string() }))),
  SecurityGroups: z.optional(z.array(z.object({ GroupId: z.string() }))),
});
export type Instance = DeepReadonly<z.infer<typeof instanceSchema>>;

/** The value of a tag, or undefined where the resource does not carry it. */
export function tagValue(
  tags: readonly { readonly Key: string; readonly Value: string }[] | undefined,
  key: string,
): string | undefined {
  return tags?.find((tag) => tag.Key === key)?.Value;
}
