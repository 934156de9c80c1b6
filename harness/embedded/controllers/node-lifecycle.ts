import type { ControllerOptions } from './controller.ts';
import { type NodeHealthOptions, runNodeHealthController } from './node-lifecycle/node-health.ts';
import { type OrphanedPodsOptions, runOrphanedPodsController } from './node-lifecycle/orphaned-pods.ts';
import { runTaintEvictionController } from './node-lifecycle/taint-eviction.ts';

export type NodeLifecycleOptions = NodeHealthOptions & OrphanedPodsOptions;

/** Reacts to nodes that are silent, not ready or removed, and handles their pods. */
export function runNodeLifecycleControllers(
  options: ControllerOptions & NodeLifecycleOptions,
): AsyncDisposable {
  const running = [
    runNodeHealthController(options),
    runTaintEvictionController(options),
    runOrphanedPodsController(options),
  ];
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(running.map((controller) => controller[Symbol.asyncDispose]()));
    },
  };
}
