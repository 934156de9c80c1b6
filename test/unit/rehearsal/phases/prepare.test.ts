import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ImageOptions, Provider } from '../../../../harness/clusters/cluster.ts';
import { newInterruption } from '../../../../harness/rehearsal/interruption.ts';
import { prepare } from '../../../../harness/rehearsal/phases/prepare.ts';
import { openRun } from '../../../../harness/rehearsal/run.ts';
import { loadScenario } from '../../../../harness/scenario/load-scenario.ts';
import { providerTraits } from '../../../../harness/scenario/providers/table.ts';
import { silentView } from '../../../support/rehearsal/silent-view.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const scenarioFile = fileURLToPath(new URL('../../../../scenarios/kind-patch-roll.yaml', import.meta.url));

describe('prepare', () => {
  it('lets its provider prepare the images before it creates a cluster', async () => {
    using folder = tempFolder();
    const asked: ImageOptions[] = [];
    const view = silentView();
    const run = openRun(
      {
        loaded: await loadScenario(scenarioFile),
        repetition: 0,
        reportsFolder: join(folder.path, 'reports'),
        floorFolder: join(folder.path, 'noise-floor'),
        stateFolder: join(folder.path, 'state'),
        keep: false,
        verbose: null,
        toolVersion: '0.1.0',
        nodeVersion: '24.21.0',
        env: {},
        pid: process.pid,
        onRunId: () => {},
      },
      view,
      newInterruption(),
    );
    const provider: Provider = {
      traits: providerTraits.kind,
      checkObjects: (objects) => ({ objects, issues: [], warnings: [] }),
      check: () => Promise.reject(new Error('prepare checks nothing')),
      async prepareImages(options) {
        asked.push(options);
        return 'web:1';
      },
      create: () => Promise.reject(new Error(`${asked.length} preparations before`)),
      leftovers: () => Promise.reject(new Error('prepare removes nothing')),
    };
    await using built = new AsyncDisposableStack();
    await expect(prepare(run, provider, built, () => {})).rejects.toThrow('1 preparations before');
    expect(asked).toMatchObject([{ cluster: run.scenario.cluster, workloadImages: [] }]);
  });
});
