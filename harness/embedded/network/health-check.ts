import { abortable } from '../../async/abortable.ts';
/** Thresholds of health checks, named as in HAProxy. */
export interface CheckPolicy {
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** Consecutive successful checks after which a server counts as up. */
  readonly rise: number;
  /** Consecutive failed checks after which a server counts as down. */
  readonly fall: number;
}

/** Checks whether a server responds correctly. A rejection counts as a failure. Ends when the signal fires. */
export type Probe = (server: { address: string; port: number }, signal: AbortSignal) => Promise<boolean>;

export interface HealthCheck extends Disposable {
  readonly up: boolean;
}

/** Checks until disposed of. As with HAProxy, a server starts as up and counts as down after its first failed check. */
export function healthCheck(
  ask: (signal: AbortSignal) => Promise<boolean>,
  policy: CheckPolicy,
): HealthCheck {
  const { rise, fall, everyMs, timeoutMs } = policy;
  const most = rise + fall - 1;
  // HAProxy's own counter: up at `rise` and above.
  let health = rise;
  const ended = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  const count = (good: boolean) => {
    const wasUp = health >= rise;
    if (good) health = wasUp || health + 1 >= rise ? most : health + 1;
    else health = wasUp && health - 1 >= rise ? health - 1 : 0;
  };
  const check = async () => {
    const late = AbortSignal.timeout(timeoutMs);
    const good = await answersWell(ask, AbortSignal.any([ended.signal, late]));
    if (ended.signal.aborted) return;
    count(good);
    timer = setTimeout(check, everyMs);
  };
  void check();
  return {
    get up() {
      return health >= rise;
    },
    [Symbol.dispose]() {
      ended.abort();
      clearTimeout(timer);
    },
  };
}

/** A response after the signal counts as a failure. */
function answersWell(ask: (signal: AbortSignal) => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  return abortable(ask(signal), signal).catch(() => false);
}
