import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalRecord, PodState } from '../../../harness/journal/records.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';

const record = (atUs: number, entry: JournalEntry) => ({ atUs, ...entry }) as JournalRecord;
const proxy = (
  atUs: number,
  name: string,
  over: Partial<PodState> = {},
  change: 'modified' | 'deleted' = 'modified',
) =>
  record(atUs, {
    type: 'pod',
    change,
    pod: {
      ...{ uid: name, namespace: 'kube-system', name, node: 'w', phase: 'Running', ready: true },
      ...{
        terminating: false,
        ip: null,
        owner: 'DaemonSet/kube-proxy',
        restarts: 0,
        images: [],
        waiting: null,
      },
      ...over,
    },
  });
const foldGaps = (...records: JournalRecord[]) => foldTimeline(records).proxyGaps;

/** Of pod `a`, without a successor. */
const stopped = {
  ...{ node: 'w', pod: 'a', stoppedUs: 10, earliestUs: 10 },
  ...{ successor: null, replacedUs: null, nodeGoneUs: null },
};

describe('a node without a kube-proxy', () => {
  const pending = { phase: 'Pending', ready: false };

  it('is so from the order to terminate until a successor is ready', () => {
    expect(
      foldGaps(
        proxy(1, 'a'),
        proxy(10, 'a', { terminating: true }),
        proxy(11, 'a', { terminating: true, ready: false, phase: 'Failed' }),
        proxy(12, 'b', pending),
        proxy(13, 'a', { terminating: true }, 'deleted'),
        proxy(20, 'b'),
      ),
    ).toEqual([{ ...stopped, successor: 'b', replacedUs: 20 }]);
  });

  it('is so to the end if no successor is ready', () => {
    const gaps = foldGaps(proxy(1, 'a'), proxy(10, 'a', {}, 'deleted'), proxy(12, 'b', pending));
    expect(gaps).toEqual([stopped]);
  });

  it('is so until the node itself is gone, and not after that', () => {
    const gone = (atUs: number) =>
      record(atUs, {
        ...{ type: 'node', change: 'deleted' },
        node: { name: 'w', uid: 'w', ready: true, unschedulable: false, kubeletVersion: '1.34.4' },
      });
    const deleted = (atUs: number) => proxy(atUs, 'a', {}, 'deleted');
    expect(foldGaps(proxy(1, 'a'), deleted(10), gone(12))).toEqual([{ ...stopped, nodeGoneUs: 12 }]);
    expect(foldGaps(proxy(1, 'a'), gone(9), deleted(10))).toEqual([]);
  });

  it('may have been so since pods could not be seen, whichever of the two a new list names first', () => {
    const blind = record(5, { type: 'blind', resource: 'pods', edge: 'begin', why: 'away' });
    const gone = (atUs: number) => proxy(atUs, 'a', {}, 'deleted');
    const gap = { ...stopped, earliestUs: 5, successor: 'b' };
    expect(foldGaps(proxy(1, 'a'), blind, gone(10), proxy(11, 'b'))).toEqual([{ ...gap, replacedUs: 11 }]);
    expect(foldGaps(proxy(1, 'a'), blind, proxy(10, 'b'), gone(11))).toEqual([{ ...gap, replacedUs: 10 }]);
  });

  it.each([
    ['whose pod is not ready: it may run', [proxy(1, 'a'), proxy(10, 'a', { ready: false }), proxy(20, 'a')]],
    [
      'whose successor was ready before',
      [proxy(1, 'a'), proxy(5, 'b'), proxy(10, 'a', { terminating: true })],
    ],
    [
      'whose other DaemonSet is replaced',
      [1, 10].map((at) => proxy(at, 'a', { owner: 'DaemonSet/net', terminating: at > 1 })),
    ],
    [
      'whose proxy never became ready',
      [proxy(1, 'a', pending), proxy(2, 'a', pending, 'deleted'), proxy(3, 'b')],
    ],
  ])('is none %s', (_, records) => {
    expect(foldGaps(...records)).toEqual([]);
  });
});

describe('a removed endpoint', () => {
  /** Endpoints are named `pod/uid`, or `pod` if that is the uid as well. */
  const slice = (atUs: number, name: string, ready: string[], other: string[] = []) =>
    record(atUs, {
      type: 'endpoints',
      namespace: 'kube-system',
      service: 'kube-dns',
      slice: name,
      change: 'modified',
      endpoints: [...ready, ...other].map((one) => {
        const [pod = one, uid = pod] = one.split('/');
        return {
          ...{ pod, uid, ip: '10.0.0.1', node: 'w', serving: true, terminating: false },
          ready: ready.includes(one),
        };
      }),
    });

  it('is one that no slice of its Service calls ready any more', () => {
    const { removedEndpoints } = foldTimeline([
      slice(1, 's', ['a', 'b']),
      slice(2, 't', ['b', 'c']),
      slice(3, 's', [], ['a']),
      slice(4, 't', ['c']),
    ]);
    expect(removedEndpoints.map(({ pod, atUs }) => [pod, atUs])).toEqual([
      ['a', 3],
      ['b', 4],
    ]);
    expect(removedEndpoints[0]).toMatchObject({ namespace: 'kube-system', service: 'kube-dns' });
  });

  it("differs from the next pod of its name, as a StatefulSet's", () => {
    const { removedEndpoints } = foldTimeline([
      slice(1, 's', ['a/1']),
      slice(2, 't', ['a/1']),
      slice(3, 's', ['a/2']),
      slice(4, 't', ['a/2']),
    ]);
    expect(removedEndpoints.map(({ pod, atUs }) => [pod, atUs])).toEqual([['a', 4]]);
  });
});
