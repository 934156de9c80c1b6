import { pause } from '../async/pause.ts';
import type { FrontDoorPolicy, NodeRef } from '../scenario/scenario.ts';

export interface JoiningOptions {
  /** In use from the start. */
  readonly initial: readonly NodeRef[];
  readonly policy: Pick<FrontDoorPolicy['healthCheck'], 'everyMs' | 'rise'>;
  /** One health check of a node; it never throws. */
  isHealthy(node: NodeRef, signal: AbortSignal): Promise<boolean>;
  /** Has new connections go to these nodes. */
  follow(nodes: readonly NodeRef[]): Promise<void>;
  /** Called where it failed after `follow` of the result had returned. */
  onError(error: unknown): void;
}

/** Nodes that join a front door when they are healthy. Disposal ends the checks. */
export interface Joining extends AsyncDisposable {
  /** Leaving nodes leave before it resolves, and new ones join later. */
  follow(nodes: readonly NodeRef[]): Promise<void>;
}

/**
 * A load balancer takes a new node as down until its health check has passed `rise` times in a row. HAProxy takes one that a
 * reload brings as up until its first check fails, and closes connections to it meanwhile.
 */
export function joinWhenHealthy({ initial, policy, isHealthy, follow, onError }: JoiningOptions): Joining {
  const joined = new Set(initial.map(({ uid }) => uid));
  const checking = new Map<string, Promise<void>>();
  const ending = new AbortController();
  let nodes = initial;

  const passOn = () => follow(nodes.filter(({ uid }) => joined.has(uid)));
  const isNamed = ({ uid }: NodeRef) => nodes.some((node) => node.uid === uid);
  const join = async (node: NodeRef) => {
    for (let passed = 0; ; await pause(policy.everyMs, ending.signal)) {
      passed = (await isHealthy(node, ending.signal)) ? passed + 1 : 0;
      if (!isNamed(node)) return;
      if (passed >= policy.rise) break;
    }
    joined.add(node.uid);
    await passOn();
  };
  const start = (node: NodeRef) => {
    const done = join(node)
      .catch((error: unknown) => {
        if (!ending.signal.aborted) onError(error);
      })
      .finally(() => checking.delete(node.uid));
    checking.set(node.uid, done);
  };
  return {
    follow(followed) {
      nodes = followed;
      for (const node of followed) if (!joined.has(node.uid) && !checking.has(node.uid)) start(node);
      return passOn();
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
      await Promise.all(checking.values());
    },
  };
}
