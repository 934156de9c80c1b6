import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { kindTest } from '../support/e2e/kind-test.ts';
import { newFolder, run } from '../support/e2e/rehearsal-process.ts';
import { kubeconfigs, runContainers } from '../support/e2e/traces.ts';

const patchRoll = 'scenarios/kind-patch-roll.yaml';
const reports = (folder: string) => ['--reports', join(folder, 'reports')];

describe('what prevents a rehearsal', () => {
  kindTest('is one clear error each, and leaves nothing behind', async () => {
    const folder = newFolder();
    const before = runContainers();
    const cases: [string, string[], Record<string, string>, number][] = [
      [
        'image-missing',
        [patchRoll, '--set', 'cluster.from=1.33.1', '--set', 'cluster.to=1.33.1', ...reports(folder)],
        {},
        3,
      ],
      [
        'docker-unreachable',
        [patchRoll, ...reports(folder)],
        { DOCKER_HOST: 'unix:///nonexistent/docker.sock' },
        3,
      ],
      ['reports-unwritable', [patchRoll, '--reports', join(blockedFolder(folder), 'reports')], {}, 3],
    ];
    for (const [code, args, env, exit] of cases) {
      const ended = await run(folder, args, env);
      expect(ended.output).toContain(`code: ${code}`);
      expect(ended.output.match(/^error:/gm)).toHaveLength(1);
      expect(ended.output).not.toMatch(/\n\s+at /);
      expect(ended.code).toBe(exit);
    }
    execFileSync('docker', [
      'run',
      '-d',
      '--name',
      'rehearse-e2e-occupied-control-plane',
      '--label',
      'io.x-k8s.kind.cluster=rehearse-e2e-occupied',
      '--label',
      'io.x-k8s.kind.role=control-plane',
      'haproxy:3.0',
      'sleep',
      '300',
    ]);
    try {
      const ended = await run(folder, [
        patchRoll,
        '--set',
        'cluster.name=rehearse-e2e-occupied',
        ...reports(folder),
      ]);
      expect(ended.output).toContain('code: name-occupied');
      expect(ended.code).toBe(3);
      expect(
        execFileSync('docker', ['ps', '-aq', '--filter', 'name=rehearse-e2e-occupied'], { encoding: 'utf8' }),
      ).not.toBe('');
    } finally {
      execFileSync('docker', ['rm', '-f', '-v', 'rehearse-e2e-occupied-control-plane'], { stdio: 'ignore' });
    }
    expect([...runContainers()].filter((id) => !before.has(id))).toEqual([]);
    expect(existsSync(join(folder, 'reports')) ? readdirSync(join(folder, 'reports')) : []).toEqual([]);
    expect(kubeconfigs(folder)).toEqual([]);
  });
});

/** No folder can be created there, even by root: it is a file. */
function blockedFolder(folder: string): string {
  const file = join(folder, 'not-a-folder');
  writeFileSync(file, '');
  return file;
}
