import type { ProbeSeries } from '../../timeline/probes.ts';

/** A prober without a result for longer than this may have been gone meanwhile. */
const thereWithinUs = 2_000_000;

/** The path from one node's pods to another's, as a prober's name. */
export const pairName = (from: string, to: string) => `${from} → ${to}`;

/**
 * The series as they are judged: those of probe `pods` as one for each ordered pair of nodes, with the name `a → b`. A
 * failure counts only if the prober at the target address kept probing itself, which needs no network. A prober that
 * was gone, with or without its node, or whose node stood still, shows nothing about the path to it.
 */
export function seriesAsJudged(all: readonly ProbeSeries[]): ProbeSeries[] {
  const asked = all.filter((one) => one.probe === 'pods');
  const atAddress = Map.groupBy(asked, (one) => one.from);
  const pairs = Map.groupBy(asked, ({ source, to }) =>
    pairName(source, atAddress.get(to)?.[0]?.source ?? ''),
  );
  return [
    ...all.filter((one) => one.probe !== 'pods'),
    ...[...pairs].flatMap(([source, series]) => {
      // No result ever came from that address, so its node is unknown.
      const known = series.filter((one) => atAddress.has(one.to));
      return known.length === 0 ? [] : [joinPair(source, known, atAddress)];
    }),
  ];
}

function joinPair(
  source: string,
  series: readonly ProbeSeries[],
  atAddress: ReadonlyMap<string | null, readonly ProbeSeries[]>,
): ProbeSeries {
  const rows = series.flatMap((one) => {
    const wasThere = createPresenceCheck(atAddress.get(one.to) ?? []);
    return Array.from({ length: one.length }, (_, row) => ({
      sentUs: one.sentUs[row] as number,
      durationUs: one.durationUs[row] as number,
      seq: one.seq[row] as number,
      ok: one.ok[row] as number,
    })).filter(({ ok, sentUs }) => ok === 1 || wasThere(sentUs));
  });
  return {
    probe: 'pods',
    source,
    from: null,
    to: null,
    length: rows.length,
    sentUs: Float64Array.from(rows, (row) => row.sentUs),
    durationUs: Float64Array.from(rows, (row) => row.durationUs),
    seq: Uint32Array.from(rows, (row) => row.seq),
    ok: Uint8Array.from(rows, (row) => row.ok),
  };
}

/** Whether a prober had results of its own on both sides of a moment, close enough to each other. */
function createPresenceCheck(own: readonly ProbeSeries[]): (atUs: number) => boolean {
  const sent = Float64Array.from(own.flatMap((one) => [...one.sentUs.subarray(0, one.length)])).sort();
  return (atUs) => {
    const after = firstAfter(sent, atUs);
    const [before, next] = [sent[after - 1], sent[after]];
    return before !== undefined && next !== undefined && next - before <= thereWithinUs;
  };
}

/** Index of the first that is greater. */
function firstAfter(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
