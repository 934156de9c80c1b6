import type { PodState } from '../../journal/records.ts';
import { type Reason, reason } from '../../reasons/reason.ts';
import { isOnWayBack } from '../../timeline/ended-early.ts';
import { findQuarantine } from '../../timeline/quarantined.ts';
import { isFailing } from '../../timeline/unmet.ts';
import type { Evidence } from '../evidence.ts';
import { type Check, check } from './check.ts';
import { componentsAtTarget, isRolledByCommand } from './component-checks.ts';
import { describeImage, isStatic, isSystemPod } from './system-pods.ts';
import { getTargetVersion } from './target-version.ts';

// Whether the upgrade did what it should, by the inventories before and after it.

export function nodesAtTarget(evidence: Evidence): Check {
  const target = getTargetVersion(evidence);
  const after = evidence.timeline.inventories.after;
  const { members, cluster } = evidence.timeline;
  const isThere = (name: string) => after?.nodes.some((one) => one.name === name) ?? false;
  const missing = [...members.keys()]
    .filter((name) => !isThere(name))
    .map((node) => reason('node-gone', { node }, [{ node }]));
  const retired = (cluster?.nodes ?? [])
    .filter(({ name }) => !members.has(name) && isThere(name))
    .map(({ name: node }) => reason('retired-node-remains', { node }, [{ node }]));
  const old =
    after?.nodes
      .filter((node) => node.kubeletVersion !== target)
      .map(({ name: node, kubeletVersion }) =>
        reason('node-at-version', { node, version: kubeletVersion }, [{ node }]),
      ) ?? [];
  const faults = after === null || after.nodes.length === 0 ? null : [...missing, ...retired, ...old];
  const good = reason('nodes-at-version', { nodes: after?.nodes.length ?? 0, version: target });
  return check('nodes-at-target', true, faults, good);
}

export function everyNodeRolled(evidence: Evidence): Check {
  const { timeline, scenario } = evidence;
  if (scenario.upgrade.none) return check('every-node-rolled', false, [], reason('nothing-to-roll'));
  if (scenario.upgrade.abort !== null) return everyNodeBack(evidence);
  const nodes = timeline.cluster?.nodes ?? [];
  const rolled = (name: string) =>
    timeline.steps.some(
      (step) => step.node === name && step.outcome === 'done' && findQuarantine(step) === null,
    );
  const faults = nodes
    .filter((node) => !rolled(node.name))
    .map(({ name: node }) => reason('node-not-rolled', { node }, [{ node }]));
  return check(
    'every-node-rolled',
    false,
    nodes.length === 0 ? null : faults,
    reason('nodes-rolled', { nodes: nodes.length }),
  );
}

/** Every node that the ended roll had upgraded has been rolled once more. */
function everyNodeBack({ timeline }: Evidence): Check {
  const done = timeline.steps.filter(({ outcome }) => outcome === 'done');
  const back = done.filter((step) => isOnWayBack(step, timeline));
  const upgraded = done
    .filter((step) => !back.includes(step))
    .flatMap(({ node, retired, provisioned }) => [
      ...(retired === null ? [node] : []),
      ...provisioned.map((fresh) => fresh.node.name),
    ]);
  const faults = upgraded
    .filter((name) => !back.some(({ node }) => node === name))
    .map((node) => reason('node-not-rolled-back', { node }, [{ node }]));
  const isSeen = timeline.turn.wayBack !== null && upgraded.length > 0;
  const good = reason('nodes-rolled-back', { nodes: upgraded.length });
  return check('every-node-rolled', false, isSeen ? faults : null, good);
}

export function staticPodsAtTarget(evidence: Evidence): Check {
  if (isRolledByCommand(evidence)) return componentsAtTarget(evidence, 'static-pods-at-target', isStatic);
  const { before, after } = evidence.timeline.inventories;
  const pods = after?.pods.filter(isStatic) ?? [];
  const unchanged = before?.pods.filter(isStatic).flatMap((pod) => pod.images) ?? [];
  const expected = new Set(evidence.scenario.upgrade.none ? unchanged : after?.expected);
  const wrong = pods.flatMap((pod) =>
    pod.images.filter((image) => !expected.has(image)).map((image) => describeImage(pod.name, image)),
  );
  const lost =
    before?.pods
      .filter((pod) => isStatic(pod) && !pods.some((one) => one.name === pod.name))
      .map(({ name: pod }) => reason('pod-gone', { pod }, [{ pod }])) ?? [];
  const seen = after !== null && expected.size > 0 && (pods.length > 0 || lost.length > 0);
  return check(
    'static-pods-at-target',
    true,
    seen ? [...wrong, ...lost] : null,
    reason('static-pods-at-version', { pods: pods.length, version: getTargetVersion(evidence) }),
  );
}

/**
 * Add-ons that kubeadm manages, such as kube-proxy and CoreDNS. Others, such as a pod network, are not upgraded by it.
 */
export function systemImagesAtTarget(evidence: Evidence): Check {
  if (isRolledByCommand(evidence))
    return componentsAtTarget(evidence, 'system-images-at-target', (pod) => !isStatic(pod));
  const { before, after } = evidence.timeline.inventories;
  const unchanged = before?.pods.filter(isSystemPod).flatMap((pod) => pod.images) ?? [];
  const expected = evidence.scenario.upgrade.none ? unchanged : (after?.expected ?? []);
  const repositories = new Set(expected.map(readRepository));
  const images = (after?.pods ?? [])
    // One that is terminating already has its successor.
    .filter((pod) => isSystemPod(pod) && !isStatic(pod) && !pod.terminating)
    .flatMap((pod) => pod.images.map((image) => ({ pod: pod.name, image })))
    .filter(({ image }) => repositories.has(readRepository(image)));
  const wrong = images
    .filter(({ image }) => !expected.includes(image))
    .map(({ pod, image }) => describeImage(pod, image));
  return check(
    'system-images-at-target',
    true,
    after === null || expected.length === 0 ? null : wrong,
    reason('addons-at-version', { containers: images.length, version: getTargetVersion(evidence) }),
  );
}

/** `registry.example:5000/coredns/coredns:v1` without its tag or digest. */
function readRepository(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

export function systemPodsHealthy({ timeline }: Evidence): Check {
  const { after } = timeline.inventories;
  const pods = after?.pods.filter(isSystemPod) ?? [];
  const faults = pods
    .filter(isFailing)
    .map(({ name: pod, waiting, phase }) =>
      reason('system-pod-not-ready', { pod, state: waiting ?? phase }, [{ pod }]),
    );
  const found = check(
    'no-system-pod-failing',
    true,
    pods.length === 0 ? null : faults,
    reason('system-pods-ready', { pods: pods.length }),
  );
  const nodes = new Set(after?.nodes.map(({ name }) => name));
  return { ...found, reasons: [...found.reasons, ...findLingering(pods, nodes)] };
}

/** Pods that do nothing any more and stay until somebody removes them: no finding by itself. */
function findLingering(pods: readonly PodState[], nodes: ReadonlySet<string>): Reason[] {
  return pods.flatMap((pod) => {
    const isLost = pod.node !== null && !nodes.has(pod.node);
    if (pod.phase !== 'Failed' && !isLost) return [];
    // No kubelet is left that would confirm its end.
    const forced = isLost ? ' --force --grace-period=0' : '';
    const command = `kubectl --namespace=${pod.namespace} delete pod ${pod.name}${forced}`;
    const state = isLost ? `its node ${pod.node} is gone` : pod.phase;
    return [reason('system-pod-lingers', { pod: pod.name, state, command }, [{ pod: pod.name }])];
  });
}
