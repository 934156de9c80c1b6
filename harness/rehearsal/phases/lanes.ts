import { pause } from '../../async/pause.ts';
import type { FrontDoor } from '../../clusters/front-door.ts';
import { duration } from '../../format/durations.ts';
import { count } from '../../format/numbers.ts';
import { capacity, type LanePlan, openLoad } from '../../load/index.ts';
import { streamBeat, webBody } from '../../scenario/builtin.ts';
import { computeRateShare } from '../../scenario/load/target-specs.ts';
import type { LaneKind, LaneSpec, Scenario, TargetSpec } from '../../scenario/scenario.ts';
import { chooseRoute, type ServedTarget } from '../../workload/served.ts';
import { abortOnInterrupt } from '../interruption.ts';
import { createRequest, type Environment } from '../requests.ts';
import type { Run } from '../run.ts';
import type { SteadyReplica } from './settle.ts';

/**
 * The first requests compile the load generator's own code: they are sent and recorded, but before the
 * baseline. A short baseline has a shorter warm-up.
 */
const warmUpMs = ({ baselineMs }: Scenario['load']) => Math.min(10_000, Math.max(3_000, baselineMs / 4));

/** Kept connections, or streams, for each replica: enough that load balancing reaches every one. */
const connectionsPerReplica = 3;

/**
 * autocannon without a limit, at the first target, as runbooks do it by hand; does nothing if the scenario
 * leaves it out.
 */
export async function runCapacity(run: Run, door: FrontDoor, when: 'before' | 'after'): Promise<void> {
  const { closed, timeoutMs, targets } = run.scenario.load;
  const [first] = targets;
  if (closed === null || first === undefined) return;
  const { request } = createRequest(first, run.env);
  run.view.say(`capacity ${when}: ${closed.requests} requests over ${closed.connections} connections`);
  const result = await capacity(
    new URL(first.request.path, door.url(first.name)),
    { ...(request && { request }), connections: closed.connections, requests: closed.requests, timeoutMs },
    abortOnInterrupt(run),
  );
  run.journal.append({ type: 'capacity', when, result });
  run.view.say(
    `capacity ${when}: ${count(result.ratePerS)}/s, p99 ${duration(result.p99Ms)}, ${count(result.errors + result.non2xx)} errors`,
  );
}

/** Opens every lane and lets it warm up; a failure of the load generator breaks the run. */
export async function openLanes(
  run: Run,
  settled: SteadyReplica,
  measuring: AsyncDisposableStack,
): Promise<void> {
  const { journal, clock, scenario } = run;
  settled.load = measuring.use(
    await openLoad({
      lanes: planLanes(scenario.load, settled.targets, settled.door, run.env, settled.ca),
      folder: run.directory.samples,
      journal,
      clock,
      arrival: scenario.load.arrival,
      seed: scenario.load.seed,
      timeoutMs: scenario.load.timeoutMs,
      slowMs: scenario.load.slowMs,
    }),
  );
  settled.load.failed.catch(run.interruption.breakOff);
  run.view.say('load has started and warms up');
  await pause(warmUpMs(scenario.load), abortOnInterrupt(run));
}

/** Address of a target, and its ports. */
type ReachableTarget = Pick<ServedTarget, 'name' | 'replicas' | 'otherPorts'>;

/**
 * The scenario's lanes to each target, the control lane to the container outside the cluster if there is one,
 * and autocannon's to the first target.
 * @param ca see `Serving`
 */
export function planLanes(
  load: Scenario['load'],
  served: readonly ReachableTarget[],
  door: Pick<FrontDoor, 'url' | 'control'>,
  env: Environment,
  ca: string | null,
): readonly LanePlan[] {
  const lanes = load.targets.flatMap((target) => {
    const at = served.find(({ name }) => name === target.name) ?? createUnknownTarget(target.name);
    const ratePerS = load.ratePerS * computeRateShare(target, load.targets);
    return load.lanes.map((lane) => {
      const url = new URL(target.request.path, door.url(chooseRoute(at, lane)));
      return planners[lane.kind](lane, { target, url, ratePerS, replicas: at.replicas, env, ca });
    });
  });
  if (door.control !== null)
    lanes.push({
      ...{ target: 'control', lane: 'fresh', kind: 'fresh', protocol: 'http1', url: door.control },
      ...{ ratePerS: load.ratePerS, expectedBody: webBody },
    });
  const [first] = load.targets;
  if (load.closed !== null && first !== undefined) {
    const url = new URL(first.request.path, door.url(first.name));
    const { connections, ratePerS } = load.closed;
    const one = { ...createRequest(first, env), target: first.name, url };
    lanes.push({ ...one, ratePerS, connections, lane: 'closed', kind: 'closed', protocol: 'http1' });
  }
  return lanes;
}

const createUnknownTarget = (name: string): ReachableTarget => ({ name, replicas: 1, otherPorts: [] });

/** Where a lane sends its requests. */
interface LaneTarget {
  readonly target: TargetSpec;
  readonly url: URL;
  readonly ratePerS: number;
  readonly replicas: number;
  readonly env: Environment;
  /** See `Serving`. */
  readonly ca: string | null;
}

function planRequests(
  { name, kind, protocol, tls, count }: LaneSpec,
  { target, url, ratePerS, replicas, env, ca }: LaneTarget,
): LanePlan {
  if (tls) url.protocol = 'https:';
  return {
    ...createRequest(target, env),
    ...{ target: target.name, lane: name, kind, protocol, url, ratePerS },
    ...(tls && ca !== null && { ca }),
    connections: count ?? connectionsPerReplica * replicas,
    ...(count !== null && { limit: count }),
  };
}

/** For the built-in service's own streams. */
function planStreams(
  { name, kind, protocol }: LaneSpec,
  { target, url, ratePerS, replicas }: LaneTarget,
): LanePlan {
  return {
    ...{ target: target.name, lane: name, kind, protocol, ratePerS },
    url: new URL('/stream', url),
    connections: connectionsPerReplica * replicas,
    expectedBody: streamBeat,
  };
}

const planners: Readonly<Record<LaneKind, typeof planRequests>> = {
  reused: planRequests,
  fresh: planRequests,
  stream: planStreams,
};
