import type { RunningLoad } from '../load/index.ts';
import type { PhaseEstimate } from '../plan/estimate.ts';
import { shortNames } from '../timeline/names.ts';
import { areSideBySide } from '../timeline/steps.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { formatRollLine } from './roll-line.ts';
import type { Status } from './view.ts';

/** The current state, for the live view: from the journal's timeline and the load generator's latest figures. */
export function createStatus(
  timeline: Timeline,
  nowUs: number,
  estimates: readonly PhaseEstimate[],
  load: RunningLoad | null,
): Status {
  const underWay = listActions(timeline);
  const validation = timeline.validations.at(-1);
  const unmet =
    validation === undefined || validation.ok ? [] : [...validation.unmet, ...(validation.reasons ?? [])];
  return {
    elapsedMs: nowUs / 1000,
    leftMs: estimateLeftMs(timeline, nowUs, estimates),
    step: underWay.length === 0 ? describeCommand(timeline) : underWay.join(', '),
    nodes: [...timeline.nodes.values()].map(({ state }) => ({
      name: shortNames(state.name, timeline),
      version: state.kubeletVersion,
      ready: state.ready,
      schedulable: !state.unschedulable,
    })),
    lanes: load?.live() ?? [],
    unmet: unmet.map((text) => shortNames(text, timeline)),
  };
}

/** The current action of the last step, and of those side by side with it: `worker-1: drain`. */
function listActions(timeline: Timeline): readonly string[] {
  const last = timeline.steps.at(-1);
  if (last === undefined) return [];
  return timeline.steps
    .filter((step) => step === last || areSideBySide(step, last))
    .flatMap(({ node, actions }) => {
      const action = actions.findLast(({ action, toUs }) => toUs === null && action !== 'step');
      return action === undefined ? [] : [`${shortNames(node, timeline)}: ${action.action}`];
    });
}

/** What a command that rolls the nodes said last, while it is not about one step; null where none runs. */
function describeCommand(timeline: Timeline): string | null {
  const command = timeline.rollCommands.at(-1);
  if (command === undefined || command.edge === 'end') return null;
  const said = timeline.rollLines.findLast(({ what }) => what !== null);
  return said === undefined || said.atUs < command.atUs
    ? command.command.join(' ')
    : shortNames(formatRollLine(said), timeline);
}

/** The rest of the running phase's estimate, and the phases after it. */
function estimateLeftMs(
  timeline: Timeline,
  nowUs: number,
  estimates: readonly PhaseEstimate[],
): number | null {
  const running = timeline.phases.findLast((phase) => phase.toUs === null);
  const index = estimates.findIndex(({ phase }) => phase === running?.phase);
  const now = estimates[index];
  if (running === undefined || now === undefined) return null;
  const left = Math.max(0, now.expectedMs - (nowUs - running.fromUs) / 1000);
  return estimates.slice(index + 1).reduce((sum, { expectedMs }) => sum + expectedMs, left);
}
