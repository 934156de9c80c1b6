import { pauseUnlessAborted } from '../../async/pause.ts';
import type { Commands } from '../../command/commands.ts';
import type { ProviderFact } from '../cluster.ts';
import { runLabel } from './labels.ts';

/** The used fields of a line of `docker events --format '{{json .}}'`. */
interface DockerEvent {
  readonly Action: string;
  readonly timeNano: number;
  readonly Actor: { readonly Attributes: Readonly<Record<string, string>> };
}

const actions = [
  'create',
  'start',
  'die',
  'oom',
  'kill',
  'stop',
  'restart',
  'pause',
  'unpause',
  'destroy',
] as const;
const pauseMs = 1_000;

/** Which containers are a run's: those with its label, and nodes that carry a label of another tool's. */
export interface OwnContainers {
  readonly runId: string;
  /** Null where the nodes are no containers that this run knows. */
  readonly nodes: { readonly label: string; readonly value: string } | null;
}

/** Docker's events of the run's containers, from now until the signal fires; resumes after a restart of the engine. */
export async function* dockerFacts(
  commands: Commands,
  own: OwnContainers,
  signal: AbortSignal,
): AsyncGenerator<ProviderFact> {
  const filters = ['type=container', ...actions.map((action) => `event=${action}`)].flatMap((it) => [
    '--filter',
    it,
  ]);
  let since = Date.now() / 1_000;
  let seenNs = 0;
  while (!signal.aborted) {
    const args = ['events', '--since', since.toFixed(9), ...filters, '--format', '{{json .}}'];
    for await (const line of commands.lines('docker', args, { signal })) {
      const event = parseEvent(line);
      if (event === null || event.timeNano <= seenNs) continue;
      seenNs = event.timeNano;
      since = event.timeNano / 1e9;
      const fact = createFact(event, own);
      if (fact !== null) yield fact;
    }
    await pauseUnlessAborted(pauseMs, signal);
  }
}

/**
 * @returns null for a line that is not an event: an engine that stops cuts its last line short, and facts
 * continue when it has returned
 */
function parseEvent(line: string): DockerEvent | null {
  try {
    const event = JSON.parse(line) as Partial<DockerEvent> | null;
    return event?.Actor?.Attributes === undefined ? null : (event as DockerEvent);
  } catch {
    return null;
  }
}

/** @returns null for a container that this run did not create */
function createFact(event: DockerEvent, { runId, nodes }: OwnContainers): ProviderFact | null {
  const { Attributes: attributes } = event.Actor;
  const isNode = nodes !== null && attributes[nodes.label] === nodes.value;
  if (!isNode && attributes[runLabel] !== runId) return null;
  const { name = '', exitCode, signal } = attributes;
  const words = [
    isNode ? '' : name,
    exitCode === undefined ? '' : `exit code ${exitCode}`,
    signal === undefined ? '' : `signal ${signal}`,
  ];
  const detail = words.filter((word) => word !== '').join(', ');
  const fact = { source: 'docker', what: event.Action, node: isNode ? name : null };
  return detail === '' ? fact : { ...fact, detail };
}
