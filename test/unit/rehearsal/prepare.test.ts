import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Provider } from '../../../harness/clusters/cluster.ts';
import type { Commands } from '../../../harness/command/commands.ts';
import { newInterruption } from '../../../harness/rehearsal/interruption.ts';
import { prepare } from '../../../harness/rehearsal/prepare.ts';
import { openRun } from '../../../harness/rehearsal/run.ts';
import { loadScenario } from '../../../harness/scenario/load.ts';
import { silentView } from './silent-view.ts';
import { tempFolder } from './temp-folder.ts';

const scenarioFile = fileURLToPath(new URL('../../../scenarios/kind-patch-roll.yaml', import.meta.url));

/** An engine that has no image until an archive is loaded into it. */
function emptyEngine() {
  const asked: string[] = [];
  let loaded = false;
  const commands: Commands = {
    async run(file, args) {
      asked.push([file, ...args.slice(0, 2)].join(' '));
      loaded ||= args[0] === 'load';
      return { stdout: args[0] === 'image' && loaded ? 'sha256:base' : '', stderr: '', exitCode: 0 };
    },
    async *lines() {},
    adopt: () => () => {},
  };
  return { commands, asked };
}

describe('prepare', () => {
  it('has loaded the archives before it looks for an image', async () => {
    using folder = tempFolder();
    const { commands, asked } = emptyEngine();
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
      webImage: null,
      checkObjects: (objects) => ({ objects, issues: [], warnings: [] }),
      check: () => Promise.reject(new Error('prepare checks nothing')),
      loadArchives: async (options) => {
        await options.commands.run('docker', ['load', '--quiet']);
      },
      create: () => Promise.reject(new Error('as far as this test goes')),
      leftovers: () => Promise.reject(new Error('prepare removes nothing')),
    };
    await using built = new AsyncDisposableStack();
    const prepared = prepare({ ...run, commands }, provider, built, () => {});
    await expect(prepared).rejects.toThrow('as far as this test goes');
    expect(asked).toEqual(['docker load --quiet', 'docker image ls', 'docker image ls']);
  });
});
