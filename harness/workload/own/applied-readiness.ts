import type { V1DaemonSet, V1Deployment, V1Job, V1StatefulSet } from '@kubernetes/client-node';
import { daemonSetRollout, deploymentRollout, statefulSetRollout } from '../../kube/rollout-states.ts';
import type { ManifestObject } from '../../scenario/manifests.ts';
import { rolloutFaults } from '../../timeline/readiness.ts';

/** What an applied object still lacks, as text; `final`: waiting longer cannot help. */
export interface Readiness {
  readonly lacks: readonly string[];
  readonly final: boolean;
}

/** Kinds that take time, by API group and kind. Others are ready once the API server has them. */
const kinds: Readonly<Record<string, (object: unknown) => Readiness>> = {
  'apps Deployment': (object) => rolledOut(rolloutFaults(deploymentRollout(object as V1Deployment))),
  'apps DaemonSet': (object) => rolledOut(rolloutFaults(daemonSetRollout(object as V1DaemonSet))),
  'apps StatefulSet': (object) => rolledOut(rolloutFaults(statefulSetRollout(object as V1StatefulSet))),
  'batch Job': (object) => completed(object as V1Job),
};

const rolledOut = (lacks: readonly string[]): Readiness => ({ lacks, final: false });

function completed({ metadata, status }: V1Job): Readiness {
  const name = `Job ${metadata?.namespace}/${metadata?.name}`;
  const conditions = (status?.conditions ?? []).filter((condition) => condition.status === 'True');
  if (conditions.some(({ type }) => type === 'Complete')) return { lacks: [], final: false };
  const failed = conditions.find(({ type }) => type === 'Failed');
  if (failed === undefined) return { lacks: [`${name} is not complete`], final: false };
  return { lacks: [`${name} failed: ${failed.message ?? failed.reason ?? 'unknown'}`], final: true };
}

/** How the readiness of an object is read from the API server's version of it; null: it is ready at once. */
export function findReadiness({ apiVersion, kind }: ManifestObject): ((object: unknown) => Readiness) | null {
  const key = `${apiVersion.split('/')[0]} ${kind}`;
  return Object.hasOwn(kinds, key) ? (kinds[key] ?? null) : null;
}
