import { pause } from '../../../async/pause.ts';
import { errorMessage } from '../../../errors.ts';
import type { NodeRef } from '../../../scenario/scenario.ts';
import type { ApiClient } from '../../client/client.ts';
import { nodeRef } from '../../node-refs.ts';
import type { Node } from '../../objects.ts';
import type { Place } from './places.ts';

const withinMs = 60_000;
const pollMs = 50;

/**
 * Waits until the API shows those machines as registered and Ready.
 * @throws Error naming what is missing after a minute; the signal's reason when aborted
 */
export async function readyNodes(
  api: ApiClient,
  places: readonly Place[],
  signal: AbortSignal,
): Promise<readonly NodeRef[]> {
  const deadline = performance.now() + withinMs;
  for (let why = ''; performance.now() < deadline; await pause(pollMs, signal)) {
    signal.throwIfAborted();
    try {
      const { items } = await api.list('Node');
      const byName = new Map(items.map((node) => [node.metadata.name, node]));
      const waiting = places.filter(({ name }) => !isReady(byName.get(name)));
      if (waiting.length === 0) return places.flatMap((place) => refsIn(byName, place));
      why = waiting
        .map(({ name }) => `${name} is ${byName.has(name) ? 'not Ready' : 'not registered'}`)
        .join(', ');
    } catch (error) {
      why = errorMessage(error);
    }
    if (performance.now() + pollMs >= deadline) throw new Error(`After ${withinMs / 1_000} s: ${why}`);
  }
  return [];
}

function refsIn(byName: ReadonlyMap<string, Node>, { name, slot }: Place): readonly NodeRef[] {
  const node = byName.get(name);
  return node === undefined ? [] : [nodeRef(node, slot)];
}

const isReady = (node: Node | undefined): boolean =>
  node?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
