import { setTimeout as sleep } from 'node:timers/promises';
import { pauseUnlessAborted } from '../../async/pause.ts';
import { type ApiClient, ApiFailure } from '../client/client.ts';
import type { Lease } from '../objects.ts';
import { microTimestamp } from '../times.ts';

/** The fields of client-go's LeaderElectionConfig. */
export interface ElectionTimings {
  /** How long others wait after the last renewal that they saw before they take over. */
  readonly leaseDurationMs: number;
  /** A leader that could not renew for this long stops. */
  readonly renewDeadlineMs: number;
  /** Delay between two attempts to acquire or renew. */
  readonly retryPeriodMs: number;
}

/** kube-controller-manager's defaults. */
export const usualElection: ElectionTimings = {
  leaseDurationMs: 15_000,
  renewDeadlineMs: 10_000,
  retryPeriodMs: 2_000,
};

export interface ElectionOptions {
  readonly api: ApiClient;
  /** Name of the Lease in kube-system. */
  readonly lease: string;
  readonly identity: string;
  readonly timings?: ElectionTimings;
  /** Starts the leader's work. It is disposed of when leadership is lost or the election ends. */
  readonly lead: (signal: AbortSignal) => AsyncDisposable;
  readonly signal: AbortSignal;
}

type Spec = NonNullable<Lease['spec']>;

/** A version of the Lease and when it was first seen. The election does not trust the clocks of other machines. */
interface SeenLease {
  readonly version: string;
  readonly atMs: number;
}

/**
 * Leads while it holds the Lease, repeatedly until the signal fires or it is disposed of. It then releases the Lease,
 * so that the next leader need not wait for it to expire. As in client-go's leader election, only the holder renews.
 * Another instance takes over when nothing has changed for the lease's duration. Concurrent writes fail with 409.
 */
export function runElection(options: ElectionOptions): AsyncDisposable {
  const { timings = usualElection } = options;
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const key = { namespace: 'kube-system', name: options.lease };
  let seen: SeenLease | null = null;
  /** When the last successful try was sent. Others may have seen its write soon after that, however late its answer was. */
  let renewedMs = 0;

  /** @returns whether it holds the Lease now */
  const tryToHold = async (givenUp: AbortSignal): Promise<boolean> => {
    const held = await existing(options.api, key);
    // A later write would hold the Lease for a candidate that no longer leads, or no longer exists.
    givenUp.throwIfAborted();
    const nowMs = performance.now();
    if (held === null) {
      await options.api.create('Lease', { metadata: key, spec: createSpec(options, null) });
      return true;
    }
    const version = held.metadata.resourceVersion;
    if (seen?.version !== version) seen = { version, atMs: nowMs };
    const holder = held.spec?.holderIdentity ?? '';
    const mayTake =
      holder === '' || holder === options.identity || seen.atMs + timings.leaseDurationMs <= nowMs;
    if (!mayTake) return false;
    await options.api.update('Lease', { ...held, spec: createSpec(options, held.spec ?? {}) });
    return true;
  };
  /** @returns null where it failed, or had no answer in time */
  const tryWithin = async (ms: number): Promise<boolean | null> => {
    const sentMs = performance.now();
    const holds = await within(ms, tryToHold);
    if (holds === true) renewedMs = sentMs;
    return holds;
  };
  const pauseBeforeRetry = () =>
    pauseUnlessAborted(timings.retryPeriodMs * (1 + 0.2 * Math.random()), signal);
  const acquire = async () => {
    while (!signal.aborted) {
      if (await tryWithin(timings.renewDeadlineMs)) return;
      await pauseBeforeRetry();
    }
  };
  /** Returns when it could not renew in time, another instance holds the Lease, or the election ends. */
  const renew = async () => {
    while (!signal.aborted) {
      await pauseBeforeRetry();
      // A response after the deadline is ignored.
      const holds = await tryWithin(renewedMs + timings.renewDeadlineMs - performance.now());
      if (holds === false || performance.now() - renewedMs >= timings.renewDeadlineMs) return;
    }
  };
  const release = async () => {
    const held = await existing(options.api, key);
    if (held?.spec?.holderIdentity !== options.identity) return;
    await options.api.update('Lease', { ...held, spec: { ...held.spec, holderIdentity: '' } });
  };
  const run = async () => {
    while (!signal.aborted) {
      await acquire();
      if (signal.aborted) break;
      const leading = new AbortController();
      await using _leader = options.lead(AbortSignal.any([signal, leading.signal]));
      await renew();
      leading.abort();
    }
    // If the release fails, the others wait until the Lease expires, as after a crash.
    await within(timings.renewDeadlineMs, release);
  };
  const done = run();

  return {
    async [Symbol.asyncDispose]() {
      ended.abort();
      await done;
    },
  };
}

async function existing(api: ApiClient, key: { namespace: string; name: string }): Promise<Lease | null> {
  try {
    return await api.get('Lease', key);
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 404) return null;
    throw error;
  }
}

/** @param before null: the Lease did not exist */
function createSpec({ identity, timings = usualElection }: ElectionOptions, before: Spec | null): Spec {
  const now = microTimestamp(Date.now());
  const stays = before?.holderIdentity === identity;
  return {
    holderIdentity: identity,
    leaseDurationSeconds: Math.ceil(timings.leaseDurationMs / 1000),
    acquireTime: stays && before.acquireTime !== undefined ? before.acquireTime : now,
    renewTime: now,
    leaseTransitions: (before?.leaseTransitions ?? 0) + (stays || before === null ? 0 : 1),
  };
}

/** What the work resolves with; null where it fails or takes longer. Its signal fires when nobody waits for it any more. */
async function within<T>(ms: number, work: (givenUp: AbortSignal) => Promise<T>): Promise<T | null> {
  const late = new AbortController();
  const limit = sleep(Math.max(0, ms), null, { signal: late.signal }).catch(() => null);
  const done = work(late.signal).catch(() => null);
  return await Promise.race([done, limit]).finally(() => late.abort());
}
