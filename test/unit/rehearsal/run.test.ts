import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RehearsalError } from '../../../harness/errors.ts';
import { readJournal } from '../../../harness/journal/journal-reader.ts';
import { abortOnInterrupt, endStep, newInterruption } from '../../../harness/rehearsal/interruption.ts';
import { runPhase } from '../../../harness/rehearsal/phases/phase.ts';
import { listKnownRuns } from '../../../harness/rehearsal/private-folder.ts';
import { readScenario } from '../../../harness/rehearsal/read-run.ts';
import { openRun } from '../../../harness/rehearsal/run.ts';
import { loadScenario } from '../../../harness/scenario/load-scenario.ts';
import { silentView } from '../../support/rehearsal/silent-view.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const scenarioFile = fileURLToPath(new URL('../../../scenarios/kind-patch-roll.yaml', import.meta.url));

async function open(folder: string) {
  const sets = ['upgrade.nodes.interval=3s'];
  const ids: string[] = [];
  const view = silentView();
  const interruption = newInterruption();
  const run = openRun(
    {
      loaded: await loadScenario(scenarioFile, { sets }),
      repetition: 0,
      reportsFolder: join(folder, 'reports'),
      floorFolder: join(folder, 'noise-floor'),
      stateFolder: join(folder, 'state'),
      keep: false,
      verbose: null,
      toolVersion: '0.1.0',
      nodeVersion: '24.21.0',
      env: {},
      pid: process.pid,
      onRunId: (id) => ids.push(id),
    },
    view,
    interruption,
  );
  return { run, ids, view, interruption, records: () => readJournal(run.directory.journal).records };
}

