import { describe, expect, onTestFinished, test } from 'vitest';
import { openKopsBed } from '../support/e2e/kops-bed.ts';
import { newFolder, run } from '../support/e2e/rehearsal-process.ts';
import { nodesIn, reports, runIdOf, summaryOf } from '../support/e2e/results.ts';
import { kubeconfigs, traces } from '../support/e2e/traces.ts';

const scenario = 'scenarios/kops-clone.yaml';
const production = 'production.k8s.local';
const clone = 'rehearsal1.k8s.local';

/** Shorter phases than the shipped scenario's, still long enough for every rule of the judge. */
const shortened = ['load.baseline=70s', 'load.recovery=60s', 'upgrade.nodes.interval=20s'];

describe('a rehearsal on a clone of a kops cluster', () => {
  test('clones production, has kops roll it, judges, and leaves nothing but production as it was', async () => {
    const folder = newFolder();
    const bed = openKopsBed('e2e', production, '1.33.13', 1);
    onTestFinished(() => bed[Symbol.dispose]());
    const before = { state: await bed.stateOf(production), resources: await bed.resourcesOf(production) };
    const settings = [...shortened, `cluster.clone.provideImages=[${bed.provideImages}]`];
    const { code, output, process } = await run(
      folder,
      [scenario, ...settings.flatMap((setting) => ['--set', setting]), ...reports(folder)],
      { ...bed.env, CI: 'true' },
    );
    expect.soft(code, output).toBe(0);
    expect(summaryOf(process), output).toMatchObject({ verdict: 'approve', from: '1.33.13', to: '1.34.4' });
    expect([...new Set(Object.values(nodesIn(process, 'after')))]).toEqual(['1.34.4']);

    expect(await bed.resourcesOf(clone), 'the clone is deleted').toEqual([]);
    expect(await bed.stateOf(clone), 'no key of its is left').toEqual([]);
    expect(traces(runIdOf(process))).toEqual([]);
    expect(kubeconfigs(folder)).toEqual([]);
    expect(await bed.stateOf(production), 'production is specified as before').toEqual(before.state);
    expect(await bed.resourcesOf(production), 'and runs as before').toEqual(before.resources);
  });
});
