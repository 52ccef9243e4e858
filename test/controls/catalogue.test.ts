import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';
import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../shared/controls/registry.ts';
import { CHANGE_KINDS } from '../../shared/events/change-kind.ts';

const SOURCES = path.resolve(import.meta.dirname, '../../shared/controls');

/** The control files, as `family/name`: those that define one, and not the questions beside them. */
function controlFiles(): readonly string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.includes(path.sep) && file.endsWith('.ts'))
    .filter((file) => readFileSync(path.join(SOURCES, file), 'utf8').includes('= defineControl('))
    .map((file) => file.slice(0, -3).split(path.sep).join('/'));
}

describe('the catalogue of controls', () => {
  it('registers every control file, and nothing else', () => {
    expect(CONTROLS.map(({ meta }) => `${meta.family}/${meta.name}`).toSorted()).toEqual(
      controlFiles().toSorted(),
    );
  });

  it('has no name and no id twice', () => {
    expect(new Set(CONTROLS.map(({ meta }) => meta.name)).size).toBe(CONTROLS.length);
    expect(new Set(CONTROLS.map(({ meta }) => meta.id)).size).toBe(CONTROLS.length);
  });
});

describe.each(CONTROLS.map(({ meta }) => ({ name: meta.name, meta })))('$name', ({ meta }) => {
  it('has a test of its own', () => {
    const file = path.join(import.meta.dirname, meta.family, `${meta.name}.test.ts`);
    expect(existsSync(file)).toBe(true);
  });

  it('is named in kebab case, without a severity', () => {
    expect(meta.name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
    expect(meta.name).not.toMatch(/\b(?:high|medium|low|info|critical)\b/);
    expect(meta.id).toMatch(/^[A-Z0-9]+(?:-[A-Z0-9]+)+$/);
  });

  it('has a title that states the desired condition in at most 80 characters', () => {
    expect(meta.title.length).toBeGreaterThan(10);
    expect(meta.title.length).toBeLessThanOrEqual(80);
    expect(meta.title).toMatch(/^[A-Z].*[^.]$/);
    expect(meta.title).not.toMatch(/\bensures?\b/i);
  });

  it('says what a failure means so that it fits one resource and many', () => {
    expect(meta.effect).toMatch(/^(?:cannot|may|would|could|should) .*[^.]$/);
    expect(meta.effect.length).toBeLessThanOrEqual(44);
  });

  it('says why, how to fix it and what it misses, in whole sentences', () => {
    const prose = [meta.rationale, meta.remediation.text, ...meta.knownMisses];
    expect(meta.knownMisses.length).toBeGreaterThan(0);
    for (const text of prose) {
      expect(text).toMatch(/^\S.{20,600}\.$/s);
      expect(text).not.toMatch(/ {2}|\b(?:TODO|TBD|lorem)\b/);
    }
  });

  it('cites AWS by full addresses', () => {
    expect(meta.references.length).toBeGreaterThan(0);
    expect(new Set(meta.references).size).toBe(meta.references.length);
    for (const url of [meta.remediation.url, ...meta.references]) {
      expect(url).toMatch(/^https:\/\/[a-z0-9.-]+\/\S+\.html(?:#\S+)?$/);
    }
  });

  it('has messages that are whole sentences', () => {
    expect(Object.keys(meta.messages).length).toBeGreaterThan(1);
    for (const text of Object.values(meta.messages)) expect(text).toMatch(/^[A-Z{].*\.$/s);
  });

  it('takes a closed set of parameters, each with a default and a description', () => {
    const { properties = {}, additionalProperties } = z.toJSONSchema(meta.parameters, {
      io: 'input',
    });
    expect(additionalProperties).toBe(false);
    expect(meta.parameters.safeParse({}).success).toBe(true);
    for (const property of Object.values(properties)) {
      expect(property).toHaveProperty('default');
      expect(property).toHaveProperty('description', expect.stringMatching(/^.{10,}[^.]$/s));
    }
  });

  it('names the calls whose answers it reads and the changes that can flip it', () => {
    expect(meta.facts.length).toBeGreaterThan(0);
    expect(new Set(meta.facts).size).toBe(meta.facts.length);
    for (const call of meta.facts) expect(call).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/);
    expect(meta.changes.length).toBeGreaterThan(0);
    expect(new Set(meta.changes).size).toBe(meta.changes.length);
    for (const kind of meta.changes) expect(CHANGE_KINDS).toContain(kind);
  });
});
