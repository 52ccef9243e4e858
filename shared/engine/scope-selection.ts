import type { Target } from '../controls/target.ts';
import type { FanOut } from '../events/change-kind.ts';
import type { Scope } from '../events/named-scope.ts';
import { functionNameOf } from '../model/arn.ts';
import type { Selection } from './evaluate.ts';

/** Selects the resources of a scope, so that an evaluation judges only what a change can affect. */
export function scopeSelection(scope: Scope, fanOut: FanOut): Selection {
  const functions = new Set(scope.functions);
  const vpcs = new Set(scope.vpcs);
  const endpoints = new Set(scope.endpoints);
  const groups = new Set(scope.securityGroups);
  const roles = new Set(scope.roles);
  const target = (one: Target): boolean => {
    switch (one.kind) {
      case 'function': {
        const { functionArn } = one.versions;
        // An event that hides its account gives only the name.
        return functions.has(functionArn) || functions.has(functionNameOf(functionArn));
      }
      case 'vpc':
        return vpcs.has(one.vpcId);
      case 'vpc-endpoint':
        return endpoints.has(one.endpoint.VpcEndpointId);
      case 'security-group':
        return groups.has(one.group.GroupId);
      case 'account':
        return fanOut === 'organization';
      case 'principal':
        return roles.has(one.arn) || roles.has(one.arn.slice(one.arn.lastIndexOf('/') + 1));
    }
  };
  return { target };
}
