import type { FrontDoor } from '../../clusters/front-door.ts';
import { probeApi } from '../../observe/api-probe.ts';
import { journalDoorFailures } from '../../observe/door-failures.ts';
import { journalFacts } from '../../observe/facts.ts';
import { readNodeProbes } from '../../observe/node-probes.ts';
import { type Observers, observe } from '../../observe/watches.ts';
import { getTraits } from '../../scenario/providers/table.ts';
import { dnsService } from '../../timeline/system-namespace.ts';
import type { Run } from '../run.ts';
import { startControlProbes } from './control-probes.ts';
import type { PreparedReplica } from './prepare.ts';

const wallClockEveryMs = 60_000;

/** Starts everything that journals observations; all of it ends with `measuring`. */
export async function startObserving(
  run: Run,
  prepared: PreparedReplica,
  measuring: AsyncDisposableStack,
): Promise<Observers> {
  const { journal, clock } = run;
  const { cluster, kube, workload } = prepared;
  const { probers } = workload;
  const ended = new AbortController();
  const { signal } = ended;
  const observers = measuring.use(
    observe({
      kube,
      journal,
      clock,
      signal,
      rollouts: workload.rollouts,
      services: [...workload.targets, dnsService],
      alsoNamespaces: probers === null ? [] : [probers.namespace],
      marks: getTraits(run.scenario.cluster.provider).nodeMarks,
    }),
  );
  const tls = await kube.tls();
  const control = await startControlProbes(run, prepared, signal);
  const running = [
    ...cluster.apiServers.map((endpoint) =>
      // The watches use one address: only its outage blinds them.
      probeApi({
        ...{ endpoint, tls, journal, clock, signal },
        ...(endpoint.url === kube.server ? { onAway: observers.apiAway } : {}),
      }),
    ),
    ...(probers === null
      ? []
      : cluster.nodes.map((node) =>
          readNodeProbes({
            ...{ cluster, nodes: [node], journal, clock, signal },
            path: probers.file(node.name),
          }),
        )),
    ...control,
    journalFacts(cluster, journal, signal),
  ];
  const wall = setInterval(
    () => journal.append({ type: 'clock', wall: new Date().toISOString() }),
    wallClockEveryMs,
  );
  // Disposed before the watches, because it is stacked later.
  measuring.defer(async () => {
    clearInterval(wall);
    ended.abort(new Error('measuring has ended'));
    await Promise.allSettled(running);
  });
  return observers;
}

/** Journals where the front door's connections fail; ends with `measuring`. */
export function observeDoor(run: Run, door: FrontDoor, measuring: AsyncDisposableStack): void {
  const ended = new AbortController();
  const counting = journalDoorFailures(door, run, ended.signal);
  measuring.defer(async () => {
    ended.abort(new Error('measuring has ended'));
    await counting;
  });
}
