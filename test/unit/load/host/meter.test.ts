import { describe, expect, it, vi } from 'vitest';
import {
  cpuPressure,
  cpuShares,
  parsePressure,
  parseProcStat,
  parseRunnable,
} from '../../../../harness/command/processors.ts';
import { clockFrom } from '../../../../harness/journal/clock.ts';
import { loadHostMeter, threadMeter } from '../../../../harness/load/host/meter.ts';

describe('the load generator host', () => {
  it('reads busy and stolen time from /proc/stat, guests counted once', () => {
    const before = parseProcStat('cpu  100 0 50 800 50 0 0 0 90 0\ncpu0 1 2 3\n');
    const after = parseProcStat('cpu  150 0 60 820 60 0 0 10 99 0\ncpu0 1 2 3\n');
    expect(before).toEqual({ total: 1000, idle: 850, steal: 0 });
    const shares = cpuShares(before, after);
    expect(shares.cpuBusy).toBeCloseTo(0.6);
    expect(shares.steal).toBeCloseTo(0.1);
  });

  it('reports zero if no time has passed', () => {
    const times = { total: 5, idle: 1, steal: 0 };
    expect(cpuShares(times, times)).toEqual({ cpuBusy: 0, steal: 0 });
  });

  it('reads how many tasks run or wait, and how long some task waited, if the kernel reports it', () => {
    const stat = 'cpu  1 2 3\ncpu0 1 2 3\nctxt 5\nprocs_running 7\nprocs_blocked 0\n';
    expect(parseRunnable(stat)).toBe(7);
    expect(parseRunnable('cpu  1 2 3\n')).toBeNull();
    const pressure =
      'some avg10=33.17 avg60=9.37 avg300=2.27 total=52605218\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=11\n';
    expect(parsePressure(pressure)).toBe(52_605_218);
    expect(parsePressure('')).toBeNull();
  });

  it('reports pressure as a share if it is measured, otherwise from the tasks', () => {
    const reading = (waitedUs: number | null, runnable: number | null) => ({
      times: { total: 1, idle: 1, steal: 0 },
      runnable,
      waitedUs,
    });
    expect(cpuPressure(reading(1_000_000, 3), reading(1_250_000, 4), 1_000_000)).toEqual({
      cpuPressure: 0.25,
    });
    // The system's clock and ours differ by a little.
    expect(cpuPressure(reading(0, 3), reading(1_000_100, 4), 1_000_000)).toEqual({ cpuPressure: 1 });
    expect(cpuPressure(reading(null, 3), reading(null, 4), 1_000_000)).toEqual({ runnable: 4 });
    expect(cpuPressure(reading(null, null), reading(null, null), 1_000_000)).toEqual({});
  });

  it('counts the garbage collections of its thread, each once', async () => {
    const meter = threadMeter(clockFrom(), 'closed');
    const litter = () => Array.from({ length: 200_000 }, (_, at) => ({ at }));
    const collected = async () => {
      let us = 0;
      await vi.waitFor(
        () => {
          expect(litter()).toHaveLength(200_000);
          const entry = meter.take();
          us += entry.type === 'thread' ? (entry.gcUs ?? 0) : 0;
          expect(us).toBeGreaterThan(0);
        },
        { timeout: 20_000, interval: 5 },
      );
    };
    await collected();
    meter.close();
    expect(meter.take()).toMatchObject({ type: 'thread', thread: 'closed', loopMaxUs: 0 });
  });

  it('takes the lags since the previous reading only', () => {
    const meter = loadHostMeter(clockFrom());
    for (let us = 1; us <= 100; us += 1) meter.lag(us);
    expect(meter.take()).toMatchObject({ type: 'load-host', lagP99Us: 99, lagMaxUs: 100 });
    meter.lag(5);
    expect(meter.take()).toMatchObject({ lagMaxUs: 5 });
    expect(meter.take()).toMatchObject({ lagP99Us: 0, lagMaxUs: 0 });
    meter.close();
  });
});
