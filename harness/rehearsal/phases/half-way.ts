import { pause } from '../../async/pause.ts';
import { duration } from '../../format/durations.ts';
import { getTraits } from '../../scenario/providers/table.ts';
import type { AbortPolicy } from '../../scenario/scenario.ts';
import { describeLeftBehind } from '../left-behind.ts';
import type { Run } from '../run.ts';

/** Floating-point noise of a share must not make it one node more. */
const epsilon = 1e-9;

/** After how many nodes' steps a roll is ended, rounded up, so that it is at least one. */
export const countAbortedNodes = ({ atShare }: AbortPolicy, nodes: number): number =>
  Math.ceil(nodes * atShare - epsilon);

/** Between an ended roll and the way back: journals both, says what the command left behind, and waits. */
export async function holdBothVersions(
  { journal, view, timeline, scenario }: Pick<Run, 'journal' | 'view' | 'timeline' | 'scenario'>,
  { holdMs }: AbortPolicy,
  reached: { readonly upgraded: number; readonly nodes: number },
  signal: AbortSignal,
): Promise<void> {
  const { from, provider } = scenario.cluster;
  journal.append({ type: 'roll-stop', ...reached });
  view.say(`the roll was ended after ${reached.upgraded} of ${reached.nodes} nodes`);
  view.say(`both versions run for ${duration(holdMs)}, then the nodes go back to ${from}`);
  await pause(holdMs, signal);
  const left = describeLeftBehind(timeline.view(), getTraits(provider).nodeMarks);
  if (left !== '') view.say(left);
  journal.append({ type: 'way-back', to: from });
}
