import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { endProcesses, markedProcesses } from '../../../../command/marked-processes.ts';
import type { Slot } from '../../../../scenario/scenario.ts';
import { nodeAddress } from '../../addresses.ts';
import type { ApiAccess } from '../../client/client.ts';
import { labelsOf, nodeNames, staticPodsOf, taintsOf } from '../../node-names.ts';
import { type Child, forkProcess } from '../channel.ts';
import {
  type ClusterSettings,
  type NodeRequests,
  type NodeSettings,
  nodeVariable,
  runVariable,
} from '../messages.ts';
import type { FactLog } from './fact-log.ts';

/** A name and an address that a machine is to have: nothing runs yet. */
export interface Place {
  readonly name: string;
  readonly slot: Slot;
  readonly index: number;
  readonly address: string;
}

/** The node processes of a cluster: its machines. */
export interface Machines extends AsyncDisposable {
  /** @throws Error where the range has no address left */
  place(slot: Slot): Place;
  /** Starts the machine; its kubelet registers by itself. */
  start(place: Place, version: string): Promise<void>;
  /** @throws Error where there is no machine of that name */
  of(node: string): Child<NodeRequests, object>;
  /** Switches it off: its pods get no SIGTERM. */
  powerOff(node: string): Promise<void>;
}

/** What every machine of a cluster is started with. */
export interface MachineOptions
  extends Pick<ClusterSettings, 'runId' | 'name' | 'lags' | 'commands' | 'folder'> {
  readonly range: number;
  readonly api: ApiAccess;
  readonly facts: FactLog;
  /** A serving certificate for that address. */
  certify(address: string): Promise<NodeSettings['tls']>;
}

/** Third part of a node's address: 255 is the Services'. */
const lastIndex = 250;

export function machines(options: MachineOptions): Machines {
  const { runId, range, facts } = options;
  const nameOf = nodeNames(options.name);
  const running = new Map<string, Child<NodeRequests, object>>();
  let placed = 0;

  /** Nothing is hidden: the node goes NotReady by its lease, as that of a machine that fell over. */
  const watchOver = async (name: string, child: Child<NodeRequests, object>) => {
    const why = await child.ended;
    const expected = running.get(name) !== child;
    running.delete(name);
    facts.note({ what: expected ? 'powered-off' : 'died', node: name, detail: why });
    if (!expected) await endOrphans(runId, name);
  };

  return {
    place(slot) {
      if (placed === lastIndex)
        throw new Error(`A cluster has addresses for ${lastIndex} machines in its life`);
      placed += 1;
      return { name: nameOf(slot.role), slot, index: placed, address: nodeAddress(range, placed) };
    },
    async start({ name, slot, index, address }, version) {
      const folder = join(options.folder, 'nodes', name);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const settings: NodeSettings = {
        ...{ runId, name, range, index, version, folder },
        ...{ api: options.api, lags: options.lags, commands: options.commands },
        role: slot.role,
        labels: labelsOf(name, slot),
        taints: taintsOf(slot),
        tls: await options.certify(address),
        staticPods: slot.role === 'control-plane' ? staticPodsOf(version) : [],
      };
      const child = forkProcess<NodeRequests, object>('node-process', settings, {
        runId,
        logFile: join(options.folder, 'nodes', `${name}.log`),
        env: { [nodeVariable]: name },
      });
      running.set(name, child);
      watchOver(name, child);
      await child.ready;
      facts.note({ what: 'started', node: name, detail: `process ${child.pid}, version ${version}` });
    },
    of(node) {
      const child = running.get(node);
      if (child === undefined) throw new Error(`There is no machine ${node}`);
      return child;
    },
    async powerOff(node) {
      const child = this.of(node);
      running.delete(node);
      // Its answer may be lost with it: that it has ended is what counts.
      await Promise.race([child.ask('powerOff', {}).catch(() => {}), child.ended]);
      await child.end();
    },
    async [Symbol.asyncDispose]() {
      const ending = [...running.values()];
      running.clear();
      await Promise.all(ending.map((child) => child.end()));
    },
  };
}

/** Pods of a node process that can't end them any more. */
async function endOrphans(runId: string, node: string): Promise<void> {
  const ofRun = markedProcesses(runVariable).filter(({ value }) => value === runId);
  const ofNode = markedProcesses(nodeVariable).filter(({ value }) => value === node);
  const pids = new Set(ofRun.map(({ id }) => id.pid));
  await endProcesses(ofNode.map(({ id }) => id).filter(({ pid }) => pids.has(pid)));
}
