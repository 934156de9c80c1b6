import { z } from 'zod';
import { pauseUnlessAborted } from '../async/pause.ts';
import type { ApiEndpoint } from '../clusters/cluster.ts';
import type { Clock } from '../journal/clock.ts';
import type { Journal } from '../journal/records.ts';
import type { TlsOptions } from '../kube/connect.ts';
import { type FreshRequests, freshRequests } from './fresh-requests.ts';
import { onSchedule } from './on-schedule.ts';

/** How often a rollout is started, and its time limit: never two at once. */
const times = { everyMs: 15_000, limitMs: 15_000, pollMs: 500, requestMs: 2_000 };

export interface RolloutProbeOptions {
  readonly endpoint: ApiEndpoint;
  readonly tls: TlsOptions;
  /** Headers that identify the client. */
  readonly headers: Readonly<Record<string, string>>;
  /** The tool's own Deployment, which only this probe rolls. */
  readonly deployment: { readonly namespace: string; readonly name: string };
  readonly journal: Journal;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** For tests. */
  readonly times?: Partial<typeof times>;
}

/**
 * Rolls a Deployment through one API server, every 15 s on an absolute schedule, until the signal. A rollout is good if
 * its Deployment is observed, updated and available again, without an older pod, before the next begins. It is started
 * once, and has failed if its start was refused. A rollout that the signal interrupts is not journaled.
 * @returns when the last rollout has been journaled
 */
export async function probeRollouts(options: RolloutProbeOptions): Promise<void> {
  const { endpoint, tls, deployment, journal, clock, signal } = options;
  const timing = { ...times, ...options.times };
  const requests = freshRequests(endpoint.url, tls, options.headers);
  const path = `/apis/apps/v1/namespaces/${deployment.namespace}/deployments/${deployment.name}`;
  const inFlight = new Set<Promise<void>>();
  const roll = async (seq: number) => {
    const sentUs = clock.nowUs();
    const error = await rollOnce(seq, { requests, path, signal, timing });
    if (signal.aborted) return;
    journal.append({
      type: 'probe',
      probe: 'rollout',
      source: endpoint.name,
      seq,
      sentUs,
      durationUs: clock.nowUs() - sentUs,
      ...(error === null ? { ok: true } : { ok: false, error }),
    });
  };
  await onSchedule(timing.everyMs, signal, (seq) => {
    const ended = roll(seq).finally(() => inFlight.delete(ended));
    inFlight.add(ended);
  });
  await Promise.all(inFlight);
  await requests.close();
}

interface RolloutOptions {
  readonly requests: FreshRequests;
  readonly path: string;
  readonly signal: AbortSignal;
  readonly timing: typeof times;
}

/** Why the Deployment was not rolled; null if it was. */
async function rollOnce(
  seq: number,
  { requests, path, signal, timing }: RolloutOptions,
): Promise<string | null> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(timing.limitMs)]);
  const annotations = { 'k8s-rehearse/rollout': String(seq) };
  const body = { spec: { template: { metadata: { annotations } } } };
  const begun = await requests.send({ method: 'PATCH', path, body, timeoutMs: timing.requestMs });
  if (begun.error !== null) return begun.error;
  const generation = parseDeployment(begun.body)?.generation;
  if (generation === undefined) return 'the answer is not a Deployment';
  let unmet = 'not observed';
  while (!within.aborted) {
    const asked = await requests.send({ method: 'GET', path, timeoutMs: timing.requestMs });
    unmet = asked.error ?? findUnmet(parseDeployment(asked.body), generation) ?? '';
    if (unmet === '') return null;
    await pauseUnlessAborted(timing.pollMs, within);
  }
  return `timed-out: ${unmet}`;
}

const count = z.number().default(0);
const deploymentState = z
  .object({
    metadata: z.object({ generation: z.number() }),
    spec: z.object({ replicas: z.number() }),
    status: z
      .object({
        observedGeneration: count,
        replicas: count,
        updatedReplicas: count,
        availableReplicas: count,
      })
      .prefault({}),
  })
  .transform(({ metadata, spec, status }) => ({ ...metadata, desired: spec.replicas, ...status }));
type DeploymentState = z.infer<typeof deploymentState>;

/** Null if it is not a Deployment. */
function parseDeployment(body: string): DeploymentState | null {
  try {
    return deploymentState.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}

/** By the rules of `kubectl rollout status`; null if the rollout is done. */
function findUnmet(state: DeploymentState | null, generation: number): string | null {
  if (state === null) return 'the answer is not a Deployment';
  if (state.observedGeneration < generation) return 'not observed';
  if (state.updatedReplicas < state.desired) return 'not updated';
  if (state.replicas > state.updatedReplicas) return 'an older pod is still there';
  return state.availableReplicas < state.updatedReplicas ? 'not available' : null;
}
