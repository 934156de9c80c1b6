import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Check } from '../../../harness/clusters/cluster.ts';
import {
  checkWarnings,
  folderCheck,
  nodeCheck,
  requirePrerequisites,
} from '../../../harness/preflight/preflight.ts';

const fine: Check = {
  name: 'docker',
  ok: true,
  found: 'Docker version 28',
  hint: '',
  code: 'docker-missing',
};
const noKind: Check = {
  name: 'kind',
  ok: false,
  found: 'not on the PATH',
  hint: 'Install kind.',
  code: 'kind-missing',
};
const noImage: Check = {
  name: 'image haproxy:3.0',
  ok: false,
  found: 'not on this machine',
  hint: 'docker pull haproxy:3.0',
  code: 'image-missing',
};

describe('requirePrerequisites', () => {
  it('passes if nothing is missing', () => {
    expect(() => requirePrerequisites([fine])).not.toThrow();
  });

  it('reports a single missing one with its own code, finding and hint', () => {
    expect(() => requirePrerequisites([fine, noImage])).toThrow(
      expect.objectContaining({
        code: 'image-missing',
        exitCode: 3,
        message: 'image haproxy:3.0: not on this machine',
        hint: 'docker pull haproxy:3.0',
      }),
    );
  });

  it('lists every missing one with what to do, under the code of the first', () => {
    expect(() => requirePrerequisites([noKind, fine, noImage])).toThrow(
      expect.objectContaining({
        code: 'kind-missing',
        message:
          '2 prerequisites are missing:\n  kind: not on the PATH\n    Install kind.\n  image haproxy:3.0: not on this machine\n    docker pull haproxy:3.0',
      }),
    );
  });
});

describe('checkWarnings', () => {
  const busy: Check = { name: 'host', ok: false, found: 'busy', hint: 'Wait.', code: null };

  it('lists problems that prevent no run', () => {
    expect(checkWarnings([fine, noKind, busy])).toEqual(['host: busy. Wait.']);
    expect(() => requirePrerequisites([busy])).not.toThrow();
  });
});

describe('nodeCheck', () => {
  it.each([
    ['24.0.0', true],
    ['26.1.0', true],
    ['22.19.0', false],
    ['20.19.4', false],
  ])('of %s is %s', (version, ok) => {
    expect(nodeCheck(version).ok).toBe(ok);
  });
});

const check = (folder: string) => folderCheck('reports folder', folder, 'reports-unwritable');

describe('folderCheck', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'preflight-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('leaves nothing in a writable folder', () => {
    writeFileSync(join(root, 'kept'), '');
    expect(check(root).ok).toBe(true);
    expect(readdirSync(root)).toEqual(['kept']);
  });

  it('leaves no folder that did not exist, and keeps those above that did', () => {
    mkdirSync(join(root, 'there'));
    expect(check(join(root, 'there', 'new', 'deeper')).ok).toBe(true);
    expect(readdirSync(join(root, 'there'))).toEqual([]);
  });

  it('checks by writing, so that it works for root, too', () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    const found = check(join(file, 'reports'));
    expect(found).toMatchObject({ ok: false, code: 'reports-unwritable' });
    expect(found.found).toContain('ENOTDIR');
    expect(() => requirePrerequisites([found])).toThrow(
      expect.objectContaining({ code: 'reports-unwritable', exitCode: 3 }),
    );
    expect(existsSync(file)).toBe(true);
  });
});
