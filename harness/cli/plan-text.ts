import { duration } from '../format/durations.ts';
import { count } from '../format/numbers.ts';
import { opensInstanceGroup } from '../plan/instance-groups.ts';
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
      const isFirst = opensInstanceGroup(plan.steps, position);
      return `  ${place}  ${describeStep(scenario, step, { isFirst, isWithPrevious, isLast })}`;
    }),
    ...describeHooks(scenario),
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

interface StepPlace {
  /** The first one of the control planes or of its pool, which a gate may precede. */
  readonly isFirst: boolean;
  /** Side by side with the one above it. */
  readonly isWithPrevious: boolean;
  /** The last one of those side by side: the pause and the gate follow it. */
  readonly isLast: boolean;
}

function describeStep(
  { upgrade }: Scenario,
  { role, pool, provisions, canary, intervalMs }: PlannedStep,
  { isFirst, isWithPrevious, isLast }: StepPlace,
): string {
  const { strategy } = role === 'control-plane' ? upgrade.controlPlane : findWorkerPolicy(upgrade, pool);
  const nodes = (number: number) => (number === 1 ? 'a new node' : `${count(number)} new nodes`);
  const isWatched = canary && intervalMs !== findWorkerPolicy(upgrade, pool).intervalMs;
  const pause = isWatched ? 'watched for' : 'interval';
  const { beforeGroup = 0 } = upgrade.gate ?? {};
  return [
    ...(isFirst && beforeGroup > 0 ? [`after ${formatValidations(beforeGroup)} of its instance group`] : []),
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

function describeHooks({ upgrade: { hooks } }: Scenario): readonly string[] {
  if (hooks.length === 0) return [];
  return [
    '',
    'Hooks:',
    ...hooks.map(({ name, when, at, of, does }) => {
      const place = of === null ? (at === 'run' ? 'the run' : `each ${at}`) : `${at} ${of}`;
      const paused = does.kind === 'pause' ? `, a pause of ${duration(does.forMs)}` : '';
      return `  ${when} ${place}: ${name}${paused}`;
    }),
  ];
}

function describeGate(gate: Scenario['upgrade']['gate']): string {
  if (gate === null) return 'no gate';
  const { validations, everyMs, timeoutMs, checks } = gate;
  const apart = validations === 1 ? '' : `, ${duration(everyMs)} apart`;
  const own = checks.length === 0 ? '' : ` with ${checks.map(({ name }) => name).join(' and ')}`;
  return `gate: ${formatValidations(validations)}${own}${apart}, at most ${duration(timeoutMs)}`;
}

const formatValidations = (validations: number): string =>
  validations === 1 ? 'one validation' : `${count(validations)} validations`;
