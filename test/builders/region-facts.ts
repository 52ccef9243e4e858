import type { Item } from '../../shared/model/collections.ts';
import { ACCOUNT, aNetworkAcl, item, REGION } from './snapshot.ts';

/** What a topology has beside its own network: the region's and the account's facts. */

/** The prefix lists of the two gateway services. */
export function gatewayPrefixLists(region = REGION): readonly Item<'PrefixLists'>[] {
  return [
    servicePrefixList('pl-s3', `${region}.s3`, ['52.216.0.0/15', '54.231.0.0/16']),
    servicePrefixList('pl-dynamodb', `${region}.dynamodb`, ['52.94.0.0/22', '52.119.224.0/20']),
  ];
}

function servicePrefixList(
  PrefixListId: string,
  service: string,
  Cidrs: readonly string[],
): Item<'PrefixLists'> {
  return item('PrefixLists', {
    PrefixListId,
    PrefixListName: `com.amazonaws.${service}`,
    OwnerId: 'AWS',
    Cidrs,
  });
}

/** DHCP options that name Amazon's resolver. */
export function amazonDns(): Item<'DhcpOptions'> {
  return item('DhcpOptions', {
    DhcpOptionsId: 'dopt-0a',
    OwnerId: ACCOUNT,
    DhcpConfigurations: [{ Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] }],
  });
}

/** A network ACL over all subnets of the VPC that lets everything through. */
export function openAcl(VpcId: string, subnets: readonly Item<'Subnets'>[]): Item<'NetworkAcls'> {
  return aNetworkAcl({
    NetworkAclId: `acl-${VpcId.slice(4)}`,
    VpcId,
    Associations: subnets
      .filter((one) => one.VpcId === VpcId)
      .map((one) => ({ SubnetId: one.SubnetId })),
  });
}

/** The applied quota of Lambda's network interfaces per VPC. */
export function eniQuota(Value: number): Item<'Quotas'> {
  return item('Quotas', { ServiceCode: 'lambda', QuotaCode: 'L-9FEE3D26', Value });
}

/** Block Public Access as it is until somebody turns it on. */
export function publicAccessNotBlocked(region = REGION): Item<'VpcBlockPublicAccessOptions'> {
  return item('VpcBlockPublicAccessOptions', {
    AwsAccountId: ACCOUNT,
    AwsRegion: region,
    State: 'default-state',
    InternetGatewayBlockMode: 'off',
  });
}
