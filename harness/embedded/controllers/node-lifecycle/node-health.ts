import { isDeepStrictEqual } from 'node:util';
import { findCondition, isReady, withCondition } from '../../conditions.ts';
import type { Node } from '../../objects.ts';
import { type ControllerOptions, runController } from '../controller.ts';
import { unlessGone } from '../failures.ts';
import { evictingZones, getZone } from './disruption-mode.ts';
import { type Heard, heard, silentConditions } from './health.ts';
import { listTaints } from './taints.ts';

export interface NodeHealthOptions {
  /** kube-controller-manager's `--node-monitor-grace-period`. */
  readonly nodeGraceMs?: number;
}

/** Since Kubernetes 1.32; 40 s before. */
const usualNodeGraceMs = 50_000;

/** How long a new node may take until its first report: `--node-startup-grace-period`. */
const startupGraceMs = 60_000;

/**
 * Detects nodes that no longer report and writes that to their conditions and those of their pods. Gives
 * every node the taints that follow from its conditions and its cordon.
 */
export function runNodeHealthController(options: ControllerOptions & NodeHealthOptions): AsyncDisposable {
  const graceMs = options.nodeGraceMs ?? usualNodeGraceMs;
  return runController(options, {
    name: 'node-controller',
    setUp({ api, now, events, observe, enqueue, enqueueAfter }) {
      const nodes = observe('Node');
      const leases = observe('Lease');
      const pods = observe('Pod');
      /** A clock that stops while this machine is suspended, as the nodes do. */
      const lastHeard = new Map<string, Heard>();

      const listen = (node: Node): Heard => {
        const { name } = node.metadata;
        const lease = leases.get({ namespace: 'kube-node-lease', name });
        const latest = heard(node, lease, lastHeard.get(name), performance.now());
        lastHeard.set(name, latest);
        return latest;
      };
      leases.onChange((lease) => {
        const node =
          lease?.metadata.namespace === 'kube-node-lease' && nodes.get({ name: lease.metadata.name });
        if (node) listen(node);
      });
      nodes.onChange((node, before) => {
        if (node === null) lastHeard.delete(before?.metadata.name ?? '');
        else {
          listen(node);
          enqueue(node.metadata.name);
        }
        // How many nodes are unavailable decides whether others are evicted.
        if (readiness(node) !== readiness(before))
          for (const { metadata } of nodes.all()) enqueue(metadata.name);
      });

      /** @returns whether its conditions are up to date; if not, the write triggers another run */
      const isHeard = async (node: Node): Promise<boolean> => {
        const { atMs } = listen(node);
        const allowedMs = findCondition(node, 'Ready') === undefined ? startupGraceMs : graceMs;
        const leftMs = atMs + allowedMs - performance.now();
        if (leftMs > 0) {
          enqueueAfter(node.metadata.name, leftMs);
          return true;
        }
        const conditions = silentConditions(node, now());
        if (isDeepStrictEqual(conditions, node.status?.conditions)) return true;
        const message = `Node ${node.metadata.name} status is now: NodeNotReady`;
        events.record('Node', node, 'Normal', 'NodeNotReady', message);
        await api.updateStatus('Node', { ...node, status: { ...node.status, conditions } });
        return false;
      };
      /** Conditions that the pods' kubelet can't report any more, so that Services stop using them. */
      const markPods = async (node: Node) => {
        for (const pod of pods.all()) {
          if (pod.spec?.nodeName !== node.metadata.name || !isReady(pod)) continue;
          const notReady = { type: 'Ready', status: 'False' };
          const conditions = withCondition(pod.status?.conditions, notReady, now());
          events.record('Pod', pod, 'Warning', 'NodeNotReady', 'Node is not ready');
          await api.updateStatus('Pod', { ...pod, status: { ...pod.status, conditions } }).catch(unlessGone);
        }
      };
      const taint = async (node: Node) => {
        const evicts = evictingZones(nodes.all()).has(getZone(node));
        const taints = listTaints(node, evicts, now());
        if (isDeepStrictEqual(taints, node.spec?.taints ?? [])) return;
        await api.update('Node', { ...node, spec: { ...node.spec, taints } });
      };

      return async (name) => {
        const node = nodes.get({ name });
        if (node === undefined) return;
        try {
          if (!(await isHeard(node))) return;
          await taint(node);
          if (readiness(node) === 'Unknown') await markPods(node);
        } catch (error) {
          unlessGone(error);
        }
      };
    },
  });
}

const readiness = (node: Node | null): string | undefined =>
  node === null ? undefined : findCondition(node, 'Ready')?.status;
