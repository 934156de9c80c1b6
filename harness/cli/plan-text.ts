import { duration } from '../format/durations.ts';
import { count } from '../format/numbers.ts';
import type { Plan } from '../plan/plan.ts';
import { getTraits } from '../scenario/providers/table.ts';
import type { Scenario } from '../scenario/scenario.ts';

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
    ...plan.steps.map((step) => {
      const place = `${String(step.index + 1).padStart(numberWidth)}. ${step.node.padEnd(nodeWidth)}`;
      return `  ${place}  ${describeStep(scenario, step)}`;
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

function describeStep({ upgrade }: Scenario, { role, provisions, intervalMs }: PlannedStep): string {
  const { strategy } = role === 'control-plane' ? upgrade.controlPlane : upgrade.nodes;
  const nodes = (number: number) => (number === 1 ? 'a new node' : `${count(number)} new nodes`);
  return [
    upgrade.none ? 'nothing is changed' : strategy,
    ...(provisions.before > 0 ? [`${nodes(provisions.before)} first`] : []),
    ...(provisions.after > 0 ? [`${nodes(provisions.after)} afterwards`] : []),
    intervalMs === 0 ? 'no interval' : `interval ${duration(intervalMs)}`,
    describeGate(upgrade.gate),
  ].join(', ');
}

function describeGate(gate: Scenario['upgrade']['gate']): string {
  if (gate === null) return 'no gate';
  const { validations, everyMs, timeoutMs } = gate;
  const times =
    validations === 1 ? 'one validation' : `${count(validations)} validations, ${duration(everyMs)} apart`;
  return `gate: ${times}, at most ${duration(timeoutMs)}`;
}
