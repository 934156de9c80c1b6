import { setTimeout as sleep } from 'node:timers/promises';
import type { FrontDoor } from '../clusters/cluster.ts';
import { capacity, type LanePlan, openLoad } from '../load/index.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { soon } from './interruption.ts';
import type { Run } from './run.ts';
import type { Settled } from './settle.ts';

/**
 * The first requests compile the load generator's own code: they are sent, and kept, but before the baseline. Beside a
 * short baseline a shorter warm-up has to do.
 */
const warmUpMs = ({ baselineMs }: Scenario['load']) => Math.min(10_000, Math.max(3_000, baselineMs / 4));

/** What the built-in web service answers (workloads/web/service.ts). */
const webBody = 'ok\n';

/** autocannon, uncapped, as runbooks do it by hand; nothing where the scenario leaves it out. */
export async function capacityRun(run: Run, door: FrontDoor, when: 'before' | 'after'): Promise<void> {
  const { closed, timeoutMs } = run.scenario.load;
  if (closed === null) return;
  run.view.say(`capacity ${when}: ${closed.requests} requests over ${closed.connections} connections`);
  const result = await capacity(
    door.url('web'),
    { connections: closed.connections, requests: closed.requests, timeoutMs },
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
      lanes: lanePlans(scenario, settled.door),
      folder: run.directory.samples,
      journal,
      clock,
      seed: scenario.load.seed,
      timeoutMs: scenario.load.timeoutMs,
      slowMs: scenario.load.slowMs,
    }),
  );
  settled.rig.failed.catch(run.interruption.breakOff);
  run.view.say('load is on, warming up');
  await sleep(warmUpMs(scenario.load), undefined, { signal: soon(run) });
}

/** The scenario's lanes to the service, the control lane to the container outside the cluster, and autocannon's. */
export function lanePlans(
  { load, workload }: Pick<Scenario, 'load' | 'workload'>,
  door: Pick<FrontDoor, 'url' | 'control'>,
): readonly LanePlan[] {
  const { ratePerS, closed } = load;
  const url = door.url('web');
  const connections = keptConnections(load, workload.replicas);
  const common = { ratePerS, expectedBody: webBody };
  const lanes: LanePlan[] = load.lanes.map((kind) => ({
    ...common,
    target: 'web',
    lane: kind,
    kind,
    url,
    connections,
  }));
  lanes.push({ ...common, target: 'control', lane: 'fresh', kind: 'fresh', url: door.control });
  if (closed !== null)
    lanes.push({ ...common, ...closed, target: 'web', lane: 'closed', kind: 'closed', url });
  return lanes;
}

/**
 * Enough for the lane never to queue on its own connections while answers are faster than `slow` (Little's law:
 * in flight = rate x latency), and at least three for each replica, so that each is reached.
 */
function keptConnections({ ratePerS, slowMs }: Scenario['load'], replicas: number): number {
  return Math.max(3 * replicas, Math.ceil((ratePerS * slowMs) / 1000));
}
