import type { V1Pod, V1Toleration } from '@kubernetes/client-node';
import { podsOn } from '../../kube/evict.ts';
import type { DrainOptions } from './evict-pod.ts';
import { isDrained, listNames } from './select-pods.ts';

/** The taint of a cordoned node, which keeps the scheduler from it. */
const cordon = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/**
 * Pods that are on the drained node again, because they tolerate its cordon, as text; empty if there are none.
 * They are listed only if an evicted pod tolerates it; a list that fails names none.
 * @param before the pods of the node before its drain
 * @param evicted those of them that were evicted
 */
export async function describeReturned(
  before: readonly V1Pod[],
  evicted: readonly V1Pod[],
  { kube, node, signal }: Pick<DrainOptions, 'kube' | 'node' | 'signal'>,
): Promise<readonly string[]> {
  if (!evicted.some(toleratesCordon)) return [];
  const known = new Set(before.map(({ metadata }) => metadata?.uid));
  const now = await podsOn(kube, node, signal).catch(() => []);
  signal.throwIfAborted();
  const returned = now.filter(
    (pod) => isDrained(pod) && toleratesCordon(pod) && !known.has(pod.metadata?.uid),
  );
  return returned.length === 0 ? [] : [`returned, as they tolerate the cordon: ${listNames(returned)}`];
}

/** As the scheduler reads tolerations: no key with `Exists` tolerates every taint, no effect every effect. */
function toleratesCordon({ spec }: V1Pod): boolean {
  return (spec?.tolerations ?? []).some(
    (toleration) => toleratesEffect(toleration) && toleratesKey(toleration),
  );
}

const toleratesEffect = ({ effect }: V1Toleration): boolean => !effect || effect === cordon.effect;

function toleratesKey({ key, operator, value }: V1Toleration): boolean {
  if (operator === 'Exists') return !key || key === cordon.key;
  // The taint has no value.
  return key === cordon.key && !value;
}
