import { clock, duration } from '../format/durations.ts';
import { count } from '../format/numbers.ts';

/** Maximum number of lost writes that are named individually. */
const mostNamed = 5;

interface LostWrites {
  readonly source: string;
  readonly numbers: readonly number[];
}

/** Reasons of the criteria of probes. */
export const probeReasons = {
  'no-probe-result': () => 'there is no result of this probe',
  'probe-failures': ({ failed, probes, source }: { failed: number; probes: number; source: string }) =>
    `${count(failed)} of ${count(probes)} failed at ${source}, the longest run of failures from its first to the next good one`,
  'probe-outage': ({ fromUs, action }: { fromUs: number; action: string | null }) =>
    `from ${clock(fromUs)}${action === null ? '' : `, during ${action}`}`,
  'servers-not-probed': ({ probed, servers }: { probed: number; servers: number }) =>
    `only ${count(probed)} of ${count(servers)} API servers were probed`,
  'nodes-not-probed': ({ nodes }: { nodes: readonly string[] }) =>
    `no result came from the prober on ${nodes.join(', ')}`,
  'pairs-not-probed': ({ pairs }: { pairs: readonly string[] }) =>
    `nothing is known of the way ${pairs.join(', ')}`,
  'prober-silent': ({ source, ms }: { source: string; ms: number }) =>
    `the prober at ${source} left no result for ${duration(ms)}, which may hide an outage longer than the limit`,
  'writes-found': ({ acknowledged }: { acknowledged: number }) =>
    `${sought(acknowledged)}, and all were found`,
  'writes-lost': ({ acknowledged, lost }: { acknowledged: number; lost: readonly LostWrites[] }) =>
    `${sought(acknowledged)}, and not found were: ${lost.map(({ source, numbers }) => `${numbersText(numbers)} of ${source}`).join('; ')}`,
  'writes-not-read': ({ source, error }: { source: string; error: string }) =>
    `the writes of ${source} could not be read back: ${error}`,
  'servers-not-read': ({ read, servers }: { read: number; servers: number }) =>
    `the writes of ${count(read)} of ${count(servers)} API servers were looked for at the end`,
  'no-write': () => 'no write was acknowledged',
};

const sought = (acknowledged: number) =>
  `${count(acknowledged)} acknowledged writes were looked for at the end`;

function numbersText(numbers: readonly number[]): string {
  const more = numbers.length - mostNamed;
  return `${numbers.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`;
}
