import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { endProcesses, markedProcesses } from '../../../command/marked-processes.ts';
import type { ApiAccess } from '../../client/client.ts';
import { createLabels, createTaints, listStaticPods } from '../../node-names.ts';
import { type Child, forkProcess } from '../fork.ts';
import {
  type ClusterSettings,
  type NodeRequests,
  type NodeSettings,
  nodeVariable,
  runVariable,
} from '../messages.ts';
import type { FactLog } from './fact-log.ts';
import type { Place } from './places.ts';

export interface Machine {
  readonly place: Place;
  readonly kubelet: Child<NodeRequests, object>;
}

/** The node processes of a cluster: its machines. */
export interface Machines extends AsyncDisposable {
  /** Starts the machine; its kubelet registers itself. */
  start(place: Place, version: string): Promise<void>;
  /** @throws Error if no machine has that name */
  of(node: string): Machine;
  /** Switches it off: its pods get no SIGTERM. */
  powerOff(node: string): Promise<void>;
}

/** Settings that all machines of a cluster share. */
export interface MachineOptions extends Pick<ClusterSettings, 'runId' | 'lags' | 'commands' | 'folder'> {
  readonly range: number;
  readonly api: ApiAccess;
  readonly facts: FactLog;
  /** A serving certificate for that address. */
  certify(address: string): Promise<NodeSettings['tls']>;
}

export function machines(options: MachineOptions): Machines {
  const { runId, range, facts } = options;
  const running = new Map<string, Machine>();
  let over = false;

  /** Not hidden: the node becomes NotReady when its lease expires, as for a machine that crashed. */
  const watchOver = async ({ place: { name }, kubelet }: Machine) => {
    const why = await kubelet.ended;
    const expected = !running.delete(name);
    facts.note({ what: expected ? 'powered-off' : 'died', node: name, detail: why });
    if (!expected) await endPods(runId, name);
  };

  const of = (node: string) => {
    const machine = running.get(node);
    if (machine === undefined) throw new Error(`There is no machine ${node}`);
    return machine;
  };

  return {
    async start(place, version) {
      const { name, slot, index, address } = place;
      const folder = join(options.folder, 'nodes', name);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const tls = await options.certify(address);
      if (over) throw new Error('The cluster has ended');
      const settings: NodeSettings = {
        ...{ runId, name, range, index, version, folder },
        ...{ api: options.api, lags: options.lags, commands: options.commands },
        role: slot.role,
        labels: createLabels(name, slot),
        taints: createTaints(slot),
        tls,
        staticPods: slot.role === 'control-plane' ? listStaticPods(version) : [],
      };
      const kubelet = forkProcess<NodeRequests, object>(
        new URL('../node-process.ts', import.meta.url),
        settings,
        {
          runId,
          logFile: join(options.folder, 'nodes', `${name}.log`),
          env: { [nodeVariable]: name },
        },
      );
      const machine = { place, kubelet };
      running.set(name, machine);
      void watchOver(machine);
      await kubelet.ready;
      facts.note({ what: 'started', node: name, detail: `process ${kubelet.pid}, version ${version}` });
    },
    of,
    async powerOff(node) {
      const { kubelet } = of(node);
      running.delete(node);
      // The response may be lost with the process; only its end matters.
      await Promise.race([kubelet.ask('powerOff', {}).catch(() => {}), kubelet.ended]);
      await kubelet.end();
      await endPods(runId, node);
    },
    async [Symbol.asyncDispose]() {
      over = true;
      const ending = [...running.values()];
      running.clear();
      await Promise.all(ending.map(({ kubelet }) => kubelet.end()));
      await endPods(runId, null);
    },
  };
}

/**
 * Kills processes that an ended machine left: its pods if it was killed, and processes that left their pod's
 * process group.
 * @param node null: every machine of the cluster, all of them having ended
 */
async function endPods(runId: string, node: string | null): Promise<void> {
  try {
    const ofRun = markedProcesses(runVariable).filter(({ value }) => value === runId);
    const ofNodes = markedProcesses(nodeVariable).filter(({ value }) => node === null || value === node);
    const pids = new Set(ofRun.map(({ id }) => id.pid));
    await endProcesses(ofNodes.map(({ id }) => id).filter(({ pid }) => pids.has(pid)));
  } catch (error) {
    // Best effort: `clean` searches for the same processes.
    console.error(error);
  }
}
