import { askProbe, type HandlerTarget, type ProbeSpec } from './handlers.ts';
import { runProber } from './prober.ts';

/** What the probes of a running container say of it. */
export interface Health {
  /** Its startup probe has passed, or it has none. */
  readonly started: boolean;
  readonly ready: boolean;
  /**
   * The pod is terminating: startup and liveness have nothing to say any more, readiness goes on, so that a pod which
   * says that it is no longer ready is seen to be so (Kubernetes since 1.23).
   */
  leave(): void;
  /** Ends all probes. */
  close(): void;
}

export interface HealthOptions {
  readonly asked: HandlerTarget;
  /** Started or ready have changed. */
  readonly onChange: () => void;
  /** `Readiness probe failed: …`, an event's message. */
  readonly onFailure: (message: string) => void;
  /** It must be restarted. @param graceSeconds the probe's own; null: the pod's */
  readonly onFatal: (why: 'startup' | 'liveness', graceSeconds: number | null) => void;
  /** It was running before this kubelet was: it waits for a part of the period, so that not all pods are probed at once. */
  readonly foundRunning: boolean;
  readonly random?: () => number;
}

/**
 * Probes a container from its start to its end. A startup probe comes before the others. Readiness begins as false: a
 * kubelet that has just been started does not know what the one before it had seen (so it is up to Kubernetes 1.34).
 */
export function watchHealth(options: HealthOptions): Health {
  const { asked, onChange, random = Math.random } = options;
  const { startupProbe, readinessProbe, livenessProbe } = asked.spec;
  const over = new AbortController();
  const leaving = new AbortController();
  const vital = AbortSignal.any([over.signal, leaving.signal]);
  let started = false;
  let ready = false;

  const prober = (
    name: 'Startup' | 'Readiness' | 'Liveness',
    probe: ProbeSpec,
    signal: AbortSignal,
    onResult: (ok: boolean) => void,
  ) => {
    const periodMs = (probe.periodSeconds ?? 10) * 1_000;
    const initialMs = (probe.initialDelaySeconds ?? 0) * 1_000;
    const delayMs = asked.container.startedMs + initialMs - Date.now();
    void runProber({
      probe,
      ask: (timeout) => askProbe(probe, asked, timeout),
      // Never more than the whole: the machine's clock may have been put back.
      firstMs: Math.min(initialMs, Math.max(0, delayMs)) + (options.foundRunning ? random() * periodMs : 0),
      onFailure: (output) => options.onFailure(`${name} probe failed: ${output}`),
      onError: (why) => options.onFailure(`${name} probe errored and resulted in unknown state: ${why}`),
      onResult,
      signal,
    });
  };
  const hasStarted = () => {
    if (started || over.signal.aborted) return;
    started = true;
    if (readinessProbe === undefined) ready = true;
    else
      prober('Readiness', readinessProbe, over.signal, (ok) => {
        if (ok === ready) return;
        ready = ok;
        onChange();
      });
    if (livenessProbe !== undefined && !leaving.signal.aborted) {
      const restart = oneRestart('liveness', livenessProbe);
      prober('Liveness', livenessProbe, restart.signal, (ok) => ok || restart.now());
    }
    onChange();
  };
  const oneRestart = (why: 'startup' | 'liveness', probe: ProbeSpec) => {
    // One failure is enough: it is not asked again before it has been restarted.
    const asking = new AbortController();
    return {
      signal: AbortSignal.any([vital, asking.signal]),
      now() {
        asking.abort();
        options.onFatal(why, probe.terminationGracePeriodSeconds ?? null);
      },
      end: () => asking.abort(),
    };
  };

  if (startupProbe === undefined) hasStarted();
  else {
    const restart = oneRestart('startup', startupProbe);
    prober('Startup', startupProbe, restart.signal, (ok) => {
      if (!ok) return restart.now();
      restart.end();
      hasStarted();
    });
  }
  return {
    get started() {
      return started;
    },
    get ready() {
      return started && ready;
    },
    leave() {
      leaving.abort();
      hasStarted();
    },
    close: () => over.abort(),
  };
}
