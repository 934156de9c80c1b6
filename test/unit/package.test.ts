import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeReport } from '../../harness/rehearsal/make-report.ts';
import { copyOfRecorded, derivedFiles } from '../support/rehearsal/recorded-run.ts';
import { tempFolder } from '../support/temp-folder.ts';

const exec = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = tempFolder();
const unpacked = join(folder.path, 'unpacked', 'package');
const main = join(unpacked, 'dist/harness/cli/main.js');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
let files: readonly string[];

/** A copy of the project, so that a build in use is not disturbed, built and packed as for publishing. */
beforeAll(async () => {
  const project = join(folder.path, 'project');
  const { stdout: list } = await exec(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: root,
    },
  );
  for (const file of list.split('\0').filter((name) => name !== '' && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    cpSync(join(root, file), join(project, file));
  }
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
  const env = {
    ...process.env,
    PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    npm_config_cache: join(folder.path, 'npm-cache'),
  };
  await exec(process.execPath, ['scripts/build.ts'], { cwd: project, env });
  const { stdout } = await exec('npm', ['pack', '--ignore-scripts', '--json', '--offline'], {
    cwd: project,
    env,
  });
  const [{ filename, files: packed }] = JSON.parse(stdout);
  files = packed.map((file: { path: string }) => file.path);

  mkdirSync(dirname(unpacked));
  await exec('tar', ['-xzf', join(project, filename), '-C', dirname(unpacked)]);
  symlinkSync(join(root, 'node_modules'), join(unpacked, 'node_modules'));
}, 180_000);

afterAll(() => folder[Symbol.dispose]());

const rehearse = (...args: string[]) => exec(process.execPath, [main, ...args], { cwd: unpacked });

describe('the package', () => {
  it('contains the program, its threads, the source of the web service, and the scenarios', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'package.json',
        'README.md',
        'LICENSE',
        'dist/harness/cli/main.js',
        'dist/harness/load/open-worker.js',
        'dist/harness/load/autocannon/closed-worker.js',
        'dist/harness/load/open/pacing-worker.js',
        'dist/harness/load/autocannon/capacity-worker.js',
        'dist/workloads/web/server.js',
        'dist/workloads/web/prober.js',
        'dist/workloads/web/Dockerfile',
        'dist/harness/embedded/lags.json',
        'dist/harness/scenario/kubernetes/schemas.ndjson',
        'dist/harness/embedded/process/cluster-process.js',
        'dist/harness/embedded/process/node-process.js',
        'dist/harness/embedded/process/network-process.js',
        'dist/harness/clusters/embedded/front-door-process.js',
        'dist/harness/report/page/page.css',
        'dist/harness/report/page/chart.js',
        'scenarios/quickstart.yaml',
        'scenarios/kind-1.33-to-1.34.yaml',
        'scenarios/kind-fragile.yaml',
        'scenarios/rehearsal.schema.json',
        'docs/scenario.md',
        'docs/report.png',
      ]),
    );
  });

  it('contains neither sources nor tests nor files of a run', () => {
    // Nor declarations: the package has a command and no API, so nothing could import their types.
    expect(files.filter((file) => file.endsWith('.ts'))).toEqual([]);
    expect(files.filter((file) => /(?:^|\/)(?:test|bench|reports|node_modules)\//.test(file))).toEqual([]);
    expect(
      files.filter(
        (file) =>
          !/^(?:dist|docs|scenarios)\/|^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE)$/.test(file),
      ),
    ).toEqual([]);
  });

  it('leaves out the pages for contributors', () => {
    expect(files.filter((file) => /^docs\/(?:architecture\.md|decisions\/)|CONTRIBUTING/.test(file))).toEqual(
      [],
    );
    expect(manifest.exports).toBeUndefined();
  });

  it('names a command that can be run unchanged', async () => {
    expect(manifest.bin).toEqual({ rehearse: './dist/harness/cli/main.js' });
    expect(statSync(main).mode & 0o111).not.toBe(0);
    expect(readFileSync(main, 'utf8')).toMatch(/^#!\/usr\/bin\/env -S node --max-semi-space-size=2\n/);
  });

  it('prints its version and its schema', async () => {
    expect((await rehearse('--version')).stdout).toBe(`${manifest.version}\n`);
    const schema = JSON.parse((await rehearse('schema')).stdout);
    expect(schema).toEqual(JSON.parse(readFileSync(join(root, 'scenarios/rehearsal.schema.json'), 'utf8')));
  });

  it('validates the scenarios that it contains', async () => {
    const { stdout } = await rehearse(
      'validate',
      'scenarios/kind-fragile.yaml',
      'scenarios/kind-1.33-to-1.34.yaml',
    );
    expect(stdout).toBe('scenarios/kind-fragile.yaml: ok\nscenarios/kind-1.33-to-1.34.yaml: ok\n');
  });

  it('makes the same report of a run as the sources, byte by byte', async () => {
    const here = copyOfRecorded(join(folder.path, 'here'));
    await makeReport(here, manifest.version);
    const there = copyOfRecorded(join(folder.path, 'there'));
    await rehearse('report', there.path);
    expect(derivedFiles(there)).toEqual(derivedFiles(here));
  });

  it('declares everything that it needs at run time', () => {
    const needed = new Set<string>();
    for (const file of files.filter((name) => name.endsWith('.js'))) {
      const code = readFileSync(join(unpacked, file), 'utf8');
      for (const [, name] of code.matchAll(
        /(?:\bfrom |\bimport\(|^import )'((?:@[^/']+\/)?[^./'][^/'\s]*)[^'\s]*'/gm,
      ))
        if (name !== undefined && !name.startsWith('node:')) needed.add(name);
    }
    expect([...needed].filter((name) => !(name in manifest.dependencies))).toEqual([]);
    expect(needed.size).toBeGreaterThan(5);
  });
});
