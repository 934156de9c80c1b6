import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Check, Provider } from '../../../harness/clusters/cluster.ts';
import { RehearsalError } from '../../../harness/errors.ts';
import { readJournal } from '../../../harness/journal/journal-reader.ts';
import { newInterruption } from '../../../harness/rehearsal/interruption.ts';
import { rehearse } from '../../../harness/rehearsal/rehearse.ts';
import { loadScenario } from '../../../harness/scenario/load-scenario.ts';
import { providerTraits } from '../../../harness/scenario/providers/table.ts';
import { silentView } from '../../support/rehearsal/silent-view.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const scenarioFile = fileURLToPath(new URL('../../../scenarios/kind-patch-roll.yaml', import.meta.url));
const engine = (ok: boolean): Check => ({
  name: 'Docker engine',
  ok,
  found: ok ? '28' : 'no answer',
  hint: 'start it',
  code: 'docker-unreachable',
});

/**
 * Rehearses on a provider whose first action is `firstAction`, and whose engine answers with `checks`, call
 * by call.
 */
async function rehearsal(
  folder: string,
  firstAction: (interruption: ReturnType<typeof newInterruption>) => Promise<void>,
  checks = [true],
  { sets = [] as readonly string[], view = silentView() } = {},
) {
  const interruption = newInterruption();
  let asked = 0;
  const provider: Provider = {
    traits: providerTraits.kind,
    checkObjects: (objects) => ({ objects, issues: [], warnings: [] }),
    check: async () => [engine(checks[Math.min(asked++, checks.length - 1)] ?? true)],
    async prepareImages() {
      await firstAction(interruption);
      return 'web:1';
    },
    create: () => Promise.reject(new Error('not come to')),
    leftovers: async () => [],
  };
  const request = {
    ...{ loaded: await loadScenario(scenarioFile, { sets }), repetition: 0, keep: false, verbose: null },
    ...{ reportsFolder: join(folder, 'reports'), stateFolder: join(folder, 'state') },
    floorFolder: join(folder, 'noise-floor'),
    ...{ toolVersion: '0.1.0', env: {}, nodeVersion: '24.21.0', pid: process.pid, onRunId: () => {} },
  };
  return await rehearse(request, view, interruption, () => provider);
}

const privateFolders = (folder: string) => readdirSync(join(folder, 'state', 'runs'));
const failing = (error: Error) => () => Promise.reject(error);

describe('a rehearsal that goes wrong', () => {
  it('ends with a report, the error and its exit code, and without its private folder', async () => {
    using folder = tempFolder();
    const error = new RehearsalError('image-missing', 'no such image');
    const finish = await rehearsal(folder.path, failing(error));
    expect(finish).toMatchObject({ error, exitCode: 3, troubles: [], summary: { verdict: 'inconclusive' } });
    expect(existsSync(join(finish.runDirectory, 'derived', 'report.html'))).toBe(true);
    const phases = readJournal(join(finish.runDirectory, 'journal.ndjson')).records.filter(
      (one) => one.type === 'phase',
    );
    expect(phases.at(-1)).toMatchObject({ phase: 'teardown', edge: 'end', outcome: 'done' });
    expect(privateFolders(folder.path)).toEqual([]);
  });

  it("prints its scenario's warnings before anything is created, then journals and reports them", async () => {
    using folder = tempFolder();
    const view = silentView();
    const error = new RehearsalError('image-missing', 'no such image');
    const { runDirectory, summary } = await rehearsal(folder.path, failing(error), [true], {
      sets: ['load.baseline=4s'],
      view,
    });
    const message = expect.stringContaining('4s at 50/s are fewer requests than the 1000');
    const warning = {
      code: 'short-baseline',
      file: 'kind-patch-roll.yaml',
      line: null,
      column: null,
      message,
    };
    expect(view.lines).toContainEqual(
      expect.stringMatching(/kind-patch-roll\.yaml: warning: --set load\.baseline=4s: .*fewer requests than/),
    );
    const { records } = readJournal(join(runDirectory, 'journal.ndjson'));
    expect(records.filter((one) => one.type === 'warning')).toMatchObject([warning]);
    expect(summary?.warnings).toEqual([warning]);
    expect(readFileSync(join(runDirectory, 'derived', 'report.md'), 'utf8')).toContain('short-baseline');
  });

  it('leaves nothing at all when a prerequisite is missing', async () => {
    using folder = tempFolder();
    await expect(rehearsal(folder.path, async () => {}, [false])).rejects.toMatchObject({
      code: 'docker-unreachable',
      exitCode: 3,
    });
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('reports a lost cluster only if the engine is gone, checked twice', async () => {
    using folder = tempFolder();
    const error = new RehearsalError('upgrade-failed', 'kubelet of worker failed');
    expect(await rehearsal(folder.path, failing(error), [true, false, false])).toMatchObject({
      error: { code: 'cluster-lost', message: expect.stringContaining('kubelet of worker failed') },
      exitCode: 1,
    });
    expect(await rehearsal(folder.path, failing(error), [true, false, true])).toMatchObject({
      error,
      exitCode: 20,
    });
  });

  it('is interrupted by one Ctrl-C with a report, and by two without', async () => {
    using folder = tempFolder();
    const interrupted = (times: number) =>
      rehearsal(folder.path, async (interruption) => {
        for (let i = 0; i < times; i += 1) interruption.interrupt();
        throw new Error('whatever an abort makes of it');
      });
    expect(await interrupted(1)).toMatchObject({
      exitCode: 130,
      error: { code: 'interrupted' },
      summary: { verdict: 'inconclusive' },
    });
    expect(await interrupted(2)).toMatchObject({
      exitCode: 130,
      error: { code: 'interrupted' },
      summary: null,
    });
    expect(privateFolders(folder.path)).toEqual([]);
  });

  it('ends when an unobserved part of it breaks', async () => {
    using folder = tempFolder();
    const finish = await rehearsal(folder.path, async (interruption) => {
      interruption.breakOff(new Error('a stray rejection'));
      interruption.broken.throwIfAborted();
    });
    expect(finish).toMatchObject({
      exitCode: 1,
      error: { code: 'harness-failed', message: 'a stray rejection' },
    });
  });
});
