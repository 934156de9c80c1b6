import type { Cluster } from '../../clusters/cluster.ts';
import type { FrontDoor } from '../../clusters/front-door.ts';
import { createMoment } from '../../plan/moments.ts';
import type { HookTime, hookedPhases } from '../../scenario/hooks/hook.ts';
import type { CallMeans } from '../../upgrade/calls/call.ts';
import { createRunHooks, type HookMeans, type RunHooks } from '../../upgrade/hooks/run-hooks.ts';
import { applyAndAwait } from '../../workload/own/apply-and-await.ts';
import { createCallMeans } from '../call-means.ts';
import { abortOnInterrupt } from '../interruption.ts';
import type { Run } from '../run.ts';

/** The user's commands and requests around the parts of a run. */
export interface HooksOfRun {
  readonly means: CallMeans;
  /** Those of the roll. */
  readonly runHooks: RunHooks;
  ofRun(when: HookTime): Promise<void>;
  /** The body of a phase between its hooks. Those after it are left out if it throws. */
  around(phase: (typeof hookedPhases)[number], body: () => Promise<void>): Promise<void>;
}

/** The hooks of a run on its cluster. All throw as `RunHooks`. */
export function createHooksOfRun(
  run: Run,
  cluster: Pick<Cluster, 'kubeconfig'>,
  door: Pick<FrontDoor, 'url'>,
): HooksOfRun {
  const { scenario, journal, view, hookObjects } = run;
  const means = createCallMeans(run, cluster, door);
  const { hooks } = scenario.upgrade;
  const { kubeconfig } = cluster;
  const apply: HookMeans['apply'] = (hook, withinMs, signal) =>
    applyAndAwait({
      ...{ kubeconfig, objects: hookObjects[hook] ?? [], runId: run.id },
      ...{ withinMs, signal, say: view.say },
    });
  const runHooks = createRunHooks({
    ...{ hooks, means: { ...means, apply }, append: journal.append, say: view.say },
  });
  const at = (...moment: Parameters<typeof createMoment>) =>
    runHooks(createMoment(...moment), null, abortOnInterrupt(run));
  return {
    means,
    runHooks,
    ofRun: (when) => at(when, 'run', null),
    async around(phase, body) {
      await at('before', 'phase', phase);
      await body();
      await at('after', 'phase', phase);
    },
  };
}
