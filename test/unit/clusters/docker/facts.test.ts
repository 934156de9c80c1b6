import { describe, expect, it } from 'vitest';
import { dockerFacts } from '../../../../harness/clusters/docker/facts.ts';
import { answering, runId } from '../../../support/clusters/kind/fixtures.ts';

const run = { runId, nodes: { label: 'io.x-k8s.kind.cluster', value: 'c' } };
const node = { 'io.x-k8s.kind.cluster': 'c', name: 'c-worker' };

/** The facts of those events, read at once. */
async function collectFacts(...events: { Action: string; Attributes: Record<string, string> }[]) {
  const stop = new AbortController();
  const commands = answering(() => '');
  async function* lines() {
    for (const [index, { Action, Attributes }] of events.entries())
      yield JSON.stringify({ Action, timeNano: index + 1, Actor: { Attributes } });
    stop.abort();
  }
  return Array.fromAsync(dockerFacts({ ...commands, lines }, run, stop.signal));
}

describe('dockerFacts', () => {
  it('report a node that died, with its exit code', async () => {
    const facts = await collectFacts(
      { Action: 'kill', Attributes: { ...node, signal: '9' } },
      { Action: 'die', Attributes: { ...node, exitCode: '137' } },
    );
    expect(facts).toEqual([
      { source: 'docker', what: 'kill', node: 'c-worker', detail: 'signal 9' },
      { source: 'docker', what: 'die', node: 'c-worker', detail: 'exit code 137' },
    ]);
  });

  it("describe the run's containers that are not nodes", async () => {
    const door = { 'k8s-rehearse.run': runId, name: 'rehearse-front-door' };
    expect(await collectFacts({ Action: 'oom', Attributes: door })).toEqual([
      { source: 'docker', what: 'oom', node: null, detail: 'rehearse-front-door' },
    ]);
  });

  it("leaves out other people's containers", async () => {
    const others = { 'io.x-k8s.kind.cluster': 'another', name: 'another-worker' };
    expect(
      await collectFacts(
        { Action: 'die', Attributes: others },
        { Action: 'die', Attributes: { name: 'db' } },
      ),
    ).toEqual([]);
  });

  it('continue after a line that is not an event', async () => {
    const stop = new AbortController();
    async function* lines() {
      yield '{"Action":"die","timeNano":1,"Act';
      yield 'null';
      yield '{"Action":"die","timeNano":1}';
      yield JSON.stringify({ Action: 'start', timeNano: 2, Actor: { Attributes: node } });
      stop.abort();
    }
    const facts = await Array.fromAsync(dockerFacts({ ...answering(() => ''), lines }, run, stop.signal));
    expect(facts).toEqual([{ source: 'docker', what: 'start', node: 'c-worker' }]);
  });

  it('pass on no event twice when it is read again', async () => {
    const stop = new AbortController();
    let reads = 0;
    async function* lines() {
      reads += 1;
      yield JSON.stringify({ Action: 'start', timeNano: 5, Actor: { Attributes: node } });
      if (reads === 2) stop.abort();
    }
    const facts = await Array.fromAsync(dockerFacts({ ...answering(() => ''), lines }, run, stop.signal));
    expect(facts).toEqual([{ source: 'docker', what: 'start', node: 'c-worker' }]);
  });
});
