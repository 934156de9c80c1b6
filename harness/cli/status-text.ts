import { elapsed, latency } from '../format/durations.ts';
import { count } from '../format/numbers.ts';
import type { Status } from '../rehearsal/view.ts';
import { printable } from './terminal-text.ts';

/** The status as lines: time, step, nodes, lanes, and what is awaited. */
export function statusLines(status: Status): readonly string[] {
  const time = `${elapsed(status.elapsedMs)} elapsed${status.leftMs === null ? '' : `, about ${elapsed(status.leftMs)} left`}`;
  return [
    status.step === null ? time : `${time} · ${printable(status.step)}`,
    ...(status.nodes.length === 0 ? [] : [status.nodes.map(nodeText).join('   ')]),
    ...status.lanes.map(laneText),
    ...(status.unmet.length === 0
      ? []
      : [`waiting for: ${printable(status.unmet.slice(0, 2).join('; '))}${more(status.unmet.length - 2)}`]),
  ];
}

function nodeText(node: Status['nodes'][number]): string {
  const state = [node.ready ? '' : 'not ready', node.schedulable ? '' : 'cordoned']
    .filter(Boolean)
    .join(', ');
  return `${printable(node.name)} ${printable(node.version)}${state ? ` (${state})` : ''}`;
}

function laneText(lane: Status['lanes'][number]): string {
  const ms = (value: number) => (Number.isNaN(value) ? '–' : latency(value));
  return `${`${lane.target}/${lane.lane}`.padEnd(16)} ${count(lane.ratePerS).padStart(5)}/s  p50 ${ms(lane.p50Ms).padStart(6)} ms  p99 ${ms(lane.p99Ms).padStart(7)} ms  failed ${count(lane.failed)}`;
}

const more = (count: number) => (count > 0 ? ` and ${count} more` : '');
