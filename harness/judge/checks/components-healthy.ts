import type { PodState } from '../../journal/records.ts';
import { type Reason, reason } from '../../reasons/reason.ts';
import type { NodeRef } from '../../scenario/scenario.ts';
import { hasEnded } from '../../timeline/has-ended.ts';
import type { Timeline } from '../../timeline/model.ts';
import type { Evidence } from '../evidence.ts';
import { type Check, check } from './check.ts';
import { type NamedComponent, namedComponents } from './named-components.ts';
import { describeImage, nameWorkload, parseImage } from './system-pods.ts';
import { getTargetVersion } from './target-version.ts';

/** What the check reads. */
export interface Compared extends Pick<Evidence, 'scenario'> {
  readonly timeline: Pick<Timeline, 'inventories' | 'cluster' | 'members'>;
}

/** Pods and nodes of the cluster, and Kubernetes' version, at the time of an inventory. */
interface Inventory {
  readonly pods: readonly PodState[];
  readonly nodes: readonly NodeRef[];
  readonly version: string;
}

/** A component's pods of one name before the upgrade. */
interface Workload {
  readonly component: NamedComponent;
  readonly name: string;
  readonly pods: readonly PodState[];
}

/**
 * Whether each part of Kubernetes that the cluster had before the upgrade is there after it: Ready, on every node where it
 * belongs, and at the target version where that is known. One that the cluster never had is listed and is no finding.
 */
export function namedComponentsHealthy({ timeline, scenario }: Compared): Check {
  const { inventories, cluster, members } = timeline;
  const { from } = scenario.cluster;
  if (inventories.before === null || inventories.after === null)
    return check('components-healthy', true, null, reason('components-healthy', { found: [], absent: [] }));
  const before = {
    pods: inventories.before.pods.filter(isCounted),
    nodes: cluster?.nodes ?? [],
    version: from,
  };
  const after = {
    pods: inventories.after.pods.filter((pod) => isCounted(pod) && pod.ready),
    nodes: [...members.values()].map(({ node }) => node),
    version: getTargetVersion({ scenario }),
  };
  const workloads = namedComponents.flatMap((component) => listWorkloads(component, before.pods));
  const faults = workloads.flatMap((workload) => [
    ...findMissing(workload, before, after),
    ...findOldImages(workload, before, after),
  ]);
  const parts = namedComponents.map(({ id, title }) => {
    const own = workloads.filter(({ component }) => component.id === id);
    return { title, pods: own.reduce((sum, { pods }) => sum + pods.length, 0) };
  });
  const good = reason('components-healthy', {
    found: parts.filter(({ pods }) => pods > 0),
    absent: parts.filter(({ pods }) => pods === 0).map(({ title }) => title),
  });
  return check('components-healthy', true, faults, good);
}

const isCounted = (pod: PodState): boolean => !pod.terminating && !hasEnded(pod);

function listWorkloads(component: NamedComponent, pods: readonly PodState[]): Workload[] {
  const own = Map.groupBy(
    pods.filter((pod) => belongsTo(component, pod)),
    nameWorkload,
  );
  return [...own].map(([name, pods]) => ({ component, name, pods }));
}

/** By its workload's name; one that another component names is that one's, whatever its label. */
function belongsTo({ workloads, apps }: NamedComponent, pod: PodState): boolean {
  const name = nameWorkload(pod);
  if (workloads.includes(name)) return true;
  const isNamed = namedComponents.some((component) => component.workloads.includes(name));
  return !isNamed && pod.app !== undefined && apps.includes(pod.app);
}

/** The nodes without a Ready pod where every one had a pod before; otherwise whether as many pods are Ready. */
function findMissing({ component, name, pods }: Workload, before: Inventory, after: Inventory): Reason[] {
  const ready = after.pods.filter((pod) => nameWorkload(pod) === name);
  const lacking = (those: readonly PodState[], nodes: readonly NodeRef[]) =>
    nodes.filter((node) => isWhereItRuns(component, node) && !those.some((pod) => pod.node === node.name));
  const wasEverywhere = component.runsOn !== 'replicas' && lacking(pods, before.nodes).length === 0;
  if (wasEverywhere && before.nodes.length > 0)
    return lacking(ready, after.nodes).map(({ name: node }) =>
      reason('component-on-node-gone', { component: name, node }, [{ node }]),
    );
  if (ready.length >= pods.length) return [];
  return [reason('components-not-ready', { component: name, ready: ready.length, before: pods.length })];
}

const isWhereItRuns = ({ runsOn }: NamedComponent, { slot }: NodeRef): boolean =>
  runsOn === 'nodes' || slot.role === 'control-plane';

/** Its pods with another version than the target, where its image carried Kubernetes' version as its tag before. */
function findOldImages(
  { component: { versionedImage }, name, pods }: Workload,
  before: Inventory,
  after: Inventory,
): Reason[] {
  if (versionedImage === null) return [];
  const read = (pod: PodState) =>
    pod.images
      .map((image) => ({ pod: pod.name, image, ...parseImage(image) }))
      .filter((image) => image.name.split('/').at(-1) === versionedImage);
  if (!pods.flatMap(read).some(({ tag }) => tag === `v${before.version}`)) return [];
  return after.pods
    .filter((pod) => nameWorkload(pod) === name)
    .flatMap(read)
    .filter(({ tag }) => tag !== `v${after.version}`)
    .map(({ pod, image }) => describeImage(pod, image));
}
