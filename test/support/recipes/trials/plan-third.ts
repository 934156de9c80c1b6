import { createPlan } from '../../../../harness/plan/create-plan.ts';
import { estimate } from '../../../../harness/plan/estimate.ts';
import { planFile } from '../../../../harness/plan/plan.ts';
import { loadScenario } from '../../../../harness/scenario/load-scenario.ts';
import { readResolved, resolvedFile } from '../../../../harness/scenario/resolved/resolved-file.ts';
import type { NodeRef, Role } from '../../../../harness/scenario/scenario.ts';

// Runs in a copy of the project with a third provider, and a scenario for it: plans its roll.

const loaded = await loadScenario('third.yaml');
const scenario = readResolved(JSON.stringify(resolvedFile(loaded.scenario)), 'scenario.resolved.json');
const createNode = (role: Role, pool: string, ordinal: number): NodeRef => {
  const name = `${pool}${ordinal}`;
  return { uid: name, name, slot: { role, pool, ordinal } };
};
const nodes = [
  createNode('control-plane', 'control-plane', 0),
  createNode('worker', 'workers', 0),
  createNode('worker', 'workers', 1),
];
const { steps } = planFile(scenario, createPlan(scenario, nodes));
console.log(JSON.stringify({ scenario, steps, phases: estimate(scenario) }));
