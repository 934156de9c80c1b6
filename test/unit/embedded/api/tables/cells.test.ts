import { describe, expect, it } from 'vitest';
import { resources } from '../../../../../harness/embedded/api/kinds/resources.ts';
import { humanDuration, selectorText } from '../../../../../harness/embedded/api/tables/cells.ts';
import type { Node, Pod } from '../../../../../harness/embedded/objects.ts';
import { node, pod, runningStatus } from '../../../../support/embedded/api/manifests.ts';

const nowMs = Date.parse('2026-01-02T00:00:00Z');
const meta = { uid: '1', resourceVersion: '1', creationTimestamp: '2026-01-01T23:00:00Z' };
const [status] = runningStatus.containerStatuses;

const showStatus = (change: object, metadata: object = {}) => {
  const base = pod('web', 'worker-1');
  const object = {
    ...base,
    metadata: { ...base.metadata, ...meta, ...metadata },
    status: { ...runningStatus, ...change },
  };
  return resources.Pod.table.cells(object as Pod, nowMs).slice(1, 4);
};
const container = (change: object) => ({ containerStatuses: [{ ...status, ...change }] });

describe('pods in a table', () => {
  it('show the state of their containers', () => {
    expect(showStatus({})).toEqual(['1/1', 'Running', '0']);
    expect(showStatus({ phase: 'Pending', containerStatuses: undefined })).toEqual(['0/1', 'Pending', '0']);
    const waiting = { ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } };
    const last = {
      restartCount: 3,
      lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T23:59:30Z' } },
    };
    expect(showStatus(container({ ...waiting, ...last }))).toEqual([
      '0/1',
      'CrashLoopBackOff',
      '3 (30s ago)',
    ]);
    const ended = (terminated: object) => showStatus(container({ ready: false, state: { terminated } }))[1];
    expect(ended({ exitCode: 0, reason: 'Completed' })).toBe('Completed');
    expect(ended({ exitCode: 1, reason: 'Error' })).toBe('Error');
    expect(ended({ exitCode: 137, signal: 9 })).toBe('Signal:9');
    expect(ended({ exitCode: 3 })).toBe('ExitCode:3');
    expect(showStatus({ phase: 'Failed', reason: 'Evicted', containerStatuses: [] })[1]).toBe('Evicted');
  });

  it('are terminating until they have ended', () => {
    const deleted = { deletionTimestamp: '2026-01-02T00:00:00Z' };
    expect(showStatus({}, deleted)[1]).toBe('Terminating');
    expect(showStatus({ reason: 'NodeLost' }, deleted)[1]).toBe('Unknown');
    const over = container({ ready: false, state: { terminated: { exitCode: 0, reason: 'Completed' } } });
    expect(showStatus({ phase: 'Succeeded', ...over }, deleted)[1]).toBe('Completed');
  });
});

describe('nodes in a table', () => {
  it('show whether they are ready and schedulable', () => {
    const base = node('worker-1');
    const cells = (change: object) =>
      resources.Node.table.cells(
        { ...base, metadata: { ...base.metadata, ...meta }, ...change } as unknown as Node,
        nowMs,
      );
    expect(cells({})).toEqual([
      'worker-1',
      'Ready',
      'worker',
      '60m',
      'v1.34.4',
      '127.77.1.1',
      '<none>',
      'Linux',
      '6.1',
      'embedded://1',
    ]);
    expect(cells({ spec: { unschedulable: true } })[1]).toBe('Ready,SchedulingDisabled');
    expect(cells({ status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } })[1]).toBe('NotReady');
    expect(cells({ status: {} })[1]).toBe('Unknown');
  });
});

describe('every table', () => {
  it('has a cell for each column', () => {
    const objects = { Pod: pod('web', ''), Node: node('worker-1') };
    for (const [kind, object] of Object.entries(objects)) {
      const { table } = resources[kind as 'Pod'];
      const stored = { ...object, metadata: { ...object.metadata, ...meta } } as unknown as Pod;
      expect(table.cells(stored, nowMs)).toHaveLength(table.columns.length);
    }
  });
});

describe('cells', () => {
  it('format durations as kubectl does', () => {
    const said = [
      -5_000, -500, 0, 119, 120, 125, 600, 10_799, 10_800, 27_000, 28_800, 172_800, 180_000, 691_200,
      63_072_000, 66_000_000, 253_000_000,
    ];
    expect(said.map((seconds) => humanDuration(seconds < 0 ? seconds : seconds * 1_000))).toEqual([
      '<invalid>',
      '0s',
      '0s',
      '119s',
      '2m',
      '2m5s',
      '10m',
      '179m',
      '3h',
      '7h30m',
      '8h',
      '2d',
      '2d2h',
      '8d',
      '2y',
      '2y33d',
      '8y',
    ]);
  });

  it('format selectors as kubectl does', () => {
    const matchExpressions = [
      { key: 'tier', operator: 'NotIn', values: ['b', 'a'] },
      { key: 'old', operator: 'DoesNotExist' },
    ];
    expect(selectorText({ matchLabels: { app: 'web' }, matchExpressions })).toBe(
      '!old,app=web,tier notin (a,b)',
    );
    expect(selectorText({})).toBe('<none>');
  });
});
