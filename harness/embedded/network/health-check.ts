import { abortable } from '../../async/abortable.ts';
/** When a server counts as up or down, in HAProxy's words. */
export interface CheckPolicy {
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** So many good checks in a row bring one up that was down. */
  readonly rise: number;
  /** So many bad ones in a row take one down that was up. */
  readonly fall: number;
}

/** Whether a server answers as it should. May reject, which is a no. Ends with the signal. */
export type Probe = (server: { address: string; port: number }, signal: AbortSignal) => Promise<boolean>;

export interface HealthCheck extends Disposable {
  readonly up: boolean;
}

/** Checks until disposed of. As with HAProxy, a server is up at first but goes down with its first bad check. */
export function healthCheck(
  ask: (signal: AbortSignal) => Promise<boolean>,
  policy: CheckPolicy,
): HealthCheck {
  const { rise, fall, everyMs, timeoutMs } = policy;
  const most = rise + fall - 1;
  // HAProxy's own count: up from `rise` on.
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

/** An answer that comes after the signal is a no. */
function answersWell(ask: (signal: AbortSignal) => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  return abortable(ask(signal), signal).catch(() => false);
}
