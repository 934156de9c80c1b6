import type { NodeMarks } from '../scenario/providers/traits.ts';
import { findLeftBehind } from '../timeline/inferred/left-behind.ts';
import type { LeftBehind } from '../timeline/model.ts';
import type { Timeline } from '../timeline/timeline.ts';

const label = 'node.kubernetes.io/exclude-from-external-load-balancers';

/**
 * What a rolling command that was interrupted or failed leaves on the nodes, with the commands that undo it, as
 * sentences; empty where no command rolls the nodes, or nothing is left. By what the API showed last.
 */
export function describeLeftBehind(
  timeline: Pick<Timeline, 'nodes' | 'rollLines' | 'rollCommands' | 'steps' | 'cluster'>,
  marks: NodeMarks | null,
): string {
  if (marks === null) return '';
  const { scheduledTaint, resume } = marks;
  if (timeline.rollCommands.at(-1)?.outcome === 'done' || timeline.rollCommands.length === 0) return '';
  const left = findLeftBehind(timeline);
  if (left.length === 0) return '';
  const commands = left.flatMap((node) => listCommands(node, scheduledTaint));
  const undo = commands.length === 0 ? '' : ` To undo it: ${commands.join('; ')}.`;
  const next = left.some(({ detached }) => detached)
    ? ` The next \`${resume} ${timeline.cluster?.name ?? ''} --yes\` ends the detached nodes last.`
    : '';
  return `The command left behind: ${left.map((node) => describeNode(node, scheduledTaint)).join('; ')}.${undo}${next}`;
}

function describeNode({ node, cordoned, excluded, tainted, detached }: LeftBehind, taint: string): string {
  const states = [
    ...(cordoned ? ['cordoned'] : []),
    ...(excluded ? ['excluded from load balancers'] : []),
    ...(tainted ? [`tainted ${taint}`] : []),
    ...(detached ? ['detached from its group'] : []),
  ];
  return `${node} is ${states.join(', ')}`;
}

function listCommands({ node, cordoned, excluded, tainted }: LeftBehind, taint: string): string[] {
  return [
    ...(cordoned ? [`kubectl uncordon ${node}`] : []),
    ...(excluded ? [`kubectl label node ${node} ${label}-`] : []),
    ...(tainted ? [`kubectl taint node ${node} ${taint}-`] : []),
  ];
}
