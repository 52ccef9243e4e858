import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHANGE_CATALOGUE } from '../../shared/events/change-catalogue.ts';
import { CHANGE_KINDS } from '../../shared/events/change-kind.ts';
import type { ChangeRow } from '../../shared/events/change-kind.ts';
import { eventNameFilters, findChangeRow, passesFilters } from '../../shared/events/event-name.ts';

function namesOf(row: ChangeRow): readonly string[] {
  return [...(row.exact ?? []), ...(row.dated ?? []), ...(row.prefix ?? [])];
}

describe('the change catalogue', () => {
  it('has a row for every kind', () => {
    expect([...new Set(CHANGE_CATALOGUE.map(({ kind }) => kind))].sort()).toEqual(
      [...CHANGE_KINDS].sort(),
    );
  });

  it.each(
    CHANGE_CATALOGUE.map((row) => [`${row.eventSource} ${row.kind} ${row.fanOut}`, row] as const),
  )('%s: no name is taken by another row too', (_title, row) => {
    expect(namesOf(row).length).toBeGreaterThan(0);
    const others = CHANGE_CATALOGUE.filter(
      (other) => other !== row && other.eventSource === row.eventSource,
    ).flatMap(eventNameFilters);
    const versions = (row.dated ?? []).map((name) => `${name}20150331v2`);
    const taken = [...namesOf(row), ...versions].filter((name) => passesFilters(name, others));
    expect(taken).toEqual([]);
    for (const name of [...namesOf(row), ...versions]) {
      expect(findChangeRow(row.eventSource, name)).toBe(row);
    }
  });

  it('only Lambda versions its names', () => {
    const dated = CHANGE_CATALOGUE.filter((row) => row.dated !== undefined);
    expect(new Set(dated.map(({ eventSource }) => eventSource))).toEqual(
      new Set(['lambda.amazonaws.com']),
    );
  });

  it('names each call once', () => {
    const calls = CHANGE_CATALOGUE.flatMap((row) =>
      namesOf(row).map((name) => `${row.eventSource} ${name}`),
    );
    expect(new Set(calls).size).toBe(calls.length);
  });
});

const reference = join(process.env['RECORDED_DATA'] ?? '../shared', 'controls.md');

interface TableRow {
  readonly sources: readonly string[];
  /** `CreateFunction*`, `CreateRoute`. */
  readonly names: readonly string[];
}

/** The rows of the reference table of events: services, names, fan-out, controls. */
function referenceRows(): readonly TableRow[] {
  const section = /\n## 10\. [\s\S]*?(?=\n## )/.exec(readFileSync(reference, 'utf8'))?.[0] ?? '';
  return section
    .split('\n')
    .filter((line) => /^\| [a-z0-9, ]+ \| [A-Z]/.test(line))
    .map((line) => {
      const [, services = '', calls = ''] = line.split('|');
      return {
        sources: services.split(',').map((service) => `${service.trim()}.amazonaws.com`),
        names: calls.replaceAll(/\([^)]*\)/g, '').match(/[A-Z][A-Za-z0-9]+\*?/g) ?? [],
      };
    });
}

function isDatabaseRow(row: TableRow): boolean {
  return row.sources.includes('rds.amazonaws.com');
}

describe.skipIf(!existsSync(reference))(`the table of ${reference} (RECORDED_DATA)`, () => {
  const rows = existsSync(reference) ? referenceRows() : [];

  it('is read', () => {
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter(isDatabaseRow).length).toBe(1);
  });

  it('has no call that the catalogue lacks', () => {
    const missing = rows.flatMap((row) =>
      // In the database row a star is a real prefix, of nouns that the row lists in words.
      (isDatabaseRow(row) ? row.names.filter((name) => name.includes('MountTarget')) : row.names)
        .flatMap((name) =>
          name.endsWith('*') ? [name.slice(0, -1), `${name.slice(0, -1)}20150331`] : [name],
        )
        .filter((name) => !row.sources.some((source) => findChangeRow(source, name))),
    );
    expect(missing).toEqual([]);
  });

  it('has every call of the catalogue, in a row of its service', () => {
    const unknown = CHANGE_CATALOGUE.flatMap((row) => {
      const listed = rows.filter(({ sources }) => sources.includes(row.eventSource));
      return namesOf(row)
        .filter(
          (name) =>
            !listed.some(({ names }) =>
              names.some((entry) =>
                row.prefix === undefined
                  ? entry.replace('*', '') === name
                  : entry.endsWith('*') && name.startsWith(entry.slice(0, -1)),
              ),
            ),
        )
        .map((name) => `${row.eventSource} ${name}`);
    });
    expect(unknown).toEqual([]);
  });
});
