import { type JournalRecord, journalVersion, type RecordOf } from './records.ts';
import type { EndpointState } from './states.ts';

/**
 * Converts the records of a journal of format 1 to this version. Later fields get the value that applied then, or null
 * if it was not recorded. A pod that was named without its uid gets it from the pod's own records.
 */
export function upgradeRecords(records: readonly JournalRecord[]): JournalRecord[] {
  const uids = new PodUids(records);
  const upgraded = records.map((record) => upgradeRecord(record, uids));
  return records.some(({ type }) => type === 'workload') ? upgraded : upgraded.flatMap(withBuiltinWorkload);
}

function upgradeRecord(record: JournalRecord, uids: PodUids): JournalRecord {
  switch (record.type) {
    case 'journal':
      return { ...record, version: journalVersion };
    case 'lane':
      return { ...upgradeLane(record), ...record };
    case 'rig':
    case 'thread':
      return { ...unmeasured, ...record };
    case 'pod':
      uids.see(record);
      return record;
    case 'endpoints': {
      const endpoints = record.endpoints.map((endpoint) => upgradeEndpoint(endpoint, record.namespace, uids));
      return { ...record, endpoints };
    }
    case 'eviction':
      return { ...{ uid: uids.of(record.namespace, record.pod) }, ...record };
    case 'event':
      return upgradeEvent(record, uids);
    default:
      return record;
  }
}

/**
 * Lanes used HTTP/1.1 without TLS, over as many connections as they kept. Without a schedule only the rate is known.
 */
function upgradeLane({ connections }: RecordOf<'lane'>): Partial<RecordOf<'lane'>> {
  return { protocol: 'http1', tls: false, limit: connections, schedule: null };
}

const unmeasured: Partial<RecordOf<'thread'>> = { loopP99Us: null, gcUs: null, gcMaxUs: null };

function upgradeEndpoint(endpoint: EndpointState, namespace: string, uids: PodUids): EndpointState {
  const { pod } = endpoint;
  return { ...{ uid: pod === null ? null : uids.of(namespace, pod) }, ...endpoint };
}

function upgradeEvent(record: RecordOf<'event'>, uids: PodUids): JournalRecord {
  const [kind, name] = record.object.split('/');
  if (kind !== 'Pod' || name === undefined) return record;
  return { ...{ uid: uids.of(record.namespace, name) }, ...record };
}

/** Before there were others, the workload was the built-in service and needed no record. */
function withBuiltinWorkload(record: JournalRecord): JournalRecord[] {
  if (record.type !== 'cluster') return [record];
  const workload: RecordOf<'workload'> = {
    atUs: record.atUs,
    type: 'workload',
    rollouts: [{ kind: 'Deployment', namespace: 'rehearse', name: 'web' }],
    targets: [{ name: 'web', namespace: 'rehearse', service: 'web' }],
  };
  return [record, workload];
}

/** The pod that a name meant, at each position of a journal. */
class PodUids {
  readonly #first = new Map<string, string>();
  readonly #last = new Map<string, string>();

  constructor(records: readonly JournalRecord[]) {
    for (const record of records)
      if (record.type === 'pod' && !this.#first.has(createKey(record.pod)))
        this.#first.set(createKey(record.pod), record.pod.uid);
  }

  /** From here on the name means this pod. */
  see({ pod }: RecordOf<'pod'>): void {
    this.#last.set(createKey(pod), pod.uid);
  }

  /**
   * The uid of the last pod with the name, or of the first one that will have it. If the journal never shows
   * one: its name.
   */
  of(namespace: string, name: string): string {
    const key = createKey({ namespace, name });
    return this.#last.get(key) ?? this.#first.get(key) ?? name;
  }
}

const createKey = ({ namespace, name }: { readonly namespace: string; readonly name: string }) =>
  `${namespace}/${name}`;
