import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RehearseWithView } from '../../../harness/cli/interruptible-run.ts';
import { rehearseRepeatedly } from '../../../harness/cli/repetitions.ts';
import type { Provider } from '../../../harness/clusters/cluster.ts';
import { RehearsalError } from '../../../harness/errors.ts';
import { newInterruption } from '../../../harness/rehearsal/interruption.ts';
import { rehearse } from '../../../harness/rehearsal/rehearse.ts';
import { tune } from '../../../harness/rehearsal/tune.ts';
import { loadScenario } from '../../../harness/scenario/load-scenario.ts';
import { providerTraits } from '../../../harness/scenario/providers/table.ts';
import { memoryContext } from '../../support/cli/memory-context.ts';
import { silentView } from '../../support/rehearsal/silent-view.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const scenario = (times: number) => `
apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: shop }
repeat: ${times}
cluster: { provider: kind, from: 1.33.13, to: 1.34.4 }
workload: { manifests: [shop.yaml] }
load:
  arrival: { replay: arrivals.txt }
  targets: [{ name: shop, service: { name: shop, port: 80 } }]
`;
const manifest = `
apiVersion: v1
kind: Service
metadata: { name: shop }
spec: { selector: { app: shop }, ports: [{ port: 80 }] }
`;

/** A scenario whose files are edited while each of its rehearsals runs. */
async function edited(folder: string, times: number) {
  const files = { manifest: join(folder, 'shop.yaml'), profile: join(folder, 'arrivals.txt') };
  const file = join(folder, 'scenario.yaml');
  writeFileSync(file, scenario(times));
  writeFileSync(files.manifest, manifest);
  writeFileSync(files.profile, '0\n0.01\n0.02\n');
  const provider: Provider = {
    traits: providerTraits.kind,
    checkObjects: (objects) => ({ objects, issues: [], warnings: [] }),
    check: async () => [],
    async prepareImages() {
      appendFileSync(file, '# edited\n');
      appendFileSync(files.manifest, '# edited\n');
      appendFileSync(files.profile, '0.04\n');
      throw new RehearsalError('upgrade-failed', 'as far as this test goes');
    },
    create: () => Promise.reject(new Error('not reached')),
    leftovers: async () => [],
  };
  const rehearseShown: RehearseWithView = (part) =>
    rehearse(
      {
        ...part,
        ...{ floorFolder: join(folder, 'noise-floor'), stateFolder: join(folder, 'state') },
        ...{ keep: false, verbose: null, toolVersion: '0.1.0', nodeVersion: '24.21.0', env: {} },
        ...{ pid: process.pid, onRunId: () => {} },
      },
      silentView(),
      newInterruption(),
      () => provider,
    );
  return { loaded: await loadScenario(file), rehearseShown };
}

/** What each run under a folder rehearsed. */
function runsIn(folder: string): readonly unknown[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('scenario.resolved.json'))
    .map((name) => {
      const { workload, load } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      return { manifests: workload.manifests, arrival: load.arrival };
    });
}

describe('an edit of manifests and profile during a run', () => {
  it('changes nothing between two repetitions', async () => {
    using folder = tempFolder();
    const { loaded, rehearseShown } = await edited(folder.path, 2);
    const work = { loaded, reportsFolder: join(folder.path, 'reports'), keep: false };
    await rehearseRepeatedly(memoryContext([]), work, rehearseShown);
    const [first, second, ...more] = runsIn(work.reportsFolder);
    expect(second).toEqual(first);
    expect([first, more]).toMatchObject([{ arrival: { offsetsUs: [0, 10_000, 20_000] } }, []]);
  });

  it('changes nothing between two attempts of a tuning', async () => {
    using folder = tempFolder();
    const { loaded, rehearseShown } = await edited(folder.path, 1);
    const reportsFolder = join(folder.path, 'reports');
    const recommendations = [{ setting: 'upgrade.nodes.interval', from: '0s', to: '10s', why: 'measured' }];
    const { tuning } = await tune(
      { loaded, attempts: 2, reportsFolder, toolVersion: '0.1.0' },
      async (tried) => {
        const outcome = await rehearseRepeatedly(
          memoryContext([]),
          { loaded: tried, reportsFolder, keep: false },
          rehearseShown,
        );
        return { ...outcome, verdict: 'tune', recommendations };
      },
      new AbortController().signal,
    );
    expect(tuning.attempts.map(({ sets }) => sets)).toEqual([[], ['upgrade.nodes.interval=10s']]);
    const [first, second] = runsIn(reportsFolder);
    expect(second).toEqual(first);
  });
});
