import { askProbe, type HandlerTarget, type ProbeSpec } from './handlers.ts';
import { runProber } from './prober.ts';

/** Results of the probes of a running container. */
export interface Health {
  /** Its startup probe has passed, or it has none. */
  readonly started: boolean;
  readonly ready: boolean;
  /**
   * The pod is terminating. Startup and liveness probes stop. Readiness continues, so that a pod that reports
   * itself as not ready is seen as not ready (Kubernetes since 1.23).
   */
  leave(): void;
  /** Ends all probes. */
  close(): void;
}

export interface HealthOptions {
  readonly asked: HandlerTarget;
  /** Called when started or ready has changed. */
  readonly onChange: () => void;
  /** An Event's message: `Readiness probe failed: …`. */
  readonly onFailure: (message: string) => void;
  /** The container must be restarted. @param graceSeconds the probe's own; null: the pod's */
  readonly onFatal: (why: 'startup' | 'liveness', graceSeconds: number | null) => void;
  /**
   * It was running before this kubelet: its first probe is delayed by a part of the period, so that not all
   * pods are probed at once.
   */
  readonly foundRunning: boolean;
  readonly random?: () => number;
}

/**
 * Probes a container from its start to its end. Other probes wait for the startup probe. Readiness starts as
 * false: a restarted kubelet does not know earlier results (Kubernetes up to 1.34).
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
      // At most the whole period, in case the machine's clock was set back.
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
    // One failure is enough: it is not probed again before it has been restarted.
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
