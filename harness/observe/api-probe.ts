import { Pool } from 'undici';
import type { ApiEndpoint } from '../clusters/cluster.ts';
import type { Clock } from '../journal/clock.ts';
import type { Journal } from '../journal/records.ts';
import { apiFailure, errorText } from '../kube/api-error.ts';
import type { TlsOptions } from '../kube/connect.ts';

const everyMs = 200;
const timeoutMs = 1_000;

export interface ApiProbeOptions {
  readonly endpoint: ApiEndpoint;
  readonly tls: TlsOptions;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /**
   * Once at the start of an outage: at the first refusal, cut or bad status; at the second time-out in a row,
   * because one alone is as likely a busy machine's.
   */
  readonly onAway?: (why: string) => void;
}

/**
 * Asks an API server's /readyz five times a second, on an absolute schedule, until the signal; every answer, or the
 * lack of one within a second, is journaled. Each probe opens a connection of its own, as a client that starts now
 * would: one that is kept would go on past a listener that is gone. The time-out bounds what is in flight to five.
 * @returns when the last probe has been journaled
 */
export async function probeApi(options: ApiProbeOptions): Promise<void> {
  const { endpoint, tls, journal, clock, signal } = options;
  // pipelining 0 is undici's way of saying: one request a connection
  const pool = new Pool(endpoint.url, { pipelining: 0, allowH2: false, connect: { ...tls } });
  const inFlight = new Set<Promise<void>>();
  let away = false;
  let timeOuts = 0;
  const judge = (error: string | null) => {
    timeOuts = error === 'timed-out' ? timeOuts + 1 : 0;
    if (error === null) away = false;
    if (error === null || away || timeOuts === 1) return;
    away = true;
    options.onAway?.(`readyz of ${endpoint.name}: ${error}`);
  };
  const ask = async (seq: number) => {
    const sentUs = clock.nowUs();
    const error = await readyzError(pool);
    if (signal.aborted) return;
    const durationUs = clock.nowUs() - sentUs;
    const result = error === null ? { ok: true } : { ok: false, error };
    journal.append({
      type: 'probe',
      probe: 'api',
      source: endpoint.name,
      seq,
      sentUs,
      durationUs,
      ...result,
    });
    judge(error);
  };
  await onSchedule(signal, (seq) => {
    const asked = ask(seq).finally(() => inFlight.delete(asked));
    inFlight.add(asked);
  });
  await Promise.all(inFlight);
  await pool.destroy();
}

/** Calls once in each period until the signal; a period that the event loop slept through is left out, and its number with it. */
function onSchedule(signal: AbortSignal, call: (seq: number) => void): Promise<void> {
  const startedMs = performance.now();
  let seq = 0;
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout;
    const tick = () => {
      call(seq);
      seq = Math.max(seq + 1, Math.ceil((performance.now() - startedMs) / everyMs));
      timer = setTimeout(tick, startedMs + seq * everyMs - performance.now());
    };
    const stop = () => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', stop, { once: true });
    tick();
  });
}

/** Why the API server is not ready; null when it is. */
async function readyzError(pool: Pool): Promise<string | null> {
  const limit = new AbortController();
  // undici's own time-outs tick every half second
  const timer = setTimeout(() => limit.abort(), timeoutMs);
  try {
    const { statusCode, body } = await pool.request({ path: '/readyz', method: 'GET', signal: limit.signal });
    await body.dump();
    return statusCode === 200 ? null : `status ${statusCode}`;
  } catch (error) {
    return limit.signal.aborted ? 'timed-out' : (apiFailure(error)?.code ?? errorText(error));
  } finally {
    clearTimeout(timer);
  }
}
