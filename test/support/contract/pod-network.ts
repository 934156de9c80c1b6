import { createCommands } from '../../../harness/command/commands.ts';
import { clockFrom } from '../../../harness/journal/clock.ts';
import type { JournalEntry, JournalRecord } from '../../../harness/journal/records.ts';
import { seriesAsJudged } from '../../../harness/judge/probes/pod-pairs.ts';
import { readNodeProbes } from '../../../harness/observe/node-probes.ts';
import type { NodeRef } from '../../../harness/scenario/scenario.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

/** A probe between the pods of two nodes. */
export interface Asked {
  readonly way: string;
  readonly sentUs: number;
  readonly ok: boolean;
}

/** When an action on a node took effect: between these times, in µs of the probes' clock. */
interface Done {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Consecutive results of one path that distinguish a cut from a lost packet. */
const enoughLost = 5;

/**
 * Cuts one node off from the pods of another until the probes show it, and continues until they show the
 * repair.
 */
export async function askedWhileCut(
  { cluster, kube, workload: { probers } }: World,
  node: NodeRef,
  peer: NodeRef,
): Promise<{ readonly asked: readonly Asked[]; readonly cut: Done; readonly mended: Done }> {
  if (probers === null) throw new Error('nothing probes the pod network');
  const clock = clockFrom();
  const records: JournalRecord[] = [];
  const append = (entry: JournalEntry) => void records.push({ atUs: clock.nowUs(), ...entry });
  const reading = new AbortController();
  const { signal } = reading;
  const reads = cluster.nodes.map((one) =>
    readNodeProbes({
      ...{ cluster, nodes: [one], path: probers.file(one.name), journal: { append }, clock, signal },
    }),
  );
  const asked = () => seriesAsJudged(foldTimeline(records).probes).flatMap(listProbes);
  const waysWith = (least: number, ok: boolean, sinceUs: number) =>
    [...Map.groupBy(asked(), ({ way }) => way).values()].filter(
      (way) => way.filter((one) => one.ok === ok && one.sentUs > sinceUs).length >= least,
    ).length;
  const ways = cluster.nodes.length * (cluster.nodes.length - 1);
  const allOpen = (since: Done) =>
    until('packets come through on every way', async () => waysWith(1, true, since.toUs) === ways);

  const range = (await kube.core.readNode({ name: peer.name })).spec?.podCIDR ?? '';
  const rule = async (verb: 'add' | 'del'): Promise<Done> => {
    const fromUs = clock.nowUs();
    const command = ['exec', node.name, 'ip', 'rule', verb, 'to', range, 'blackhole'];
    await createCommands().run('docker', command, { signal, timeoutMs: 30_000 });
    return { fromUs, toUs: clock.nowUs() };
  };
  try {
    await allOpen({ fromUs: 0, toUs: clock.nowUs() });
    const cut = await rule('add');
    let mended: Done;
    try {
      await until(
        'packets are lost on the way there, and answers on the way back',
        async () => waysWith(enoughLost, false, cut.toUs) >= 2,
      );
    } finally {
      mended = await rule('del');
    }
    await allOpen(mended);
    return { asked: asked(), cut, mended };
  } finally {
    reading.abort(new Error('seen enough'));
    await Promise.all(reads);
  }
}

function listProbes({ source, length, sentUs, ok }: ReturnType<typeof seriesAsJudged>[number]): Asked[] {
  return Array.from({ length }, (_, row) => ({
    way: source,
    sentUs: sentUs[row] as number,
    ok: ok[row] === 1,
  }));
}
