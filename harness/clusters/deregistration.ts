import { longestTimerMs } from '../async/pause.ts';
import type { DeregistrationPolicy } from '../scenario/scenario.ts';

export interface DeregistrationOptions<Backend extends object> {
  readonly policy: DeregistrationPolicy;
  /** Sets the backends of new connections. Established ones continue. */
  use(backends: readonly Backend[]): Promise<void>;
  /** Ends the established connections through a backend. */
  endConnections(backend: Backend): Promise<void>;
  /** Called where one of them failed after `follow` had returned. */
  onError(error: unknown): void;
}

/** The backends of a front door whose nodes leave it as slowly as the policy says. Disposal ends its timers. */
export interface Deregistration<Backend extends object> extends Disposable {
  /** The nodes that are in the front door now. Resolves once new connections follow. */
  follow(members: readonly Backend[]): Promise<void>;
}

/** A backend that has left. */
interface Leaving<Backend> {
  readonly backend: Backend;
  /** Whether it still gets new connections. */
  isUsed: boolean;
  readonly timers: NodeJS.Timeout[];
}

/** Lag and drain delay of each backend begin when `follow` no longer names it. One that returns meanwhile stays. */
export function deregistration<Backend extends object>(
  initial: readonly Backend[],
  { policy, use, endConnections, onError }: DeregistrationOptions<Backend>,
): Deregistration<Backend> {
  const { lagMs, drainDelayMs } = policy;
  const leaving = new Map<string, Leaving<Backend>>();
  let members = initial;
  let used = initial;
  let last = Promise.resolve();

  /** Changes that overtake each other would leave the older backends. */
  const inTurn = (change: () => Promise<void>): Promise<void> => {
    const done = last.then(change);
    last = done.catch(() => {});
    return done;
  };
  const useCurrent = () => {
    const lingering = [...leaving.values()].filter(({ isUsed }) => isUsed);
    const wanted = byKey([...lingering.map(({ backend }) => backend), ...members]);
    // In the order in which they came: one that only lingers changes nothing.
    const kept = used.filter((backend) => wanted.has(createKey(backend)));
    used = [...byKey([...kept, ...wanted.values()]).values()];
    const next = used;
    return inTurn(() => use(next));
  };
  const leave = (backend: Backend) => {
    const key = createKey(backend);
    const left: Leaving<Backend> = { backend, isUsed: lagMs > 0, timers: [] };
    const after = (ms: number, change: () => Promise<void>) =>
      left.timers.push(setTimeout(() => void change().catch(onError), Math.min(ms, longestTimerMs)));
    if (lagMs > 0)
      after(lagMs, () => {
        left.isUsed = false;
        if (drainDelayMs === null) leaving.delete(key);
        return useCurrent();
      });
    if (drainDelayMs !== null)
      after(drainDelayMs, () => {
        leaving.delete(key);
        return inTurn(() => endConnections(backend));
      });
    if (left.timers.length > 0) leaving.set(key, left);
  };
  const stay = (key: string) => {
    for (const timer of leaving.get(key)?.timers ?? []) clearTimeout(timer);
    leaving.delete(key);
  };
  return {
    follow(followed) {
      const next = byKey(followed);
      for (const backend of members) if (!next.has(createKey(backend))) leave(backend);
      for (const key of next.keys()) stay(key);
      members = followed;
      return useCurrent();
    },
    [Symbol.dispose]() {
      for (const key of [...leaving.keys()]) stay(key);
    },
  };
}

/** Backends are plain data: two with the same values are the same. */
const createKey = (backend: object): string => JSON.stringify(backend);

const byKey = <Backend extends object>(backends: readonly Backend[]): Map<string, Backend> =>
  new Map(backends.map((backend) => [createKey(backend), backend]));
