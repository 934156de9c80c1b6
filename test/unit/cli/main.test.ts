import { type ExecFileException, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { copyOfRecorded } from '../../support/rehearsal/recorded-run.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const main = fileURLToPath(new URL('../../../harness/cli/main.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real program, with only the contents of `bin` on its PATH. */
async function rehearse(home: string, bin: string, ...args: string[]): Promise<Ended> {
  // Compiled code is cached in the user's cache folder, independent of a run.
  const env = { PATH: bin, HOME: home, XDG_CACHE_HOME: tmpdir() };
  return await new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, ...args],
      { env, cwd: home },
      (error: ExecFileException | null, stdout, stderr) =>
        resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

/** A folder with programs that a shell can run. */
function programs(folder: string, scripts: Readonly<Record<string, string>> = {}): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

describe.concurrent('the program on a machine', () => {
  it('without Docker and kind lists both as missing, with what to do, and exits with 3', async () => {
    using folder = tempFolder();
    const { exitCode, stdout, stderr } = await rehearse(folder.path, programs(folder.path), 'doctor');
    expect([exitCode, stderr]).toEqual([3, '']);
    expect(stdout).toMatch(/^ok {3}Node\.js: 24\./m);
    expect(stdout).toMatch(/^MISS docker: .*not on the PATH\n {5}Install Docker.* \(docker-missing\)$/m);
    expect(stdout).toMatch(/^MISS kind: .*not on the PATH\n {5}Install kind.* \(kind-missing\)$/m);
  });

  it('warns in `doctor SCENARIO` about problems of its manifests, with their positions', async () => {
    using folder = tempFolder();
    const scenario = join(folder.path, 's.yaml');
    writeFileSync(
      scenario,
      `apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: shop }
cluster: { provider: kind, from: 1.33.13, to: 1.34.4 }
workload: { manifests: [shop.yaml] }
load: { targets: [{ name: web, service: { name: web, port: 80 } }] }
`,
    );
    const manifests = `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }], sessionAffinity: ClientIP }
---
apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec: { containers: [{ name: web, image: "shop/web:latest" }] }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web }
spec: { selector: { matchLabels: { app: web } }, minAvailable: 1 }
`;
    writeFileSync(join(folder.path, 'shop.yaml'), manifests);
    const bin = programs(folder.path);
    const { exitCode, stdout, stderr } = await rehearse(folder.path, bin, 'doctor', scenario);
    expect([exitCode, stderr]).toEqual([3, '']);
    const warned = [...stdout.matchAll(/^WARN .*\/shop\.yaml:(\d+:\d+: .*)$/gm)].map(([, text]) => text);
    expect(warned).toEqual([
      expect.stringMatching(/^14:50: PodDisruptionBudget web never lets a pod be evicted/),
      expect.stringMatching(/^9:35: `shop\/web:latest`: it has no tag but `latest`, so nodes pull it/),
      expect.stringMatching(/^4:56: Service web: a kind cluster does not honour sessionAffinity: ClientIP/),
    ]);
  });

  it('reports a stopped Docker as stopped, not as missing', async () => {
    using folder = tempFolder();
    const docker = `case "$1" in --version) echo Docker version 20.10.24;; *) echo Cannot connect to the Docker daemon >&2; exit 1;; esac`;
    const bin = programs(folder.path, { docker, kind: 'echo kind v0.30.0' });
    const { exitCode, stdout } = await rehearse(folder.path, bin, 'doctor');
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^ok {3}docker: Docker version 20\.10\.24$/m);
    expect(stdout).toMatch(/^MISS Docker engine: .*Cannot connect.*\n.*\(docker-unreachable\)$/m);
    expect(stdout).toMatch(/^ok {3}kind: kind v0\.30\.0$/m);
  });

  it('does not start a run that cannot end, and leaves nothing behind', async () => {
    using folder = tempFolder();
    const bin = programs(folder.path);
    const scenario = join(root, 'scenarios/kind-patch-roll.yaml');
    const { exitCode, stderr } = await rehearse(folder.path, bin, scenario);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^error: .*\n(?:.*\n)*? {2}code: docker-missing \(exit 3\)\n {2}do: {3}/);
    expect(readdirSync(folder.path)).toEqual(['bin']);
  });

  it('names a reports folder that is not writable', async () => {
    using folder = tempFolder();
    const bin = programs(folder.path);
    writeFileSync(join(folder.path, 'reports'), 'a file');
    const scenario = join(root, 'scenarios/kind-patch-roll.yaml');
    const { exitCode, stderr } = await rehearse(folder.path, bin, scenario);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('code: reports-unwritable (exit 3)');
  });

  it("ends quietly with its command's exit code if nobody reads its output", async () => {
    using folder = tempFolder();
    const run = copyOfRecorded(folder.path);
    const script = `"$0" "$1" report "$2" | true; exit 0`;
    const ended = await new Promise<Ended>((resolve) => {
      execFile('/bin/sh', ['-c', script, process.execPath, main, run.path], (error, stdout, stderr) =>
        resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });
    expect(ended).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(readdirSync(run.derived)).toContain('report.html');
  });

  it('finds nothing to clean if no run left anything', async () => {
    using folder = tempFolder();
    const { exitCode, stdout } = await rehearse(folder.path, programs(folder.path, { docker: '' }), 'clean');
    // Parallel tests have their own clusters, which must not be removed.
    const own = stdout.split('\n').filter((line) => line !== '' && !line.includes('not a run of this user'));
    expect([exitCode, own]).toEqual([
      0,
      expect.arrayContaining([expect.stringMatching(/^kops: .*not looked for/)]),
    ]);
    expect(own.slice(1).join()).toMatch(/^(nothing to clean elsewhere)?$/);
    const named = await rehearse(folder.path, join(folder.path, 'bin'), 'clean', 'r1');
    expect([named.exitCode, named.stdout]).toEqual([
      0,
      expect.stringMatching(/^kops: .*not looked for.*\nrun r1 left nothing elsewhere\n$/),
    ]);
  });

  it.each(['doctor', 'clean'])('is interrupted by Ctrl-C during %s at once, and says so', async (command) => {
    using folder = tempFolder();
    const docker = `echo begun > "$HOME/begun"; exec "${process.execPath}" -e 'setTimeout(() => {}, 60000)'`;
    const env = { PATH: programs(folder.path, { docker }), HOME: folder.path };
    const child = spawn(process.execPath, [main, command], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const exited = once(child, 'exit');
    const said = text(child.stderr);
    await vi.waitFor(() => expect(existsSync(join(folder.path, 'begun'))).toBe(true), { timeout: 20_000 });
    child.kill('SIGINT');
    expect(await exited).toEqual([130, null]);
    expect(await said).toMatch(/^error: interrupted by the user\n {2}code: interrupted \(exit 130\)\n/);
  });
});
