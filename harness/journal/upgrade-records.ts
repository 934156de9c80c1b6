import { type JournalRecord, journalVersion, type RecordOf } from './records.ts';
import type { EndpointState } from './states.ts';

/** Records that had another type until format 3. */
const renamedTypes: Readonly<Record<string, JournalRecord['type']>> = { rig: 'load-host' };

/** The records of a journal of an older format as this version writes them. */
export function upgradeRecords(records: readonly JournalRecord[], version: number): JournalRecord[] {
  const renamed = records.map(renameType);
  return version < 2 ? completeRecords(renamed) : renamed;
}

function renameType(record: JournalRecord): JournalRecord {
  if (record.type === 'journal') return { ...record, version: journalVersion };
  const type = renamedTypes[record.type];
  return type === undefined ? record : ({ ...record, type } as JournalRecord);
}

/**
 * Fills in what a journal of format 1 lacks. Later fields get the value that applied then, or null
 * if it was not recorded. A pod that was named without its uid gets it from the pod's own records.
 */
function completeRecords(records: readonly JournalRecord[]): JournalRecord[] {
  const uids = new PodUids(records);
  const complete = records.map((record) => completeRecord(record, uids));
  return records.some(({ type }) => type === 'workload') ? complete : complete.flatMap(withBuiltinWorkload);
}

function completeRecord(record: JournalRecord, uids: PodUids): JournalRecord {
  switch (record.type) {
    case 'lane':
      return { ...completeLane(record), ...record };
    case 'load-host':
    case 'thread':
      return { ...unmeasured, ...record };
    case 'pod':
      uids.see(record);
      return record;
    case 'endpoints': {
      const endpoints = record.endpoints.map((endpoint) =>
        completeEndpoint(endpoint, record.namespace, uids),
      );
      return { ...record, endpoints };
    }
    case 'eviction':
      return { ...{ uid: uids.of(record.namespace, record.pod) }, ...record };
    case 'event':
      return completeEvent(record, uids);
    default:
      return record;
  }
}

/**
 * Lanes used HTTP/1.1 without TLS, over as many connections as they kept. Without a schedule only the rate is known.
 */
function completeLane({ connections }: RecordOf<'lane'>): Partial<RecordOf<'lane'>> {
  return { protocol: 'http1', tls: false, limit: connections, schedule: null };
}

const unmeasured: Partial<RecordOf<'thread'>> = { loopP99Us: null, gcUs: null, gcMaxUs: null };

function completeEndpoint(endpoint: EndpointState, namespace: string, uids: PodUids): EndpointState {
  const { pod } = endpoint;
  return { ...{ uid: pod === null ? null : uids.of(namespace, pod) }, ...endpoint };
}

function completeEvent(record: RecordOf<'event'>, uids: PodUids): JournalRecord {
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
