import { setTimeout as sleep } from 'node:timers/promises';
import type { FrontDoor } from '../clusters/cluster.ts';
import { capacity, type LanePlan, openLoad } from '../load/index.ts';
import { peakRate } from '../plan/arrivals.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { shareOf } from '../scenario/target-specs.ts';
import type { ServedTarget } from '../workload/served.ts';
import { soon } from './interruption.ts';
import { type Environment, requestOf } from './requests.ts';
import type { Run } from './run.ts';
import type { Settled } from './settle.ts';

/**
 * The first requests compile the load generator's own code: they are sent, and kept, but before the baseline. Beside a
 * short baseline a shorter warm-up has to do.
 */
const warmUpMs = ({ baselineMs }: Scenario['load']) => Math.min(10_000, Math.max(3_000, baselineMs / 4));

/** What the container behind the control lane answers (workloads/web/service.ts). */
const webBody = 'ok\n';
/** What its streams repeat (workloads/web/streams.ts). */
const streamBeat = 'beat\n';

/** autocannon, uncapped, at the first target, as runbooks do it by hand; nothing where the scenario leaves it out. */
export async function capacityRun(run: Run, door: FrontDoor, when: 'before' | 'after'): Promise<void> {
  const { closed, timeoutMs, targets } = run.scenario.load;
  const [first] = targets;
  if (closed === null || first === undefined) return;
  const { request } = requestOf(first, run.env);
  run.view.say(`capacity ${when}: ${closed.requests} requests over ${closed.connections} connections`);
  const result = await capacity(
    new URL(first.request.path, door.url(first.name)),
    { ...(request && { request }), connections: closed.connections, requests: closed.requests, timeoutMs },
    soon(run),
  );
  run.journal.append({ type: 'capacity', when, result });
  run.view.say(
    `capacity ${when}: ${result.ratePerS.toFixed(0)}/s, p99 ${result.p99Ms.toFixed(1)} ms, ${result.errors + result.non2xx} errors`,
  );
}

/** Opens every lane and lets it warm up; a rig that fails breaks the run. */
export async function openLanes(run: Run, settled: Settled, measuring: AsyncDisposableStack): Promise<void> {
  const { journal, clock, scenario } = run;
  settled.rig = measuring.use(
    await openLoad({
      lanes: lanePlans(scenario.load, settled.targets, settled.door, run.env),
      folder: run.directory.samples,
      journal,
      clock,
      arrival: scenario.load.arrival,
      seed: scenario.load.seed,
      timeoutMs: scenario.load.timeoutMs,
      slowMs: scenario.load.slowMs,
    }),
  );
  settled.rig.failed.catch(run.interruption.breakOff);
  run.view.say('load is on, warming up');
  await sleep(warmUpMs(scenario.load), undefined, { signal: soon(run) });
}

/** The scenario's lanes to each target, the control lane to the container outside the cluster, and autocannon's to the first target. */
export function lanePlans(
  load: Scenario['load'],
  served: readonly Pick<ServedTarget, 'name' | 'replicas'>[],
  door: Pick<FrontDoor, 'url' | 'control'>,
  env: Environment,
): readonly LanePlan[] {
  const asked = load.targets.map((target) => {
    const ratePerS = load.ratePerS * shareOf(target, load.targets);
    const replicas = served.find(({ name }) => name === target.name)?.replicas ?? 1;
    return {
      ...requestOf(target, env),
      target: target.name,
      url: new URL(target.request.path, door.url(target.name)),
      ratePerS,
      replicas,
      connections: keptConnections({ ...load, ratePerS }, replicas),
    };
  });
  const lanes: LanePlan[] = asked.flatMap(({ replicas, ...one }) =>
    load.lanes.map((kind) => (kind === 'stream' ? streamLane(one, replicas) : { ...one, lane: kind, kind })),
  );
  lanes.push({
    ...{ target: 'control', lane: 'fresh', kind: 'fresh', url: door.control },
    ...{ ratePerS: load.ratePerS, expectedBody: webBody },
  });
  const [first] = asked;
  if (load.closed !== null && first !== undefined) {
    const { replicas: _, ...one } = first;
    lanes.push({ ...one, ...load.closed, lane: 'closed', kind: 'closed' });
  }
  return lanes;
}

/** The built-in service's own streams, three for each replica. */
function streamLane({ target, url, ratePerS }: Omit<LanePlan, 'lane' | 'kind'>, replicas: number): LanePlan {
  const stream = { lane: 'stream', kind: 'stream', url: new URL('/stream', url) } as const;
  return { ...stream, target, ratePerS, connections: 3 * replicas, expectedBody: streamBeat };
}

/**
 * Enough for the lane never to queue on its own connections while answers are faster than `slow` (Little's law:
 * in flight = rate x latency, in the busiest second), and at least three for each replica, so that each is reached.
 */
function keptConnections({ arrival, ratePerS, slowMs }: Scenario['load'], replicas: number): number {
  return Math.max(3 * replicas, Math.ceil((peakRate(arrival, ratePerS) * slowMs) / 1000));
}
