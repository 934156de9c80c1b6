import { z } from 'zod';
import { pauseUnlessAborted } from '../async/pause.ts';
import type { Cluster } from '../clusters/cluster.ts';
import type { Clock } from '../journal/clock.ts';
import { nodeProbes } from '../journal/probe-entries.ts';
import type { Journal } from '../journal/records.ts';
import { errorText } from '../kube/api-error.ts';
import type { NodeRef } from '../scenario/scenario.ts';

/** A line of a prober's file: `sentNs` is this machine's monotonic clock, as a decimal string. */
const resultLine = z.object({
  probe: z.enum(nodeProbes),
  seq: z.int().nonnegative(),
  sentNs: z.string().regex(/^\d+$/),
  durationUs: z.number().nonnegative(),
  ok: z.boolean(),
  error: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
});

const followAgainMs = 1_000;

export interface NodeProbeOptions {
  readonly cluster: Pick<Cluster, 'followFile'>;
  readonly nodes: readonly NodeRef[];
  /** Path of the prober's results on each node. */
  readonly path: string;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Journals the results of the probers inside the cluster, read from their nodes without the API server, until
 * the signal. A file that ends is followed again from its beginning, and no result is journaled twice.
 */
export async function readNodeProbes(options: NodeProbeOptions): Promise<void> {
  await Promise.all(options.nodes.map((node) => readNode(node, options)));
}

async function readNode(
  node: NodeRef,
  { cluster, path, journal, clock, signal }: NodeProbeOptions,
): Promise<void> {
  // The file only grows, so the number of its read lines is the only state, however long the run.
  let known = 0;
  while (!signal.aborted) {
    let number = 0;
    try {
      for await (const line of cluster.followFile(node, path, signal)) {
        number += 1;
        const result = number > known ? parseLine(line) : null;
        if (result === null) continue;
        known = number;
        const { sentNs, error, from, to, ...found } = result;
        const sentUs = Number(BigInt(sentNs) - clock.originNs) / 1000;
        const also = { ...(error && { error }), ...(from && to && { from, to }) };
        journal.append({ type: 'probe', source: node.name, sentUs, ...found, ...also });
      }
    } catch (error) {
      if (!signal.aborted)
        journal.append({
          type: 'note',
          message: `reading the probes of ${node.name} again: ${errorText(error)}`,
        });
    }
    await pauseUnlessAborted(followAgainMs, signal);
  }
}

/** Null for a line that was torn, or is not a result. */
function parseLine(line: string): z.infer<typeof resultLine> | null {
  try {
    return resultLine.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
