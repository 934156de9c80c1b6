import { duration } from '../format/durations.ts';
import { count } from '../format/numbers.ts';
import type { Plan } from '../plan/plan.ts';
import { getTraits } from '../scenario/providers/table.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { findWorkerPolicy } from '../scenario/worker-limits.ts';

type PlannedStep = Plan['steps'][number];

/** A plan for people: the order of the nodes with what each waits for, and how long the roll takes here and in production. */
export function describePlan(scenario: Scenario, plan: Plan): readonly string[] {
  const { title, rolling } = getTraits(scenario.cluster.provider);
  const who = rolling === 'command' ? ", in the order that the provider's own command takes" : '';
  const numberWidth = String(plan.steps.length).length;
  const nodeWidth = Math.max(0, ...plan.steps.map(({ node }) => node.length));
  return [
    `${scenario.metadata.name}: ${plan.from} → ${plan.to} on ${title}`,
    '',
    `Order of the nodes${who}:`,
    ...plan.steps.map((step, position) => {
      const isWithPrevious = plan.steps[position - 1]?.group === step.group;
      const mark = isWithPrevious ? '+' : `${step.index + 1}.`;
      const place = `${mark.padStart(numberWidth + 1)} ${step.node.padEnd(nodeWidth)}`;
      const isLast = plan.steps[position + 1]?.group !== step.group;
      return `  ${place}  ${describeStep(scenario, step, { isWithPrevious, isLast })}`;
    }),
    '',
    'Here:',
    ...plan.phases.map(
      ({ phase, expectedMs, because }) =>
        `  ${phase.padEnd(phaseWidth)}  about ${duration(roundToSeconds(expectedMs))}: ${because}`,
    ),
    `  ${'all'.padEnd(phaseWidth)}  about ${duration(roundToSeconds(sumPhases(plan)))}`,
    '',
    'In production:',
    `  ${plan.production?.formula ?? 'not known: it needs `production.nodes`, `controlPlanes` and `nodeReady`'}`,
  ];
}

const phaseWidth = 'teardown'.length;

const roundToSeconds = (ms: number): number => Math.round(ms / 1000) * 1000;

const sumPhases = ({ phases }: Plan): number => phases.reduce((sum, { expectedMs }) => sum + expectedMs, 0);

/** Which of its group a step is: the pause and the gate follow the last one. */
interface GroupPlace {
  readonly isWithPrevious: boolean;
  readonly isLast: boolean;
}

function describeStep(
  { upgrade }: Scenario,
  { role, pool, provisions, canary, intervalMs }: PlannedStep,
  { isWithPrevious, isLast }: GroupPlace,
): string {
  const { strategy } = role === 'control-plane' ? upgrade.controlPlane : findWorkerPolicy(upgrade, pool);
  const nodes = (number: number) => (number === 1 ? 'a new node' : `${count(number)} new nodes`);
  const isWatched = canary && intervalMs !== findWorkerPolicy(upgrade, pool).intervalMs;
  const pause = isWatched ? 'watched for' : 'interval';
  return [
    ...(isWithPrevious ? ['side by side'] : []),
    ...(canary ? ['canary'] : []),
    upgrade.none ? 'nothing is changed' : strategy,
    ...(provisions.before > 0 ? [`${nodes(provisions.before)} first`] : []),
    ...(provisions.after > 0 ? [`${nodes(provisions.after)} afterwards`] : []),
    ...(upgrade.none || upgrade.drain.postDrainDelayMs === 0
      ? []
      : [`post-drain delay ${duration(upgrade.drain.postDrainDelayMs)}`]),
    ...(isLast ? [intervalMs === 0 ? 'no interval' : `${pause} ${duration(intervalMs)}`] : []),
    ...(isLast ? [describeGate(upgrade.gate)] : []),
  ].join(', ');
}

function describeGate(gate: Scenario['upgrade']['gate']): string {
  if (gate === null) return 'no gate';
  const { validations, everyMs, timeoutMs } = gate;
  const times =
    validations === 1 ? 'one validation' : `${count(validations)} validations, ${duration(everyMs)} apart`;
  return `gate: ${times}, at most ${duration(timeoutMs)}`;
}
