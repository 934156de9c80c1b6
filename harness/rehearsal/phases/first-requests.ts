import { RehearsalError } from '../../errors.ts';
import { controlTarget } from '../../judge/lanes/lane-data.ts';
import { firstRequest } from '../../load/index.ts';
import { laneKinds } from '../../scenario/load/lane-kinds.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { abortOnInterrupt } from '../interruption.ts';
import type { Run } from '../run.ts';
import { collectSecrets } from '../secrets/run-secrets.ts';
import { describeFailures, type FailedLane } from './first-failure.ts';
import { planLanes } from './lanes.ts';
import type { SteadyReplica } from './settle.ts';

/** A machine may be slow to start; after that only the front door's health check is awaited. */
const patienceMs = 10_000;

/** How long a service may take to become reachable: the front door's time to see its servers, plus `patienceMs`. */
const reachableWithinMs = ({ frontDoor: { healthCheck } }: Scenario) =>
  patienceMs + (healthCheck.of === 'none' ? 0 : healthCheck.everyMs * healthCheck.rise);

/**
 * Sends one request of each lane before any measurement: a wrong request is found now and not after the run.
 * @throws RehearsalError `first-request-failed` with the request and the response; `harness-failed` for the
 * control lane
 */
export async function sendFirstRequests(run: Run, settled: SteadyReplica): Promise<void> {
  const { scenario, env, clock, journal } = run;
  const { load } = scenario;
  run.view.say('sending the first request of each lane');
  const plans = planLanes(load, settled.targets, settled.door, env, settled.ca).filter(
    ({ kind }) => laneKinds[kind].openLoop,
  );
  const { timeoutMs } = load;
  const options = { clock, timeoutMs, withinMs: reachableWithinMs(scenario), signal: abortOnInterrupt(run) };
  const answers = await Promise.all(
    plans.map(async (plan) => ({ plan, answer: await firstRequest(plan, options) })),
  );
  for (const { plan, answer } of answers) {
    const { outcome, status, tries, tookMs } = answer;
    const { target, lane } = plan;
    journal.append({
      ...{ type: 'first-request', target, lane, outcome, status, tries },
      tookMs: Math.round(tookMs),
    });
  }
  const failed = answers.filter(({ answer }) => answer.outcome !== 'ok');
  if (failed.length > 0) throw createError(failed, collectSecrets(run), timeoutMs);
}

function createError(
  failed: readonly FailedLane[],
  secrets: readonly string[],
  timeoutMs: number,
): RehearsalError {
  const own = failed.filter(({ plan }) => plan.target !== controlTarget);
  const reported = own.length > 0 ? own : failed;
  return new RehearsalError(
    own.length > 0 ? 'first-request-failed' : 'harness-failed',
    describeFailures(reported, { secrets, timeoutMs }),
  );
}
