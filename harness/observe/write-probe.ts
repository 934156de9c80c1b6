import { z } from 'zod';
import { pauseUnlessAborted } from '../async/pause.ts';
import type { ApiEndpoint } from '../clusters/cluster.ts';
import type { Clock } from '../journal/clock.ts';
import type { Journal } from '../journal/records.ts';
import type { TlsOptions } from '../kube/connect.ts';
import { type FreshRequests, freshRequests } from './fresh-requests.ts';
import { onSchedule } from './on-schedule.ts';

/**
 * `readMs` is the time limit of the final reading. A small page keeps each write small, because etcd stores
 * the whole object again.
 */
const usual = { everyMs: 500, timeoutMs: 2_000, readMs: 10_000, writesOfPage: 100 };

export interface WriteProbeOptions {
  readonly endpoint: ApiEndpoint;
  readonly tls: TlsOptions;
  /** Headers that identify the client. */
  readonly headers: Readonly<Record<string, string>>;
  /** Labels of the ConfigMaps that are written to. */
  readonly namespace: string;
  /** Number of keys in each of them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** For tests. */
  readonly pace?: Partial<typeof usual>;
}

/**
 * Writes to an API server twice a second, on an absolute schedule, until the signal: a counter, each number
 * under its own key in a ConfigMap of a hundred, so that no write hides another and each can be found again.
 * Every number is sent once; the result is journaled. The timeout limits writes in flight to four.
 * @returns when the acknowledged writes have been read back, and the result has been journaled
 */
export async function probeApiWrites(options: WriteProbeOptions): Promise<void> {
  const { endpoint, tls, journal, clock, signal } = options;
  const pace = { ...usual, ...options.pace };
  const requests = freshRequests(endpoint.url, tls, options.headers);
  const pages = createPages(options, requests, pace);
  const acknowledged: number[] = [];
  const inFlight = new Set<Promise<void>>();
  const write = async (seq: number) => {
    const sentUs = clock.nowUs();
    const path = pages.forWrite();
    const body = { data: { [String(seq)]: String(seq) } };
    const { error } = await requests.send({ method: 'PATCH', path, body, timeoutMs: pace.timeoutMs });
    if (error === null) acknowledged.push(seq);
    journal.append({
      type: 'probe',
      probe: 'apiWrite',
      source: endpoint.name,
      seq,
      sentUs,
      durationUs: clock.nowUs() - sentUs,
      ...(error === null ? { ok: true } : { ok: false, error }),
    });
  };
  if (await pages.first()) {
    await onSchedule(pace.everyMs, signal, (seq) => {
      const written = write(seq).finally(() => inFlight.delete(written));
      inFlight.add(written);
    });
    await Promise.all(inFlight);
  }
  const read = await readAll(pages.list, requests, pace);
  const lost = read.keys === null ? null : acknowledged.filter((seq) => !read.keys.has(String(seq)));
  journal.append({
    type: 'writes',
    source: endpoint.name,
    acknowledged: acknowledged.length,
    lost,
    ...(read.keys === null ? { error: read.error } : {}),
  });
  await requests.close();
}

/**
 * The ConfigMaps of one API server's probe, one after another as they fill up. If a new one can't be created,
 * the old one stays in use.
 */
function createPages(
  { endpoint, namespace, labels, signal }: WriteProbeOptions,
  requests: FreshRequests,
  { everyMs, timeoutMs, writesOfPage }: typeof usual,
) {
  const collection = `/api/v1/namespaces/${namespace}/configmaps`;
  const label = { 'k8s-rehearse/writes-of': endpoint.name };
  const formatPageName = (page: number) => `writes-${endpoint.name}-${page}`;
  let page = -1;
  let written = 0;
  let making = false;
  const make = async () => {
    making = true;
    const metadata = { name: formatPageName(page + 1), namespace, labels: { ...labels, ...label } };
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
    const { error } = await requests.send({ method: 'POST', path: collection, body, timeoutMs });
    // 409: an earlier attempt succeeded, and its response was lost
    if (error === null || error === 'status 409') {
      page += 1;
      written = 0;
    }
    making = false;
  };
  return {
    list: `${collection}?labelSelector=${encodeURIComponent(`k8s-rehearse/writes-of=${endpoint.name}`)}`,
    /** @returns whether it exists; false if the signal fired first */
    async first(): Promise<boolean> {
      while (page < 0 && !signal.aborted) {
        await make();
        if (page < 0) await pauseUnlessAborted(everyMs, signal);
      }
      return page >= 0;
    },
    /** Path of the page for the next write. */
    forWrite(): string {
      written += 1;
      if (written >= writesOfPage && !making) void make();
      return `${collection}/${formatPageName(page)}`;
    },
  };
}

const configMaps = z.object({
  items: z.array(z.object({ data: z.record(z.string(), z.string()).optional() })),
});

/** Every number that is found, by a consistent list; retried for a while if there is no response. */
async function readAll(
  path: string,
  requests: FreshRequests,
  { everyMs, timeoutMs, readMs }: typeof usual,
): Promise<{ readonly keys: ReadonlySet<string> } | { readonly keys: null; readonly error: string }> {
  const within = AbortSignal.timeout(readMs);
  for (;;) {
    const { error, body } = await requests.send({ method: 'GET', path, timeoutMs });
    if (error === null) {
      const read = configMaps.safeParse(parseJson(body));
      if (read.success)
        return { keys: new Set(read.data.items.flatMap(({ data }) => Object.keys(data ?? {}))) };
    }
    if (within.aborted) return { keys: null, error: error ?? 'the answer is not a list of ConfigMaps' };
    await pauseUnlessAborted(everyMs, within);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
