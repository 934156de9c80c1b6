import { expect, test, vi } from 'vitest';
import { clockFrom } from '../../../harness/journal/clock.ts';
import { readNodeProbes } from '../../../harness/observe/node-probes.ts';
import type { NodeRef } from '../../../harness/scenario/scenario.ts';
import { collected, ofType } from '../../support/observe/collected.ts';

const worker: NodeRef = { uid: 'n1', name: 'worker', slot: { pool: 'workers', role: 'worker', ordinal: 0 } };
const originNs = 5_000_000_000n;
const line = (seq: number, afterMs: number, rest: object = { ok: true }) =>
  JSON.stringify({
    probe: 'dns',
    seq,
    sentNs: String(originNs + BigInt(afterMs) * 1_000_000n),
    durationUs: 700,
    ...rest,
  });

/** Reads a followed file once for each of these, until `count` results are in. */
async function read(follows: readonly (readonly string[])[], count: number) {
  const journal = collected();
  const ending = new AbortController();
  let followed = 0;
  const followFile = async function* (_node: NodeRef, _path: string, signal: AbortSignal) {
    const lines = follows[followed++];
    if (lines !== undefined) yield* lines;
    if (lines === undefined) throw new Error('no such container');
    if (followed === follows.length)
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
  };
  const options = { cluster: { followFile }, nodes: [worker], path: '/results', journal };
  const done = readNodeProbes({ ...options, clock: clockFrom(originNs), signal: ending.signal });
  const probes = () => ofType(journal.entries, 'probe');
  await vi.waitFor(() => expect(probes()).toHaveLength(count), { timeout: 10_000, interval: 20 });
  ending.abort();
  await done;
  return probes();
}

test('puts results on the run clock, under the name of their node', async () => {
  expect(await read([[line(0, 250), line(1, 450, { ok: false, error: 'SERVFAIL' })]], 2)).toEqual([
    { type: 'probe', probe: 'dns', source: 'worker', seq: 0, sentUs: 250_000, durationUs: 700, ok: true },
    {
      type: 'probe',
      probe: 'dns',
      source: 'worker',
      seq: 1,
      sentUs: 450_000,
      durationUs: 700,
      ok: false,
      error: 'SERVFAIL',
    },
  ]);
});

test('journals no result twice when the file is read again, and keeps those of a restarted prober', async () => {
  const first = [line(0, 100), line(1, 300)];
  const probes = await read([first, [...first, line(0, 900)]], 3);
  expect(probes.map(({ seq, sentUs }) => [seq, sentUs])).toEqual([
    [0, 100_000],
    [1, 300_000],
    [0, 900_000],
  ]);
});

test('distinguishes probes of the same moment, and names the pods of a pair', async () => {
  const pods = { probe: 'pods', from: '10.0.0.1', to: '10.0.0.2', ok: true };
  const probes = await read([[line(0, 100), line(0, 100, pods)]], 2);
  expect(probes.map(({ probe, from, to }) => [probe, from, to])).toEqual([
    ['dns', undefined, undefined],
    ['pods', '10.0.0.1', '10.0.0.2'],
  ]);
});

test('reads a truncated line again once the file is complete', async () => {
  const whole = line(1, 300);
  const probes = await read(
    [
      [line(0, 100), whole.slice(0, 20)],
      [line(0, 100), whole, line(2, 500)],
    ],
    3,
  );
  expect(probes.map(({ seq }) => seq)).toEqual([0, 1, 2]);
});

test('skips lines that are torn or not results', async () => {
  const probes = await read([['{"seq":0,"sen', 'null', '{"seq":-1}', '', line(7, 100)]], 1);
  expect(probes[0]?.seq).toBe(7);
});
