import path from 'node:path';
import { expect, test } from 'vitest';
import { tour } from '../../scripts/tour.ts';

test('npm start is a tour that a stranger can read: short, within 100 columns, without an error', async () => {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) => ({
    write: (text: string) => (written[name] += text),
  });
  const code = await tour({
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    env: {},
    cwd: path.resolve(import.meta.dirname, '../..'),
    now: () => Date.parse('2026-11-20T14:06:00Z'),
  });
  expect([code, written.stderr]).toEqual([0, '']);
  const lines = written.stdout.split('\n');
  expect(lines.length).toBeLessThan(170);
  const wide = lines.filter((line) => line.length > 100 && !line.includes('https://'));
  expect(wide).toEqual([]);
  for (const said of ['BLACKHOLE', 'Subject: [HIGH]', 'npx lambda-vpc-auditor --help']) {
    expect(written.stdout).toContain(said);
  }
});
