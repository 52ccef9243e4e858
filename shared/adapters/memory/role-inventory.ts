import { roleName } from '../role-name.ts';
import type { RoleInventory } from '../../ports/role-inventory.ts';
import type { MemoryTable } from './memory-table.ts';

export function memoryRoles({ roles }: MemoryTable): RoleInventory {
  const find = (roleArn: string) => {
    const role = roles.get(roleName(roleArn));
    return role?.roleArn === roleArn ? role : undefined;
  };
  return {
    get: async (roleArns) => [...new Set(roleArns)].flatMap((roleArn) => find(roleArn) ?? []),
    withPolicy: async (policyArn) =>
      roles
        .values()
        .filter((role) => role.policyArns.includes(policyArn))
        .map(({ roleArn }) => roleArn)
        .toSorted(),
    named: async (name) => roles.get(name)?.roleArn,
    put: async (role) => roles.put(roleName(role.roleArn), role, role.capturedAt),
    remove: async (roleArn, asOf) => {
      const name = roleName(roleArn);
      const held = roles.get(name);
      if (held !== undefined && held.roleArn !== roleArn) return;
      roles.put(name, undefined, asOf);
    },
  };
}
