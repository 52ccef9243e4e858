import { beforeAll, describe, expect, test } from 'vitest';
import { audit, cells } from './audit-command.ts';
import { CHANGED_TOPOLOGIES } from './changes/changed-topologies.ts';
import type { CreatedTopology } from './changes/changed-topologies.ts';
import { emptyAccount, hasEmulator } from './emulated-account.ts';
import { defined } from './topologies/defined.ts';

/** Changes made through the SDK, and every verdict before and after them. */

const REGION = 'us-east-1';

describe.skipIf(!hasEmulator).each(CHANGED_TOPOLOGIES)(
  'a change to a live account with $name flips what it must, and nothing else',
  ({ create, changes }) => {
    let topology: CreatedTopology;
    let before: readonly string[];

    beforeAll(async () => {
      topology = await create(await emptyAccount(REGION));
      before = cells(audit(REGION, topology.judging));
    });

    test.each(changes)('$name', async ({ name, flips }) => {
      const { make, undo } = defined(topology.changes.get(name), name);
      await make();
      const after = cells(audit(REGION, topology.judging));
      await undo();
      expect(after.filter((cell) => !before.includes(cell))).toEqual(flips);
    });
  },
);
