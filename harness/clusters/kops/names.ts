import type { ClusterSpec } from '../../scenario/scenario.ts';

/** Tags of the clone's cloud resources and labels of its cluster object: whose it is, and until when it is needed. */
export const runTag = 'k8s-rehearse/run';
export const ownerTag = 'k8s-rehearse/owner';
export const expiryTag = 'k8s-rehearse/expires';

/**
 * @returns the scenario's name, or one of the run's own: its time without the year, and its random part. The parts stay
 * apart: 16 letters or more after a dot would be redacted as a kubeadm token.
 */
export const chooseCloneName = (cluster: Pick<ClusterSpec, 'name'>, runId: string): string =>
  cluster.name ?? `rehearsal-${runId.slice(4)}.k8s.local`;

/** Whether a text holds the name of a cluster, alone or as the end of a DNS name. */
export function mentions(text: string, cluster: string): boolean {
  return text.search(pattern(cluster)) >= 0;
}

/** A text in which the name of one cluster is replaced by that of another. */
export const rename = (text: string, from: string, to: string): string =>
  text.replace(pattern(from), () => to);

/** A longer name that only begins with it is another one. */
const pattern = (cluster: string): RegExp =>
  new RegExp(`${cluster.replaceAll('.', '\\.')}(?![a-z0-9-]|\\.[a-z0-9])`, 'gi');
