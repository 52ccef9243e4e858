import { randomUUID } from 'node:crypto';
import { instant } from '../../../model/instant.ts';
import type { Settling } from '../../../ports/settling.ts';
import { fieldsOf } from './attributes.ts';
import { settlingExpiry } from './expiry.ts';
import type { StateStore } from './state-store.ts';
import { settlingKey } from './table-keys.ts';

/** The series of later audits that are about to begin: an item for each unit that has one. */
export function settling({ table }: StateStore): Settling {
  return {
    start: async (unit, now, until) => {
      const series = randomUUID();
      const result = await table.put(
        { ...settlingKey(unit), series, until: instant(until), expires: settlingExpiry(until) },
        {
          expression: 'attribute_not_exists(#pk) OR #until <= :now',
          values: { ':now': instant(now) },
        },
      );
      if (result.stored) return true;
      // A request that was answered too late is sent again, and then finds what it wrote itself.
      return result.found !== undefined && fieldsOf(result.found)['series'] === series;
    },
    end: async (unit) => table.remove(settlingKey(unit)),
  };
}
