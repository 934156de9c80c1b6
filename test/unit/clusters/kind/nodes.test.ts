import { describe, expect, it } from 'vitest';
import { nodeShell } from '../../../../harness/clusters/kind/cli/node-shell.ts';
import { type ApiNode, nodeRefs, readyNodes } from '../../../../harness/clusters/kind/nodes.ts';
import { answering, refused } from '../../../support/clusters/kind/fixtures.ts';

const apiNode = (name: string, labels: Record<string, string>, ready = true): ApiNode => ({
  metadata: { name, uid: `uid-${name}`, labels },
  spec: { providerID: `kind://docker/c/${name}` },
  status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});
const first = apiNode('c-control-plane', { 'k8s-rehearse/ordinal': '0' });
const worker = (ordinal: number, ready = true) =>
  apiNode(
    `c-worker${ordinal}`,
    { 'k8s-rehearse/pool': 'workers', 'k8s-rehearse/ordinal': String(ordinal) },
    ready,
  );

describe('nodeRefs', () => {
  it('puts control planes first and each pool in order, by their labels', () => {
    const refs = nodeRefs([worker(10), worker(2), first]);
    expect(refs.map(({ slot }) => [slot.role, slot.pool, slot.ordinal])).toEqual([
      ['control-plane', 'control-plane', 0],
      ['worker', 'workers', 2],
      ['worker', 'workers', 10],
    ]);
    expect(refs[0]).toMatchObject({
      uid: 'uid-c-control-plane',
      providerId: 'kind://docker/c/c-control-plane',
    });
  });
});

describe('readyNodes', () => {
  const signal = new AbortController().signal;

  it('waits until every node has joined and is Ready', async () => {
    const answers = [[first], [first, worker(0, false)], [first, worker(0)]].map((items) =>
      JSON.stringify({ items }),
    );
    const commands = answering(() => answers.shift() ?? refused('asked once too often'));
    const nodes = await readyNodes(nodeShell(commands), 'c-control-plane', 2, 60_000, signal);
    expect(nodes.map((node) => node.name)).toEqual(['c-control-plane', 'c-worker0']);
    expect(answers).toEqual([]);
  });

  it('names the node that is not Ready at the timeout', async () => {
    const commands = answering(() => JSON.stringify({ items: [first, worker(0, false)] }));
    const waiting = readyNodes(nodeShell(commands), 'c-control-plane', 2, 0, signal);
    await expect(waiting).rejects.toMatchObject({
      code: 'cluster-create-failed',
      message: expect.stringContaining('c-worker0 not Ready'),
    });
  });
});
