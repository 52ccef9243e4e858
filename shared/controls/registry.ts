import type { DocumentedControl } from './define-control.ts';
import { functionInternetEgress } from './egress/function-internet-egress.ts';
import { functionIpv6Egress } from './egress/function-ipv6-egress.ts';
import { functionNacl } from './egress/function-nacl.ts';
import { functionNatZoneIndependence } from './egress/function-nat-zone-independence.ts';
import { functionRouteBlackhole } from './egress/function-route-blackhole.ts';
import { vpcBlockPublicAccess } from './egress/vpc-block-public-access.ts';
import { gatewayEndpointAssociation } from './gateway-endpoints/gateway-endpoint-association.ts';
import { gatewayEndpointNatCost } from './gateway-endpoints/gateway-endpoint-nat-cost.ts';
import { gatewayEndpointPolicy } from './gateway-endpoints/gateway-endpoint-policy.ts';
import { lambdaEndpointDuplicateCost } from './lambda-endpoint/lambda-endpoint-duplicate-cost.ts';
import { lambdaEndpointIpType } from './lambda-endpoint/lambda-endpoint-ip-type.ts';
import { lambdaEndpointMultiAz } from './lambda-endpoint/lambda-endpoint-multi-az.ts';
import { lambdaEndpointPolicyQualifiedArns } from './lambda-endpoint/lambda-endpoint-policy-qualified-arns.ts';
import { lambdaEndpointPolicyScoped } from './lambda-endpoint/lambda-endpoint-policy-scoped.ts';
import { lambdaEndpointPolicyValid } from './lambda-endpoint/lambda-endpoint-policy-valid.ts';
import { lambdaEndpointPresent } from './lambda-endpoint/lambda-endpoint-present.ts';
import { lambdaEndpointPrivateDns } from './lambda-endpoint/lambda-endpoint-private-dns.ts';
import { lambdaEndpointSecurityGroup } from './lambda-endpoint/lambda-endpoint-security-group.ts';
import { lambdaEndpointServiceType } from './lambda-endpoint/lambda-endpoint-service-type.ts';
import { lambdaEndpointState } from './lambda-endpoint/lambda-endpoint-state.ts';
import { vpcDnsAttributes } from './lambda-endpoint/vpc-dns-attributes.ts';
import { peeredEndpointDns } from './peering/peered-endpoint-dns.ts';
import { peeredEndpointPath } from './peering/peered-endpoint-path.ts';
import { functionLimitedCapacityZone } from './placement/function-limited-capacity-zone.ts';
import { functionMultiAz } from './placement/function-multi-az.ts';
import { functionNetworkState } from './placement/function-network-state.ts';
import { functionPublicSubnet } from './placement/function-public-subnet.ts';
import { functionSecurityGroupAllowed } from './placement/function-security-group-allowed.ts';
import { functionSubnetAllowed } from './placement/function-subnet-allowed.ts';
import { functionSubnetFreeIps } from './placement/function-subnet-free-ips.ts';
import { functionVersionVpcDrift } from './placement/function-version-vpc-drift.ts';
import { functionVpcAllowed } from './placement/function-vpc-allowed.ts';
import { functionVpcAttached } from './placement/function-vpc-attached.ts';
import { functionVpcTenancy } from './placement/function-vpc-tenancy.ts';
import { functionZoneType } from './placement/function-zone-type.ts';
import { vpcEncryptionControlLambdaExclusion } from './placement/vpc-encryption-control-lambda-exclusion.ts';
import { vpcEniCombinationSprawl } from './placement/vpc-eni-combination-sprawl.ts';
import { vpcGuardrailPresent } from './placement/vpc-guardrail-present.ts';
import { vpcLambdaEniQuota } from './placement/vpc-lambda-eni-quota.ts';
import { deployerDescribePermissions } from './roles/deployer-describe-permissions.ts';
import { roleEniDeniedToCode } from './roles/role-eni-denied-to-code.ts';
import { roleEniPermissions } from './roles/role-eni-permissions.ts';
import { functionDefaultSecurityGroup } from './security-groups/function-default-security-group.ts';
import { functionSgEgressBroad } from './security-groups/function-sg-egress-broad.ts';
import { functionSgEgressNeeded } from './security-groups/function-sg-egress-needed.ts';
import { functionSgIngressUnused } from './security-groups/function-sg-ingress-unused.ts';
import { functionConnectionKeepalive } from './services/function-connection-keepalive.ts';
import { functionFileSystemPath } from './services/function-file-system-path.ts';
import { functionPrivateResourceChain } from './services/function-private-resource-chain.ts';
import { functionServiceReachability } from './services/function-service-reachability.ts';

/** Every control, in the order of the catalogue. A bundler cannot scan folders, so the list is explicit. */
export const CONTROLS: readonly DocumentedControl[] = [
  functionVpcAttached,
  functionVpcAllowed,
  functionSubnetAllowed,
  functionSecurityGroupAllowed,
  vpcGuardrailPresent,
  functionVersionVpcDrift,
  functionMultiAz,
  functionLimitedCapacityZone,
  functionZoneType,
  functionVpcTenancy,
  functionSubnetFreeIps,
  vpcLambdaEniQuota,
  vpcEniCombinationSprawl,
  functionNetworkState,
  functionPublicSubnet,
  vpcEncryptionControlLambdaExclusion,
  functionInternetEgress,
  functionNatZoneIndependence,
  functionRouteBlackhole,
  functionIpv6Egress,
  vpcBlockPublicAccess,
  functionNacl,
  functionSgEgressNeeded,
  functionSgEgressBroad,
  functionDefaultSecurityGroup,
  functionSgIngressUnused,
  roleEniPermissions,
  roleEniDeniedToCode,
  deployerDescribePermissions,
  lambdaEndpointPresent,
  lambdaEndpointServiceType,
  lambdaEndpointState,
  lambdaEndpointMultiAz,
  lambdaEndpointPrivateDns,
  vpcDnsAttributes,
  lambdaEndpointSecurityGroup,
  lambdaEndpointPolicyValid,
  lambdaEndpointPolicyScoped,
  lambdaEndpointPolicyQualifiedArns,
  lambdaEndpointIpType,
  lambdaEndpointDuplicateCost,
  peeredEndpointPath,
  peeredEndpointDns,
  gatewayEndpointAssociation,
  gatewayEndpointNatCost,
  gatewayEndpointPolicy,
  functionServiceReachability,
  functionPrivateResourceChain,
  functionFileSystemPath,
  functionConnectionKeepalive,
];
