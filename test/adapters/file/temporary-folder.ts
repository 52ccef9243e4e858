import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';

/** Content of a file: bytes, text, or a value to be written as JSON. */
export type FileContent = Uint8Array | string | object;

const created: string[] = [];

afterEach(() => {
  for (const folder of created.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A new folder with the files, by path within it; it is removed after the test. */
export function folderWith(files: Readonly<Record<string, FileContent>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'lambda-vpc-auditor-'));
  created.push(folder);
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    const isText = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(file, isText ? content : JSON.stringify(content));
  }
  return folder;
}
