import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../../../harness/cli/program.ts';
import { readToolVersion } from '../../../harness/cli/version.ts';
import { memoryContext } from '../../support/cli/memory-context.ts';
import { copyOfRecorded } from '../../support/rehearsal/recorded-run.ts';
import { tempFolder } from '../../support/temp-folder.ts';

async function program(args: readonly string[], cwd = process.cwd()) {
  const context = memoryContext(args, { cwd });
  const exitCode = await runProgram(context);
  return { exitCode, out: context.out(), err: context.err(), listening: context.listening() };
}

describe('the command line', () => {
  it('lists every command in its help, on stdout', async () => {
    const { exitCode, out, err } = await program(['--help']);
    expect([exitCode, err]).toEqual([0, '']);
    for (const command of ['run', 'tune', 'validate', 'plan', 'report', 'doctor', 'clean', 'schema'])
      expect(out).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
  });

  it('explains one command', async () => {
    const { exitCode, out } = await program(['run', '--help']);
    expect(exitCode).toBe(0);
    for (const option of ['--set', '--reports', '--keep', '--verbose']) expect(out).toContain(option);
  });

  it('prints its version from package.json', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await program(['--version'])).toMatchObject({ exitCode: 0, out: `${version}\n`, err: '' });
    expect(readToolVersion()).toBe(version);
  });

  it.each([
    ['an unknown option', ['--no-such-option'], "error: unknown option '--no-such-option'"],
    ['no scenario', [], "error: missing required argument 'scenario'"],
    ['a file too many', ['run', 'a.yaml', 'b.yaml'], 'error: too many arguments'],
    [
      'an option without its value',
      ['run', 'a.yaml', '--set'],
      "error: option '--set <path=value>' argument missing",
    ],
    ['no scenario to tune', ['tune'], "error: missing required argument 'scenario'"],
    ['no attempt at all', ['tune', 'a.yaml', '--attempts', '0'], 'expected a whole number from 1 to 99'],
    ['no scenario to plan', ['plan'], "error: missing required argument 'scenario'"],
    ['no file to validate', ['validate'], "error: missing required argument 'files'"],
    ['no run directory', ['report'], "error: missing required argument 'run-directory'"],
  ])('rejects %s with exit code 2, on stderr, and refers to help', async (_, args, message) => {
    const { exitCode, out, err } = await program(args);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).toContain('rehearse --help');
  });

  it('takes a scenario file without a command as one to run', async () => {
    for (const args of [['no-such.yaml'], ['run', 'no-such.yaml'], ['tune', 'no-such.yaml']]) {
      const { exitCode, out, err, listening } = await program(args);
      expect([exitCode, out, listening]).toEqual([2, '', 0]);
      expect(err).toMatch(/^error: .*no-such\.yaml.*does not exist/);
      expect(err).toContain('code: scenario-unreadable (exit 2)');
      expect(err).toMatch(/^ {2}do: {3}\S/m);
    }
  });

  it('keeps no cluster of repeated runs', async () => {
    using folder = tempFolder();
    const file = join(process.cwd(), 'scenarios/quickstart.yaml');
    const { exitCode, err } = await program([file, '--set', 'repeat=2', '--keep'], folder.path);
    expect(exitCode).toBe(2);
    expect(err).toContain('--keep keeps one cluster, but `repeat: 2` makes 2');
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('shows every mistake of a scenario to run, with its position, and creates nothing', async () => {
    using folder = tempFolder();
    const bad = join(process.cwd(), 'test/fixtures/scenarios/many-mistakes.yaml');
    const { exitCode, err } = await program([bad], folder.path);
    expect(exitCode).toBe(2);
    expect(err.match(/many-mistakes\.yaml:\d+:\d+: /g)?.length).toBeGreaterThan(5);
    expect(err).toContain('code: scenario-invalid (exit 2)');
  });
});

describe('validate', () => {
  it('shows the mistakes of every file at once and exits with 2', async () => {
    const bad = 'test/fixtures/scenarios/many-mistakes.yaml';
    const { exitCode, out } = await program(['validate', bad, 'scenarios/kind-fragile.yaml', 'none.yaml']);
    expect(exitCode).toBe(2);
    expect(out.match(/many-mistakes\.yaml:\d+:\d+: /g)?.length).toBeGreaterThan(5);
    expect(out).toContain('scenarios/kind-fragile.yaml: ok');
    expect(out).toContain('none.yaml does not exist');
  });

  it('accepts several overrides, and names the invalid one', async () => {
    const file = 'scenarios/kind-fragile.yaml';
    const sets = ['--set', 'load.rate=10/s', '--set', 'upgrade.nodes.intervall=3s'];
    const { exitCode, out } = await program(['validate', file, ...sets]);
    expect(exitCode).toBe(2);
    expect(out).toContain('--set upgrade.nodes.intervall=3s');
    expect(out).toContain('interval');
  });
});

describe('schema', () => {
  it('prints the JSON Schema that lies next to the scenarios', async () => {
    const { exitCode, out } = await program(['schema']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toEqual(JSON.parse(readFileSync('scenarios/rehearsal.schema.json', 'utf8')));
  });
});

describe('report', () => {
  it("prints the verdict and the page's path, relative to the current directory", async () => {
    using folder = tempFolder();
    copyOfRecorded(folder.path);
    const { exitCode, out } = await program(['report', 'run'], folder.path);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^REJECT: outage\.longest is missed .*\nreport: run\/derived\/report\.html\n$/);
    const inside = await program(['report', '.'], join(folder.path, 'run'));
    expect(inside.out).toContain('report: derived/report.html');
  });

  it('refuses a folder that is not a run directory, with its code and what to do', async () => {
    using folder = tempFolder();
    const { exitCode, out, err } = await program(['report', folder.path]);
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toMatch(
      /^error: .* is not a run directory: .*\n {2}code: run-unreadable \(exit 1\)\n {2}do: {3}Name a run/,
    );
  });
});
