import { describe, expect, it } from 'vitest';
import {
  parseProcess,
  parseThread,
  readProcesses,
  readThreads,
} from '../../../../harness/observe/host/proc.ts';
import { offLinux } from '../../../support/off-linux.ts';

describe('a process as /proc shows it', () => {
  it('is read whatever characters its name contains', () => {
    const fields = '1 42 42 0 -1 4194560 100 0 0 0 70 30 5 5 20 0 11 0 8123 1000 200';
    expect(parseProcess(`4711 (a) b (c) S ${fields}\n`)).toEqual({
      ...{ pid: 4711, name: 'a) b (c', parent: 1, startedAt: 8123, ticks: 100 },
    });
    expect(parseProcess('')).toBeNull();
  });

  it('has threads whose waiting is known if the kernel records it', () => {
    expect(parseThread('2000000 500000 17\n')).toEqual({ ranUs: 2_000, waitedUs: 500 });
    expect(parseThread('')).toBeNull();
  });

  it.skipIf(offLinux())('is found by its own pid', () => {
    expect(readProcesses().find(({ pid }) => pid === process.pid)?.name).not.toBe('MainThread');
    expect([...readThreads(process.pid).keys()]).toContain(process.pid);
  });
});
