import { describe, expect, it } from 'vitest';
import { hostCheck } from '../../../harness/preflight/host.ts';

const processes = [{ name: 'bash', count: 40, pid: 811, cpus: 1.7 }];

describe('the load of the machine before a run', () => {
  it.each([
    ['a machine at rest', { busyShare: 0.05, waitingShare: 0.01 }, 2, true],
    ['one processor of two in use', { busyShare: 0.45, waitingShare: 0.1 }, 2, true],
    ['most of both processors in use', { busyShare: 0.7, waitingShare: 0.1 }, 2, false],
    ['two tasks that fill two processors and wait for none', { busyShare: 1, waitingShare: 0 }, 2, false],
    ['a large machine at two thirds', { busyShare: 0.66, waitingShare: 0.05 }, 64, true],
    ['a large machine whose tasks wait', { busyShare: 0.9, waitingShare: 0.6 }, 64, false],
    ['one processor, half free', { busyShare: 0.4, waitingShare: 0 }, 1, true],
    ['a kernel without pressure information', { busyShare: 0.9, waitingShare: null }, 2, false],
  ])('%s', (_, use, processors, ok) => {
    expect(hostCheck({ ...use, processes }, processors)).toMatchObject({ ok, code: null });
  });

  it('names the processes that use it, and prevents no run', () => {
    const check = hostCheck({ busyShare: 1, waitingShare: 0.99, processes }, 2);
    expect(check.found).toBe(
      '0.0 of 2 processors were free for one second, tasks waited for one in 99% of the time; bash (40 processes, busiest pid 811) used 1.7',
    );
    expect(check).toMatchObject({
      ok: false,
      code: null,
      hint: expect.stringContaining('Stop the other work'),
    });
  });
});
