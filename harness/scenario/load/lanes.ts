import type { Mistake } from '../mistakes.ts';
import type { LaneKind, LaneSpec } from '../scenario.ts';
import type { UnderstoodScenario, WrittenScenario } from '../schema/scenario.ts';
import { laneKinds } from './lane-kinds.ts';

/** Each lane's settings; one that is only a kind has its name, and uses HTTP/1.1 without TLS. */
export function laneSpecs(written: WrittenScenario['load']['lanes']): readonly LaneSpec[] {
  return written.map((lane): LaneSpec => {
    if (typeof lane === 'string') return createLaneSpec(lane);
    const { name, connections, protocol, tls, count } = lane;
    return { name, kind: connections, protocol, tls, count: count ?? null };
  });
}

export function createLaneSpec(kind: LaneKind): LaneSpec {
  return { name: kind, kind, protocol: 'http1', tls: false, count: null };
}

/** autocannon's lane is configured by `load.closed`. */
const taken = 'closed';

export function laneMistakes({ load, workload }: UnderstoodScenario): readonly Mistake[] {
  const lanes = load?.lanes ?? [];
  const names = lanes.map((lane) => (typeof lane === 'string' ? lane : lane?.name));
  return lanes.flatMap((lane, index) => {
    const mistakes: Mistake[] = [];
    const path = ['load', 'lanes', index];
    const add = (message: string, ...key: string[]) =>
      mistakes.push({ path: [...path, ...key], at: 'value', message });
    const name = names[index];
    const named = typeof lane === 'string' ? [] : ['name'];
    if (name !== undefined && names.indexOf(name) < index)
      add(`the lane \`${name}\` is there already`, ...named);
    if (name === taken) add(`\`${taken}\` is the lane of \`load.closed\`: choose another name`, ...named);
    if (lane === undefined || typeof lane === 'string') return mistakes;
    const { connections } = lane;
    if (connections !== undefined && !laneKinds[connections].keepsConnections && lane.count !== undefined)
      add(`only kept-alive connections are counted, and this lane is \`${connections}\``, 'count');
    if (lane.tls && workload?.manifests !== undefined)
      add(
        'TLS works only with the built-in service, whose certificate is made for each run: omit `tls` with `workload.manifests`',
        'tls',
      );
    return mistakes;
  });
}
