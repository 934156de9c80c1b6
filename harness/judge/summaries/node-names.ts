import type { Timeline } from '../../timeline/model.ts';
import { nameBySlots } from '../../timeline/names.ts';
import type { Summary } from '../answer/summary.ts';

/** Short names of the nodes that a cloud named; nothing where this tool names them by role and number. */
export function nameNodes(timeline: Timeline): Pick<Summary, 'nodes'> {
  if (timeline.cluster?.rolling !== 'command') return {};
  return { nodes: [...nameBySlots(timeline)].map(([name, shortName]) => ({ name, shortName })) };
}
