interface ActionTraits {
  /** Makes its node's API server unavailable, if the node has one. */
  readonly takesApiAway: boolean;
}

/**
 * Actions of a roller on one node. `step` encloses all but interval and gate, which follow it. In place:
 * config to uncordon; `addons` is the wait for kube-system's rollouts. Replaced: cordon, drain, retire;
 * provision and await-version of each new node, before or after that. A drain may have its delay after it.
 * A node in quarantine: cordon, drain, quarantine.
 */
export const actions = {
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
  gate: { takesApiAway: false },
} as const satisfies Record<string, ActionTraits>;

export type Action = keyof typeof actions;

/** False also for an action that only a later version of the tool has. */
export function takesApiAway(action: Action): boolean {
  return Object.hasOwn(actions, action) && actions[action].takesApiAway;
}
