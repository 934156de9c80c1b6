import type { ApiEndpoint } from '../clusters/cluster.ts';
import type { Clock } from '../journal/clock.ts';
import type { Journal } from '../journal/records.ts';
import type { TlsOptions } from '../kube/connect.ts';
import { freshRequests } from './fresh-requests.ts';
import { onSchedule } from './on-schedule.ts';

const everyMs = 200;
const timeoutMs = 1_000;

export interface ApiProbeOptions {
  readonly endpoint: ApiEndpoint;
  readonly tls: TlsOptions;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /**
   * Called once at the start of an outage: at the first refusal, cut or bad status; at the second consecutive
   * timeout, because a single one may be caused by a busy machine.
   */
  readonly onAway?: (why: string) => void;
}

/**
 * Requests an API server's /readyz five times a second, on an absolute schedule, until the signal. Every
 * response, or the lack of one within a second, is journaled. The timeout limits requests in flight to five.
 * @returns when the last probe has been journaled
 */
export async function probeApi(options: ApiProbeOptions): Promise<void> {
  const { endpoint, tls, journal, clock, signal } = options;
  const requests = freshRequests(endpoint.url, tls);
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
    const { error } = await requests.send({ method: 'GET', path: '/readyz', timeoutMs });
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
  await onSchedule(everyMs, signal, (seq) => {
    const asked = ask(seq).finally(() => inFlight.delete(asked));
    inFlight.add(asked);
  });
  await Promise.all(inFlight);
  await requests.close();
}
