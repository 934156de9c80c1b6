import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPlainView } from '../../../harness/cli/plain-view.ts';
import type { Status } from '../../../harness/rehearsal/view.ts';
import { memoryContext } from '../../support/cli/memory-context.ts';

const status: Status = {
  elapsedMs: 65_000,
  leftMs: 125_000,
  step: 'a-worker: drain',
  nodes: [
    { name: 'a-control-plane', version: '1.34.4', ready: true, schedulable: true },
    { name: 'a-worker\u001b[2K', version: '1.33.13', ready: false, schedulable: false },
  ],
  lanes: [
    { target: 'web', lane: 'reused', ratePerS: 99.7, failed: 3, p50Ms: 2.04, p99Ms: 17.26 },
    { target: 'web', lane: 'fresh', ratePerS: 0, failed: 0, p50Ms: Number.NaN, p99Ms: Number.NaN },
  ],
  unmet: ['node a-worker is not Ready', 'DaemonSet kube-proxy: 1 of 2 ready', 'a third'],
};

describe('the plain view', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-11-20T12:34:56.789Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function viewed() {
    const context = memoryContext([]);
    return { view: createPlainView(context.stdout), out: context.out };
  }

  it('prints one line per event, with its time in UTC', () => {
    const { view, out } = viewed();
    view.begin('baseline', 180_000);
    view.say('capacity before: 2136/s');
    view.end('baseline', 'done');
    view.begin('teardown', null);
    view.end('teardown', 'aborted');
    expect(out()).toBe(
      [
        '12:34:56Z baseline (about 3m00s)',
        '12:34:56Z   capacity before: 2136/s',
        '12:34:56Z baseline done',
        '12:34:56Z teardown',
        '12:34:56Z teardown aborted',
        '',
      ].join('\n'),
    );
  });

  it('shows the status every ten seconds, in one line, until it is closed', async () => {
    const { view, out } = viewed();
    view.watch(() => status);
    vi.advanceTimersByTime(9_999);
    expect(out()).toBe('');
    vi.advanceTimersByTime(10_001);
    await view.close();
    vi.advanceTimersByTime(60_000);
    const lines = out().trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe(
      [
        '12:35:06Z   1m05s elapsed, about 2m05s left · a-worker: drain',
        'a-control-plane 1.34.4   a-worker [2K 1.33.13 (not ready, cordoned)',
        'web/reused         100/s  p50    2.0 ms  p99    17.3 ms  failed 3',
        'web/fresh            0/s  p50      – ms  p99       – ms  failed 0',
        'waiting for: node a-worker is not Ready; DaemonSet kube-proxy: 1 of 2 ready and 1 more',
      ].join(' | '),
    );
  });

  it('keeps one line per event, whatever text comes from a cluster', () => {
    const { view, out } = viewed();
    view.say('pod web\nAPPROVE\u001b[31m');
    expect(out()).toBe('12:34:56Z   pod web APPROVE [31m\n');
  });
});
