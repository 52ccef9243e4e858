import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeSnapshotFile } from '../../../shared/adapters/file/snapshot-file.ts';
import { loadSnapshots } from '../../../shared/adapters/file/snapshot-source.ts';
import { content } from '../../builders/snapshot.ts';
import { printedSubnet } from './aws-answers.ts';
import { folderWith } from './temporary-folder.ts';

describe('a snapshot file', () => {
  test('is read as it was written, by its owner alone, and leaves nothing beside it', async () => {
    const folder = folderWith({});
    const file = path.join(folder, 'a.json');
    const other = content({ header: { region: 'eu-west-1' } });
    await writeSnapshotFile(file, [content(), other]);
    const { snapshots, notices } = await loadSnapshots(file);
    expect(snapshots.map((one) => one.content)).toEqual([content(), other]);
    expect(snapshots[0]?.neighbours).toEqual([snapshots[1]]);
    expect(notices).toEqual([]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  test('replaces an older one, also behind a link', async () => {
    const folder = folderWith({ 'real.json': 'old' });
    symlinkSync('real.json', path.join(folder, 'link.json'));
    await writeSnapshotFile(path.join(folder, 'link.json'), [content()]);
    expect(readFileSync(path.join(folder, 'real.json'), 'utf8')).toContain('"schemaVersion":1');
    expect(readdirSync(folder).toSorted()).toEqual(['link.json', 'real.json']);
  });

  test('is not written over a folder or into none', async () => {
    const folder = folderWith({});
    mkdirSync(path.join(folder, 'taken'));
    await expect(writeSnapshotFile(path.join(folder, 'taken'), [content()])).rejects.toThrow(
      'taken: is a folder, where a file is expected',
    );
    await expect(writeSnapshotFile(path.join(folder, 'no/a.json'), [content()])).rejects.toThrow(
      /no\/a\.json: there is no folder .*no$/,
    );
    expect(readdirSync(folder)).toEqual(['taken']);
  });

  test('can lie in a folder beside answers of another region', async () => {
    const folder = folderWith({
      'a.json': { schemaVersion: 1, snapshots: [content()] },
      'eu/b.json': { Subnets: [printedSubnet({ AvailabilityZone: 'eu-west-1a' })] },
    });
    const { snapshots } = await loadSnapshots(folder);
    expect(snapshots.map((one) => one.region)).toEqual(['us-east-1', 'eu-west-1']);
  });

  test('and not beside answers of the same account and region', async () => {
    const folder = folderWith({
      'a.json': { schemaVersion: 1, snapshots: [content()] },
      'b.json': { Subnets: [printedSubnet()] },
    });
    await expect(loadSnapshots(folder)).rejects.toThrow(
      'holds more than one snapshot of account 111122223333 in us-east-1',
    );
  });
});
