import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ProcessId, processId } from '../../../harness/command/process-id.ts';
import { createPrivateFolder, listKnownRuns } from '../../../harness/rehearsal/private-folder.ts';
import { startChild } from '../../support/rehearsal/child.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const readMode = (path: string) => statSync(path).mode & 0o777;

function create(stateFolder: string, runId = 'r1', pid = process.pid) {
  const startedAt = '2026-11-20T12:00:00.000Z';
  return createPrivateFolder(
    stateFolder,
    { runId, provider: 'kind', runDirectory: 'reports/r1', startedAt },
    pid,
  );
}

const note = (edge: 'begin' | 'end', process: ProcessId) => ({ edge, process, command: ['sleep'] });

describe('the private folder of a run', () => {
  it('is accessible only to its user, with everything in it, whatever the umask', () => {
    using folder = tempFolder();
    const umask = process.umask(0);
    try {
      const made = create(join(folder.path, 'state'));
      made.noteChild(note('begin', processId(process.pid) as ProcessId));
      made.keep();
      expect(readMode(made.path)).toBe(0o700);
      expect(readdirSync(made.path).sort()).toEqual(['children.ndjson', 'run.json']);
      for (const name of readdirSync(made.path)) expect(readMode(join(made.path, name))).toBe(0o600);
    } finally {
      process.umask(umask);
    }
  });

  it('is removed with its content, and records nothing afterwards', () => {
    using folder = tempFolder();
    const made = create(folder.path);
    mkdirSync(join(made.path, 'release'));
    writeFileSync(join(made.path, 'release', 'kubeconfig'), 'secret');
    made.remove();
    made.noteChild(note('end', processId(process.pid) as ProcessId));
    expect(listKnownRuns(folder.path)).toEqual([]);
    expect(readdirSync(join(folder.path, 'runs'))).toEqual([]);
  });
});

describe('the known runs', () => {
  it('are none before the first', () => {
    using folder = tempFolder();
    expect(listKnownRuns(join(folder.path, 'none'))).toEqual([]);
  });

  it('distinguish an active run from a killed one and a kept one', async () => {
    using folder = tempFolder();
    const killed = await startChild();
    create(folder.path, 'alive');
    create(folder.path, 'kept', killed.pid).keep();
    create(folder.path, 'killed', killed.pid);
    expect(listKnownRuns(folder.path).map((run) => [run.runId, run.alive])).toEqual([
      ['alive', true],
      ['kept', true],
      ['killed', true],
    ]);
    await killed.end();
    expect(listKnownRuns(folder.path).map((run) => [run.runId, run.alive, run.state?.kept])).toEqual([
      ['alive', true, false],
      ['kept', false, true],
      ['killed', false, false],
    ]);
  });

  it('do not mistake another process with the same id for the run', () => {
    using folder = tempFolder();
    const { path } = create(folder.path);
    const state = JSON.parse(readFileSync(join(path, 'run.json'), 'utf8'));
    state.process.started = '1';
    writeFileSync(join(path, 'run.json'), JSON.stringify(state));
    expect(listKnownRuns(folder.path)).toMatchObject([{ runId: 'r1', alive: false }]);
  });

  it('include the children that were started, did not end and still run; a torn last line hides none before it', async () => {
    using folder = tempFolder();
    const made = create(folder.path);
    await using running = await startChild();
    await using ended = await startChild();
    await using gone = await startChild();
    made.noteChild(note('begin', running.id));
    made.noteChild(note('begin', ended.id));
    made.noteChild(note('begin', gone.id));
    made.noteChild(note('end', ended.id));
    await gone.end();
    expect(listKnownRuns(folder.path)).toMatchObject([{ children: [running.id] }]);
    appendFileSync(join(made.path, 'children.ndjson'), '{"edge":"end","pid":');
    expect(listKnownRuns(folder.path)).toMatchObject([{ children: [running.id] }]);
    made.noteChild(note('end', running.id));
    expect(listKnownRuns(folder.path)).toMatchObject([{ children: [running.id] }]);
  });

  it('include one that was killed before it could record anything about itself', () => {
    using folder = tempFolder();
    const runs = join(folder.path, 'runs');
    mkdirSync(join(runs, 'silent'), { recursive: true });
    mkdirSync(join(runs, 'torn'));
    writeFileSync(join(runs, 'torn', 'run.json'), '{"runId":"to');
    writeFileSync(join(runs, '.DS_Store'), 'no run');
    expect(listKnownRuns(folder.path)).toMatchObject([
      { runId: 'silent', state: null, alive: false, children: [] },
      { runId: 'torn', state: null, alive: false, children: [] },
    ]);
  });

  it('include a child of a real harness that was killed with -9', async () => {
    using folder = tempFolder();
    const harness = spawn(
      process.execPath,
      [join(import.meta.dirname, '../../support/rehearsal/killed-harness.ts'), folder.path],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await once(harness.stdout, 'data');
    expect(listKnownRuns(folder.path)).toMatchObject([{ runId: 'r1', alive: true, children: [{}] }]);
    harness.kill('SIGKILL');
    await once(harness, 'exit');
    const [run] = listKnownRuns(folder.path);
    expect(run).toMatchObject({ runId: 'r1', alive: false, children: [{}] });
    for (const child of run?.children ?? []) process.kill(-child.pid, 'SIGKILL');
  });
});
