import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createRunDirectory,
  newRunId,
  runDirectoryAt,
  writeJson,
} from '../../../harness/rehearsal/run-directory.ts';
import { tempFolder } from '../../support/temp-folder.ts';

describe('a run directory', () => {
  it('is named after its run and its scenario, in a reports folder that it creates', () => {
    using folder = tempFolder();
    const directory = createRunDirectory(join(folder.path, 'new', 'reports'), 'r1', 'patch-roll');
    expect(directory).toEqual(runDirectoryAt(join(folder.path, 'new', 'reports', 'r1-patch-roll')));
    expect(readdirSync(directory.path).sort()).toEqual(['cluster', 'derived', 'samples']);
    for (const path of Object.values(directory)) expect(path.startsWith(directory.path)).toBe(true);
  });

  it('never exists already', () => {
    using folder = tempFolder();
    createRunDirectory(folder.path, 'r1', 'patch-roll');
    expect(() => createRunDirectory(folder.path, 'r1', 'patch-roll')).toThrow(/EEXIST/);
  });

  it('holds JSON that people can read', () => {
    using folder = tempFolder();
    const file = join(folder.path, 'plan.json');
    expect(existsSync(file)).toBe(false);
    writeJson(file, { a: [1] });
    expect(readFileSync(file, 'utf8')).toBe('{\n  "a": [\n    1\n  ]\n}\n');
  });
});

describe("a run's name", () => {
  it('is its time in UTC and four letters, so that names sort by time and two from one second differ', () => {
    const now = new Date('2026-11-21T03:04:05.678+02:00');
    const names = Array.from({ length: 20 }, () => newRunId(now));
    for (const name of names) expect(name).toMatch(/^20261121-010405-[0-9a-f]{4}$/);
    expect(new Set(names).size).toBeGreaterThan(1);
  });

  it('is valid as the name of a container, a label and a host', () => {
    expect(newRunId(new Date())).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])$/);
  });
});
