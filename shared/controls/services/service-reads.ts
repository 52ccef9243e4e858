/** What decides whose name an AWS service's is, for every control that follows names. */

/** The IAM actions that read endpoints and the names they own. */
export const SERVICE_FACTS = [
  'ec2:DescribeVpcEndpoints',
  'ec2:DescribeVpcEndpointServices',
  'route53:ListHostedZonesByVPC',
  'route53:ListResourceRecordSets',
  'route53profiles:ListProfileAssociations',
  'route53profiles:ListProfileResourceAssociations',
  'route53resolver:ListResolverRuleAssociations',
  'route53resolver:GetResolverRule',
] as const;

/** The changes that can move a service's name, or break what owns it. */
export const SERVICE_CHANGES = [
  'vpc-endpoint',
  'hosted-zone',
  'route53-profile',
  'resolver-rule',
] as const;
