import { describe, expect, it } from 'vitest';
import { findLeftovers } from '../../../../harness/clusters/kind/leftovers.ts';
import { balancer, container, engineWith, node } from '../../../support/clusters/kind/engine.ts';
import { runId } from '../../../support/clusters/kind/fixtures.ts';

const signal = new AbortController().signal;
const other = '20261120-090000-ffff';

const listNames = async (commands: ReturnType<typeof engineWith>, id: string | null) =>
  (await findLeftovers(commands, id, signal)).map((it) => `${it.runId} ${it.kind} ${it.name}`);

describe('findLeftovers', () => {
  it('finds a cluster with a custom name by the label on its nodes', async () => {
    const engine = engineWith(node('n1', 'mine', runId), balancer('lb', 'mine'));
    expect(await listNames(engine, runId)).toEqual([`${runId} cluster mine`]);
  });

  it("finds a cluster by the run's own name before any of its nodes is labelled", async () => {
    expect(await listNames(engineWith(balancer('lb', `rehearse-${runId}`)), null)).toEqual([
      `${runId} cluster rehearse-${runId}`,
    ]);
  });

  it('finds the containers next to the cluster by label', async () => {
    expect(await listNames(engineWith(container('door', { 'k8s-rehearse.run': runId })), null)).toEqual([
      `${runId} container door`,
    ]);
  });

  it("ignores other people's clusters, and those of other runs when one is named", async () => {
    const engine = engineWith(
      node('k1', 'kind'),
      node('o1', 'theirs', other),
      container('d', { 'k8s-rehearse.run': other }),
    );
    expect(await listNames(engine, runId)).toEqual([]);
    expect(await listNames(engine, null)).toEqual([`${other} container d`, `${other} cluster theirs`]);
  });

  it('distinguishes the nodes of two runs that got the same name at the same moment', async () => {
    const engine = engineWith(node('n1', 'mine', runId), node('n2', 'mine', other), balancer('lb', 'mine'));
    expect(await listNames(engine, null)).toEqual([`${runId} cluster mine`, `${other} cluster mine`]);
    for (const leftover of await findLeftovers(engine, runId, signal)) await leftover.remove(signal);
    expect(engine.left()).toEqual(['n2', 'lb']);
  });

  it('removes every container of a cluster with its volumes, without touching a kubeconfig', async () => {
    const engine = engineWith(node('n1', 'mine', runId), node('n2', 'mine', runId), balancer('lb', 'mine'));
    for (const leftover of await findLeftovers(engine, runId, signal)) await leftover.remove(signal);
    expect(engine.asked.at(-1)).toBe('docker rm --force --volumes n1 n2 lb');
    expect(engine.asked.filter((it) => it.startsWith('kind'))).toEqual([]);
  });
});
