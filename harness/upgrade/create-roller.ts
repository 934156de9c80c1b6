import type { NodeMaintenance } from '../clusters/cluster.ts';
import type { Kube } from '../kube/connect.ts';
import type { NodeRef, Scenario } from '../scenario/scenario.ts';
import { changeInPlace } from './in-place.ts';
import { noneRoller } from './none.ts';
import { Quarantine } from './quarantine.ts';
import { changeByReplacement, type Membership } from './replace.ts';
import type { Explain, Roller, Validate } from './roller.ts';
import { rollSteps, type StepOptions } from './steps.ts';

export interface RollerDeps extends Omit<StepOptions, 'gate'> {
  readonly ops: NodeMaintenance;
  readonly kube: Kube;
  /** From new lists: which Deployments and DaemonSets of kube-system are not rolled out, and why. */
  readonly validateAddons: Validate;
  /** See `awaitInARow`: of kube-system alone. */
  readonly explainAddons?: Explain;
  /**
   * Awaited with the nodes that requests should reach, whenever they change: before a node's drain, and once
   * a new one is Ready.
   */
  onNodes(nodes: readonly NodeRef[]): Promise<void>;
  /** How long a new node may take until its first report; default five minutes. */
  readonly readyWithinMs?: number;
}

/** The roller of a scenario: the only switch. One roll may upgrade control planes in place and replace workers. */
export function createRoller(
  { upgrade, cluster }: Pick<Scenario, 'upgrade' | 'cluster'>,
  deps: RollerDeps,
): Roller {
  const wait = upgrade.controlPlane.addons;
  const { validateAddons: validate, explainAddons: explain } = deps;
  const addons = wait === null ? null : { policy: wait, validate, ...(explain && { explain }) };
  const options = { ...deps, gate: upgrade.gate, drain: upgrade.drain, from: cluster.from, addons };
  const { maxQuarantined } = upgrade.drain;
  if (upgrade.none) return noneRoller(options);
  return {
    roll: (plan, signal) => {
      const nodes = plan.steps.map(({ node }) => node);
      const own = {
        ...options,
        ...(maxQuarantined !== null && { quarantine: new Quarantine(maxQuarantined) }),
      };
      const replacing = { ...own, members: membership(nodes, deps.onNodes) };
      return rollSteps(plan, signal, options, (step, planned) =>
        planned.replacement === undefined
          ? changeInPlace(step, planned, plan, signal, own)
          : changeByReplacement(step, planned, plan, signal, replacing),
      );
    },
  };
}

/** Nodes that go side by side change it at the same time: it is passed on one change after the other. */
function membership(initial: readonly NodeRef[], onNodes: RollerDeps['onNodes']): Membership {
  let nodes = initial;
  let last: Promise<unknown> = Promise.resolve();
  const become = (changed: readonly NodeRef[]) => {
    nodes = changed;
    const passedOn = last.then(() => onNodes(changed));
    // A failure is the result of its own change; the next one is passed on all the same.
    last = passedOn.catch(() => {});
    return passedOn;
  };
  return {
    join: (node) => become([...nodes, node]),
    leave: (node) => become(nodes.filter(({ uid }) => uid !== node.uid)),
  };
}
