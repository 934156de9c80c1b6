import type { FrontDoorRoute, FrontDoorSpec } from '../../../../harness/clusters/front-door.ts';
import type { Commands, RunOptions, RunResult } from '../../../../harness/command/commands.ts';
import { RehearsalError } from '../../../../harness/errors.ts';
import type { ClusterSpec, NodeRef } from '../../../../harness/scenario/scenario.ts';

export const runId = '20261121-011512-a3f9';

export const clusterSpec: ClusterSpec = {
  provider: 'kind',
  name: null,
  from: '1.33.13',
  to: '1.34.4',
  controlPlanes: 1,
  pools: [{ name: 'workers', nodes: 2 }],
  images: [],
  nodeImages: {},
  commands: {},
  cpus: null,
  production: null,
  clone: null,
};

/** The route to a target's Service. */
export const doorRoute = (
  target: string,
  nodePort: number,
  healthCheckNodePort: number | null = null,
): FrontDoorRoute => ({
  ...{ target, nodePort, healthCheckNodePort },
  service: { namespace: 'rehearse', name: target, port: 80 },
});

export const doorSpec: FrontDoorSpec = {
  type: 'proxy',
  annotations: {},
  routes: [doorRoute('web', 30_080)],
  healthCheck: { of: 'node-proxy', everyMs: 1_000, timeoutMs: 500, rise: 2, fall: 3 },
  connectTimeoutMs: 1_500,
  allUnhealthy: 'route-to-all',
  deregistration: { lagMs: 0, drainDelayMs: null },
  controlImage: 'control:test',
  choice: null,
  onBackends: () => {},
  onError: () => {},
};

export const controlPlane: NodeRef = {
  uid: 'u1',
  name: 'c-control-plane',
  slot: { pool: 'control-plane', role: 'control-plane', ordinal: 0 },
};
export const worker: NodeRef = {
  uid: 'u2',
  name: 'c-worker',
  slot: { pool: 'workers', role: 'worker', ordinal: 0 },
};

/** What a program of that command line answers: its stdout, or an error it fails with. */
export type Answer = (command: readonly string[], options: RunOptions) => string | RehearsalError;

/** Commands that are answered here instead of being run, and a record of them. */
export function answering(answer: Answer): Commands & {
  readonly asked: readonly string[];
  /** Commands that were interrupted before their last line. */
  readonly interrupted: readonly string[];
} {
  const asked: string[] = [];
  const interrupted: string[] = [];
  return {
    asked,
    interrupted,
    async run(file, args, options = {}): Promise<RunResult> {
      options.signal?.throwIfAborted();
      asked.push([file, ...args].join(' '));
      const answered = answer([file, ...args], options);
      const text = typeof answered === 'string' ? answered : answered.message;
      for (const line of text.split('\n')) {
        options.onLine?.(line);
        if (options.interrupt === undefined) continue;
        // The reader of the line may end the command because of it.
        await new Promise(setImmediate);
        if (!options.interrupt.aborted) continue;
        interrupted.push([file, ...args].join(' '));
        return { stdout: text, stderr: '', exitCode: 130 };
      }
      if (typeof answered === 'string') return { stdout: answered, stderr: '', exitCode: 0 };
      const [exitCode] = options.accept ?? [];
      if (exitCode === undefined) throw answered;
      return { stdout: '', stderr: answered.message, exitCode };
    },
    async *lines() {},
    adopt: () => () => {},
  };
}

export const refused = (message: string) => new RehearsalError('command-failed', message);
