/** Output of the real `kubectl drain`, normalized so that it does not depend on names. */
import type { V1DaemonSet, V1Pod } from '@kubernetes/client-node';
import type { Kubectl } from '../kubectl.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

const name = 'agent';
const labels = { 'app.kubernetes.io/name': name };
/** System pods run on nodes, too, and differ between providers. */
const ownPods = ['--pod-selector', 'app.kubernetes.io/name in (web, agent)'];

const ignoring = 'Warning: ignoring DaemonSet-managed Pods: default/agent-POD';
const blocked =
  'error when evicting pods/"web-POD" -n "rehearse" (will retry after 5s): Cannot evict pod as it would violate the pod\'s disruption budget.';
const failed = (why: string) => [
  `error: unable to drain node "NODE" due to error: ${why}, continuing command...`,
  'There are pending nodes to be drained:',
  'NODE',
];

/** Its output for a node with two pods of the service and one agent: first on stderr. */
export const says = {
  get agentsAreThere() {
    const why = 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): default/agent-POD';
    return [...failed(why), why, 'node/NODE cordoned'];
  },
  budgetForbids(timeout: string) {
    const tooLate = `error when evicting pods/"web-POD" -n "rehearse": global timeout reached: ${timeout}`;
    const both = `[${tooLate}, ${tooLate}]`;
    return [
      ...[ignoring, blocked],
      ...[`There are pending pods in node "NODE" when an error occurred: ${both}`, 'pod/web-POD'],
      ...[...failed(both), tooLate],
      ...['node/NODE already cordoned', 'evicting pod rehearse/web-POD'],
    ];
  },
  /** One pod after the other: the budget permits the second eviction once the first pod has a successor. */
  drained: [
    ...[ignoring, blocked],
    ...['node/NODE already cordoned', 'evicting pod rehearse/web-POD'],
    ...['pod/web-POD evicted', 'node/NODE drained'],
  ],
} as const;

/** A DaemonSet with the service's image, until disposal; its pods run on every node. */
export async function agents(
  { kube, workload }: World,
  namespace = 'default',
): Promise<AsyncDisposable & { pods(): Promise<V1Pod[]> }> {
  const web = await kube.apps.readNamespacedDeployment({
    namespace: workload.namespace,
    name: workload.deployment,
  });
  const { containers = [], securityContext } = web.spec?.template.spec ?? {};
  const body: V1DaemonSet = {
    metadata: { name, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers, ...(securityContext && { securityContext }) },
      },
    },
  };
  await kube.apps.createNamespacedDaemonSet({ namespace, body });
  const pods = async () =>
    (await kube.core.listNamespacedPod({ namespace, labelSelector: `app.kubernetes.io/name=${name}` })).items;
  await until('every agent is ready', async () => {
    const { status } = await kube.apps.readNamespacedDaemonSet({ namespace, name });
    return status?.numberReady === 2 && status.desiredNumberScheduled === 2;
  });
  return {
    pods,
    async [Symbol.asyncDispose]() {
      await kube.apps.deleteNamespacedDaemonSet({ namespace, name });
      await until('no agent is left', async () => (await pods()).length === 0);
    },
  };
}

/** Its exit code, and each distinct line of its output, without the random parts of names. */
export async function kubectlDrain(
  kubectl: Kubectl,
  node: string,
  flags: readonly string[],
): Promise<{ readonly exitCode: number; readonly said: readonly string[] }> {
  const { exitCode, stdout, stderr } = await kubectl.run(['drain', node, ...ownPods, ...flags]);
  const lines = `${stderr}\n${stdout}`
    .replaceAll(node, 'NODE')
    .replace(/\bweb-[a-z0-9]+-[a-z0-9]{5}\b/g, 'web-POD')
    .replace(/\bagent-[a-z0-9]{5}\b/g, 'agent-POD')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return { exitCode, said: [...new Set(lines)] };
}
