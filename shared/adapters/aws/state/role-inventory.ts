import * as z from 'zod/mini';
import type { InventoriedRole, RoleInventory } from '../../../ports/role-inventory.ts';
import { IndexedItems, indexedFields } from './indexed-items.ts';
import { readItem } from './read-item.ts';
import type { StateStore } from './state-store.ts';
import { namedRoleKey, roleKey, rolesWithPolicy } from './table-keys.ts';

const ownFields = { roleArn: z.string(), policyArns: z.array(z.string()) };

type Own = z.output<z.ZodMiniObject<typeof ownFields>>;

const roleItem = z.object({ ...ownFields, ...indexedFields });

const policyEntry = z.object({ roleArn: z.string() });

/** The execution roles: an item each under its name, and one for each of its managed policies. */
export function roleInventory(store: StateStore): RoleInventory {
  const { table } = store;
  const items = new IndexedItems<Own>(store, roleItem, {
    keyOf: ({ roleArn }) => roleKey(roleArn),
    copies: () => [],
    entries: ({ roleArn, policyArns }) =>
      policyArns.map((policyArn) => ({ pk: rolesWithPolicy(policyArn), sk: roleArn, roleArn })),
  });
  return {
    get: async (roleArns) => {
      const asked = new Set(roleArns);
      const found = await items.open(await table.getAll(roleArns.map(roleKey)));
      return found
        .filter(({ roleArn }) => asked.has(roleArn))
        .map(({ roleArn, policyArns, capturedAt, part }): InventoriedRole => ({
          roleArn,
          policyArns,
          capturedAt,
          part,
        }));
    },
    withPolicy: async (policyArn) => {
      const entries = await table.partition(rolesWithPolicy(policyArn));
      return entries.map((entry) => readItem(policyEntry, entry).roleArn);
    },
    named: async (name) => {
      const item = await table.get(namedRoleKey(name));
      const role = item && readItem(roleItem, item);
      return role === undefined || role.removed ? undefined : role.roleArn;
    },
    put: async ({ roleArn, policyArns, capturedAt, part }) =>
      items.write({
        key: roleKey(roleArn),
        capturedAt,
        part,
        fields: () => ({ roleArn, policyArns: [...policyArns] }),
      }),
    remove: async (roleArn, asOf) => {
      await items.write({
        key: roleKey(roleArn),
        capturedAt: asOf,
        part: undefined,
        // Another role of the name, under another path, is none of ours.
        fields: (stored) =>
          stored === undefined || stored.roleArn === roleArn
            ? { roleArn, policyArns: [] }
            : undefined,
      });
    },
  };
}
