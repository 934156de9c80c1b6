import { backoff } from '../../async/backoff.ts';
import { pauseUnlessAborted } from '../../async/pause.ts';
import { type ApiClient, ApiFailure } from '../client/client.ts';
import type { Node } from '../objects.ts';
import { type NodeDescription, newNode, nodeStatus } from './node-status.ts';

const retryMs = { first: 100, most: 2_000 };
/** As the kubelet's nodeStatusUpdateFrequency. */
const everyMs = 10_000;

/**
 * The node's object: the existing one, or a new one. Waits while the API is unavailable. @throws the signal's reason
 */
export async function register(
  api: ApiClient,
  description: NodeDescription,
  signal: AbortSignal,
): Promise<Node> {
  for (let failures = 0; ; failures += 1) {
    signal.throwIfAborted();
    try {
      return await api.create('Node', newNode(description, Date.now()));
    } catch (error) {
      const exists = error instanceof ApiFailure && error.code === 409;
      const found = exists ? await api.get('Node', { name: description.name }).catch(() => null) : null;
      if (found !== null) return found;
      if (error instanceof ApiFailure && error.code !== 0) console.error(error);
      await pauseUnlessAborted(backoff(retryMs, failures), signal);
    }
  }
}

/** Reports periodically that the node is ready. */
export interface Heartbeat {
  /** Resolves after the first successful report; never if the signal has fired. */
  readonly first: Promise<void>;
  /** The signal has fired: nothing more is written. */
  readonly done: Promise<void>;
}

export function heartbeat(api: ApiClient, description: NodeDescription, signal: AbortSignal): Heartbeat {
  const first = beat(api, description, signal);
  const goOn = async () => {
    await first;
    while (await pauseUnlessAborted(everyMs, signal)) await beat(api, description, signal);
  };
  return { first, done: goOn() };
}

/** Waits while the API is unavailable. */
async function beat(api: ApiClient, description: NodeDescription, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      const node = await api.get('Node', { name: description.name });
      if (signal.aborted) return;
      const status = nodeStatus(node.status, description, true, Date.now());
      await api.updateStatus('Node', { ...node, status });
      return;
    } catch (error) {
      // The node controller, or a cordon, wrote first.
      if (error instanceof ApiFailure && error.code === 409) continue;
      if (!(error instanceof ApiFailure && error.code === 0)) console.error(error);
      await pauseUnlessAborted(backoff(retryMs, failures), signal);
    }
  }
}