describe('a run', () => {
  it('begins with the scenario as written and as resolved, a journal and a private folder', async () => {
    using folder = tempFolder();
    const { run, ids, records } = await open(folder.path);
    expect(ids).toEqual([run.id]);
    expect(readFileSync(run.directory.scenario, 'utf8')).toBe(readFileSync(scenarioFile, 'utf8'));
    const resolved = readScenario(run.directory);
    expect(resolved).toEqual(run.scenario);
    expect(resolved.upgrade.nodes.intervalMs).toBe(3_000);
    expect(records()).toMatchObject([
      { type: 'journal', runId: run.id, tool: '0.1.0', machine: { node: '24.21.0' } },
      { type: 'noise-floor', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(listKnownRuns(join(folder.path, 'state'))).toMatchObject([
      { runId: run.id, alive: true, state: { provider: 'kind', runDirectory: run.directory.path } },
    ]);
    expect(run.privateFolder.path.startsWith(run.directory.path)).toBe(false);
  });

  it('folds the records that were written, and no others', async () => {
    using folder = tempFolder();
    const { run, interruption } = await open(folder.path);
    run.journal.append({ type: 'phase', phase: 'prepare', edge: 'begin' });
    expect(run.timeline.view().phases).toMatchObject([{ phase: 'prepare', toUs: null }]);
    run.journal.close();
    run.journal.append({ type: 'phase', phase: 'settle', edge: 'begin' });
    expect(run.timeline.view().phases).toHaveLength(1);
    expect(interruption.broken.aborted).toBe(false);
  });

  it('calls back with what it journals, for as long as that is wanted', async () => {
    using folder = tempFolder();
    const { run } = await open(folder.path);
    const seen: string[] = [];
    const end = run.onRecord(({ type }) => {
      seen.push(`${type} ${run.timeline.view().phases.length}`);
    });
    run.journal.append({ type: 'phase', phase: 'prepare', edge: 'begin' });
    end();
    run.journal.append({ type: 'phase', phase: 'settle', edge: 'begin' });
    expect(seen).toEqual(['phase 1']);
  });

  it('keeps credentials that a program printed out of the journal', async () => {
    using folder = tempFolder();
    const { run } = await open(folder.path);
    const said = 'kubeadm join --token abcdef.0123456789abcdef';
    const slot = { pool: 'workers', role: 'worker', ordinal: 0 } as const;
    run.journal.append({ type: 'error', code: 'command-failed', message: said });
    run.journal.append({ type: 'note', message: said });
    run.journal.append({
      type: 'intent',
      step: 0,
      repeat: 0,
      node: 'a',
      slot,
      action: 'config',
      edge: 'end',
      detail: said,
    });
    run.journal.append({ type: 'fact', source: 'docker', what: 'die', node: null, detail: said });
    const about = { node: null, instance: null, pool: null };
    run.journal.append({ type: 'roll-line', command: 'kops', what: 'failed', ...about, text: said });
    run.journal.append({ type: 'roll-command', command: ['kops', said], edge: 'begin' });
    expect(readFileSync(run.directory.journal, 'utf8')).not.toContain('0123456789abcdef');
    expect(run.timeline.view().errors[0]?.message).toBe('kubeadm join --token [redacted]');
  });

  it('records its children for clean, and their commands in its log', async () => {
    using folder = tempFolder();
    const { run } = await open(folder.path);
    await run.commands.run(process.execPath, ['--version']);
    const log = readFileSync(run.directory.log, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(log).toMatchObject([
      { msg: 'command begin', command: [process.execPath, '--version'] },
      { msg: 'command end', command: [process.execPath, '--version'] },
    ]);
    expect(statSync(join(run.privateFolder.path, 'children.ndjson')).size).toBeGreaterThan(0);
    expect(listKnownRuns(join(folder.path, 'state'))).toMatchObject([{ children: [] }]);
  });

  it('ends waits at the first Ctrl-C, the current step at the second, and both when the load generator breaks', async () => {
    using folder = tempFolder();
    const { run, interruption } = await open(folder.path);
    const [wait, step] = [abortOnInterrupt(run), endStep(run)];
    interruption.interrupt();
    expect([wait.aborted, step.aborted]).toEqual([true, false]);
    interruption.interrupt();
    expect(step.aborted).toBe(true);

    const { run: other } = await open(folder.path);
    const signals = [abortOnInterrupt(other), endStep(other)];
    other.interruption.breakOff(new RehearsalError('harness-failed', 'a worker died'));
    expect(signals.map((signal) => signal.reason.message)).toEqual(['a worker died', 'a worker died']);
  });
});

describe('a phase', () => {
  it('is journaled, shown and logged around its work, and returns its result', async () => {
    using folder = tempFolder();
    const { run, view, records } = await open(folder.path);
    expect(
      await runPhase(run, 'baseline', 30_000, async () => {
        expect(records().at(-1)).toMatchObject({ phase: 'baseline', edge: 'begin' });
        return 7;
      }),
    ).toBe(7);
    expect(records().slice(2)).toMatchObject([
      { type: 'phase', phase: 'baseline', edge: 'begin' },
      { type: 'phase', phase: 'baseline', edge: 'end', outcome: 'done' },
    ]);
    expect(view.lines).toEqual(['begin baseline 30000', 'end baseline done']);
  });

  it('fails with what it threw', async () => {
    using folder = tempFolder();
    const { run, view, records } = await open(folder.path);
    const failing = runPhase(run, 'upgrade', null, () => Promise.reject(new Error('no such node')));
    await expect(failing).rejects.toThrow('no such node');
    expect(records().at(-1)).toMatchObject({ phase: 'upgrade', edge: 'end', outcome: 'failed' });
    expect(view.lines.at(-1)).toBe('end upgrade failed');
  });

  it('is aborted, not failed, if the user interrupted it', async () => {
    using folder = tempFolder();
    const { run, interruption, records } = await open(folder.path);
    const aborted = runPhase(run, 'baseline', null, async () => {
      interruption.interrupt();
      interruption.stop.throwIfAborted();
    });
    await expect(aborted).rejects.toMatchObject({ code: 'interrupted' });
    expect(records().at(-1)).toMatchObject({ outcome: 'aborted' });
  });
});
