/** What decides whether a subnet has a way out, for every control that asks. */

/** The IAM actions that read routes, gateways and names. */
export const EGRESS_FACTS = [
  'ec2:DescribeVpcs',
  'ec2:DescribeVpcAttribute',
  'ec2:DescribeDhcpOptions',
  'ec2:DescribeSubnets',
  'ec2:DescribeRouteTables',
  'ec2:DescribePrefixLists',
  'ec2:DescribeManagedPrefixLists',
  'ec2:GetManagedPrefixListEntries',
  'ec2:DescribeNatGateways',
  'ec2:DescribeInternetGateways',
  'ec2:DescribeEgressOnlyInternetGateways',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeVpcPeeringConnections',
  'ec2:DescribeVpcBlockPublicAccessOptions',
  'ec2:DescribeVpcBlockPublicAccessExclusions',
] as const;

/** The changes that can open or close a way out. */
export const EGRESS_CHANGES = [
  'subnet',
  'route',
  'nat-gateway',
  'internet-gateway',
  'block-public-access',
  'prefix-list',
  'vpc-attribute',
  'vpc',
  'peering',
  'transit-gateway',
  'instance',
] as const;
