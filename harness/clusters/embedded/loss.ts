import type { Child } from '../../embedded/process/fork.ts';
import type { ClusterReady, ClusterRequests, MachineFact } from '../../embedded/process/messages.ts';

type ClusterQuestions = Pick<Child<ClusterRequests, ClusterReady>, 'ask'>;

/**
 * The part of a cluster that ended unexpectedly, as text: its own process, that of a machine, or that of the
 * node proxies. The upgrade does not cause such an end.
 * @param signal fires when the cluster is released: later ends are no loss
 */
export function watchForLoss(
  cluster: Pick<Child<ClusterRequests, ClusterReady>, 'ask' | 'ended'>,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve) => {
    const tell = (loss: string) => {
      if (!signal.aborted) resolve(loss);
    };
    void cluster.ended.then((why) => tell(describeUnexpectedEnd("The cluster's process", why)));
    // It can't be asked after its end, which is reported already.
    findFirstLoss(cluster, signal).then(tell, () => {});
  });
}

/** The part that has ended by now; null: none. */
export async function lostSoFar(cluster: ClusterQuestions, signal: AbortSignal): Promise<string | null> {
  return findLoss(await factsSince(cluster, 0, signal));
}

async function findFirstLoss(cluster: ClusterQuestions, signal: AbortSignal): Promise<string> {
  for (let seen = 0; ; ) {
    const facts = await factsSince(cluster, seen, signal);
    const loss = findLoss(facts);
    if (loss !== null) return loss;
    seen += facts.length;
  }
}

const factsSince = (cluster: ClusterQuestions, since: number, signal: AbortSignal) =>
  cluster.ask('facts', { since }, signal) as Promise<readonly MachineFact[]>;

function findLoss(facts: readonly MachineFact[]): string | null {
  const lost = facts.find(({ what }) => what === 'died' || what === 'network-died');
  if (lost === undefined) return null;
  return describeUnexpectedEnd(
    lost.node === null ? 'The process of all node proxies' : `The machine ${lost.node}`,
    lost.detail,
  );
}

/** Reports a loss. */
export const describeUnexpectedEnd = (what: string, why: string): string =>
  `${what} ended unexpectedly: ${why}`;
