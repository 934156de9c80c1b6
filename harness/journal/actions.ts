interface ActionTraits {
  /** Makes its node's API server unavailable, if the node has one. */
  readonly takesApiAway: boolean;
  /** Comes before its node's step begins: the step's window leaves it out. */
  readonly precedesStep?: true;
  /** Waits until validations hold. */
  readonly isGate?: true;
}

/**
 * Actions of a roller on one node. `step` encloses all but interval and gate, which follow it, and the gate of an
 * instance group (the control planes, or a pool), which precedes the step of its first node. In place: config to
 * uncordon; `addons` is the wait for kube-system's rollouts. Replaced: cordon, drain, retire; provision and
 * await-version of each new node, before or after that. A drain may have its delay after it. A node in quarantine:
 * cordon, drain, quarantine.
 */
export const actions = {
  'instance-group-gate': { takesApiAway: false, precedesStep: true, isGate: true },
  step: { takesApiAway: false },
  config: { takesApiAway: true },
  addons: { takesApiAway: false },
  cordon: { takesApiAway: false },
  drain: { takesApiAway: false },
  'post-drain-delay': { takesApiAway: false },
  quarantine: { takesApiAway: false },
  kubelet: { takesApiAway: true },
  'await-version': { takesApiAway: false },
  uncordon: { takesApiAway: false },
  retire: { takesApiAway: true },
  provision: { takesApiAway: false },
  interval: { takesApiAway: false },
  gate: { takesApiAway: false, isGate: true },
} as const satisfies Record<string, ActionTraits>;

export type Action = keyof typeof actions;

/** False also for an action that only a later version of the tool has. */
export function takesApiAway(action: Action): boolean {
  return findTraits(action)?.takesApiAway ?? false;
}

/** Whether an action comes before its node's step begins. */
export function precedesStep(action: Action): boolean {
  return findTraits(action)?.precedesStep ?? false;
}

/** Whether an action waits until validations hold. */
export function isGate(action: Action): boolean {
  return findTraits(action)?.isGate ?? false;
}

const findTraits = (action: Action): ActionTraits | undefined =>
  Object.hasOwn(actions, action) ? actions[action] : undefined;
