import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJournal } from '../../../harness/journal/journal-reader.ts';
import { type JournalRecord, journalVersion, type RecordOf } from '../../../harness/journal/records.ts';

const header = (version: number) => ({ atUs: 0, type: 'journal', version, tool: '0.1.0', runId: 'r1' });

/** The upgraded records of a journal of that format. */
function read(records: readonly object[], version = 1): readonly JournalRecord[] {
  const folder = mkdtempSync(join(tmpdir(), 'older-'));
  try {
    const file = join(folder, 'journal.ndjson');
    const lines = [header(version), ...records].map((record) => `${JSON.stringify(record)}\n`);
    writeFileSync(file, lines.join(''));
    return readJournal(file).records;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ofType = <T extends JournalRecord['type']>(type: T, records: readonly JournalRecord[]) =>
  records.filter((record): record is RecordOf<T> & JournalRecord => record.type === type);

const pod = (atUs: number, uid: string, name = 'cart-0', namespace = 'shop') => ({
  ...{ atUs, type: 'pod', change: 'modified', pod: { uid, namespace, name } },
});
const slice = (atUs: number, ...pods: (string | null)[]) => ({
  ...{ atUs, type: 'endpoints', namespace: 'shop', service: 'cart', slice: 'a', change: 'modified' },
  endpoints: pods.map((pod) => ({ pod, ip: '10.0.0.1', ready: true })),
});
const readUids = (records: readonly object[]) =>
  ofType('endpoints', read(records)).map(({ endpoints }) => endpoints.map(({ uid }) => uid));

describe('a journal of format 1', () => {
  it('is read as one of this format', () => {
    expect(read([])[0]).toMatchObject({ type: 'journal', version: journalVersion });
    expect(journalVersion).toBeGreaterThan(1);
  });

  it('has lanes that used HTTP/1.1 without TLS, limited by their kept connections', () => {
    const lane = { atUs: 1, type: 'lane', target: 'web', lane: 'reused', ratePerS: 200, connections: 9 };
    const [found] = ofType('lane', read([lane]));
    expect(found).toEqual({ ...lane, protocol: 'http1', tls: false, limit: 9, schedule: null });
    const whole = {
      ...lane,
      ...{ protocol: 'h2', tls: true, limit: null, schedule: { pattern: 'random', seed: 1 } },
    };
    expect(ofType('lane', read([whole]))).toEqual([whole]);
  });

  it('has no garbage collection figures if it recorded none', () => {
    const second = { atUs: 2, fromUs: 1, toUs: 2, loopMaxUs: 3 };
    const thread = { ...second, type: 'thread', thread: 'closed' };
    const unmeasured = { loopP99Us: null, gcUs: null, gcMaxUs: null };
    expect(read([{ ...second, type: 'rig' }, thread]).slice(1)).toEqual([
      { ...second, type: 'load-host', ...unmeasured },
      { ...thread, ...unmeasured },
    ]);
  });

  it('resolves a name in a slice to the last pod with that name', () => {
    expect(
      readUids([pod(1, 'a'), slice(2, 'cart-0', null), pod(5, 'b'), slice(6, 'cart-0'), pod(7, 'a')]),
    ).toEqual([['a', null], ['b']]);
  });

  it('resolves a name to its first pod if there was none before, and to no pod of another namespace', () => {
    expect(readUids([slice(2, 'cart-0'), pod(3, 'other', 'cart-0', 'store'), pod(4, 'a')])).toEqual([['a']]);
  });

  it('uses the name as uid of a pod that it never shows', () => {
    expect(readUids([slice(2, 'cart-0')])).toEqual([['cart-0']]);
  });

  it('keeps the uids that it has', () => {
    const known = slice(2, 'cart-0');
    const endpoints = known.endpoints.map((one) => ({ ...one, uid: 'b' }));
    expect(readUids([pod(1, 'a'), { ...known, endpoints }])).toEqual([['b']]);
  });

  it('resolves evictions and warnings to the pod with the name', () => {
    const eviction = { type: 'eviction', namespace: 'shop', pod: 'cart-0', result: 'accepted' };
    const event = { type: 'event', namespace: 'shop', reason: 'FailedPreStopHook' };
    const records = read([
      pod(1, 'a'),
      { atUs: 2, ...eviction },
      { atUs: 3, ...event, object: 'Pod/cart-0' },
      { atUs: 4, ...event, object: 'Node/worker' },
      pod(5, 'b'),
      { atUs: 6, ...eviction },
      { atUs: 7, ...eviction, uid: 'a' },
    ]);
    expect(ofType('eviction', records).map(({ uid }) => uid)).toEqual(['a', 'b', 'a']);
    expect(ofType('event', records).map(({ uid }) => uid)).toEqual(['a', undefined]);
  });

  it('without a workload describes the built-in service, as soon as there is a cluster', () => {
    const cluster = { atUs: 5, type: 'cluster', name: 'c', nodes: [], apiServers: [] };
    const phase = { atUs: 1, type: 'phase', phase: 'prepare', edge: 'begin' };
    const builtin = {
      ...{ atUs: 5, type: 'workload' },
      rollouts: [{ kind: 'Deployment', namespace: 'rehearse', name: 'web' }],
      targets: [{ name: 'web', namespace: 'rehearse', service: 'web' }],
    };
    expect(read([phase, cluster, pod(6, 'a')]).slice(1)).toEqual([phase, cluster, builtin, pod(6, 'a')]);
    expect(ofType('workload', read([phase]))).toEqual([]);
    const own = { ...builtin, atUs: 7, targets: [{ name: 'x', namespace: 'shop', service: 'cart' }] };
    expect(ofType('workload', read([cluster, own]))).toEqual([own]);
  });
});

describe('a journal of format 2', () => {
  it('calls the records of the load generator host by another name, and lacks nothing', () => {
    const second = { atUs: 2, fromUs: 1, toUs: 2, loopMaxUs: 3 };
    const others = [
      { atUs: 5, type: 'cluster', name: 'c' },
      slice(6, 'cart-0'),
      { atUs: 9, type: 'of-tomorrow' },
    ];
    expect(read([{ ...second, type: 'rig' }, ...others], 2)).toEqual([
      header(journalVersion),
      { ...second, type: 'load-host' },
      ...others,
    ]);
  });
});

describe('a journal of this format', () => {
  it('is read as it was written', () => {
    const records = [
      { atUs: 5, type: 'cluster', name: 'c' },
      slice(6, 'cart-0'),
      { atUs: 9, type: 'of-tomorrow' },
    ];
    expect(read(records, journalVersion)).toEqual([header(journalVersion), ...records]);
  });
});
