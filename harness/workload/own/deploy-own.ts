import type { RolloutRef } from '../../journal/records.ts';
import { connect } from '../../kube/connect.ts';
import { getNamespace, type ManifestObject } from '../../scenario/manifests.ts';
import type { TargetSpec } from '../../scenario/scenario.ts';
import type { ServedTarget, ServedWorkload } from '../served.ts';
import { type ApplyOptions, applyManifests } from './apply.ts';
import { openTarget } from './load-service.ts';

export interface DeployOwnOptions extends ApplyOptions {
  readonly targets: readonly TargetSpec[];
  /** Workers of the cluster: a DaemonSet has a pod on each. */
  readonly workers: number;
  /** See `LoadServiceOptions`. */
  readonly balancer?: Readonly<Record<string, string>> | null;
}

/**
 * Creates the user's objects, labelled with the run, and a Service of the harness's own for each target. Called after
 * `checkManifests`.
 * @throws RehearsalError `manifests-refused`, `name-occupied`; network errors; the signal's reason when aborted
 */
export async function deployOwn(options: DeployOwnOptions): Promise<ServedWorkload> {
  await applyManifests(options);
  await using kube = connect(options.kubeconfig);
  const targets: ServedTarget[] = [];
  for (const target of options.targets) targets.push(await openTarget(target, { ...options, kube }));
  return { rollouts: options.objects.flatMap(({ object }) => listRollouts(object)), targets };
}

const rollouts: readonly RolloutRef['kind'][] = ['Deployment', 'StatefulSet', 'DaemonSet'];

function listRollouts(object: ManifestObject): readonly RolloutRef[] {
  const kind = rollouts.find((rollout) => rollout === object.kind);
  if (kind === undefined || !object.apiVersion.startsWith('apps/')) return [];
  return [{ kind, namespace: getNamespace(object), name: object.metadata.name }];
}
