import { describe, expect, it } from 'vitest';
import type { Commands } from '../../../harness/command/commands.ts';
import { processorChecks } from '../../../harness/preflight/processors.ts';
import { parseScenario } from '../../../harness/scenario/load-scenario.ts';

const never = new AbortController().signal;
const taskset = (there: boolean): Commands => ({
  async run() {
    if (!there) throw new Error('taskset is not on the PATH');
    return { stdout: 'taskset from util-linux 2.41\n', stderr: '', exitCode: 0 };
  },
  async *lines() {},
  adopt: () => () => {},
});
const checks = (provider: 'kind' | 'embedded', load: string, cluster: string, there = true) => {
  const source = `apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: pinned }
cluster: { provider: ${provider}, from: 1.33.13, to: 1.34.4${cluster} }
load: { rate: 100/s${load} }
`;
  const { scenario } = parseScenario(source, 'pinned.yaml');
  return processorChecks(scenario, [0, 1], taskset(there), never);
};

describe('the processors of a scenario', () => {
  it('are no prerequisite if it names none', async () => {
    expect(await checks('kind', '', '', false)).toEqual([]);
  });

  it('are missing if the machine has fewer, and the finding says how many there are', async () => {
    const [load, cluster] = await checks('kind', ', cpus: 0', ', cpus: 1-3');
    expect(load).toMatchObject({ ok: true, found: 'this machine allows 2 (0-1)' });
    expect(cluster).toMatchObject({
      name: 'processors 1-3 of cluster.cpus',
      ok: false,
      code: 'processors-missing',
      found: '2-3 missing: this machine allows 2 (0-1)',
    });
  });

  it('need taskset, except for the nodes of kind', async () => {
    const missing = { name: 'taskset', ok: false, code: 'taskset-missing' };
    expect((await checks('kind', ', cpus: 0', '', false)).at(-1)).toMatchObject(missing);
    expect((await checks('embedded', '', ', cpus: 1', false)).at(-1)).toMatchObject(missing);
    expect(await checks('kind', '', ', cpus: 1', false)).toMatchObject([{ ok: true }]);
    expect((await checks('embedded', '', ', cpus: 1')).at(-1)).toMatchObject({ name: 'taskset', ok: true });
  });
});
