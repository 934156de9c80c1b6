import { describe, expect, it } from 'vitest';
import { clockFrom } from '../../../harness/journal/clock.ts';
import { cpuShares, parseProcStat, rigMeter } from '../../../harness/load/rig.ts';

describe('the rig', () => {
  it('reads busy and stolen time from /proc/stat, guests counted once', () => {
    const before = parseProcStat('cpu  100 0 50 800 50 0 0 0 90 0\ncpu0 1 2 3\n');
    const after = parseProcStat('cpu  150 0 60 820 60 0 0 10 99 0\ncpu0 1 2 3\n');
    expect(before).toEqual({ total: 1000, idle: 850, steal: 0 });
    const shares = cpuShares(before, after);
    expect(shares.cpuBusy).toBeCloseTo(0.6);
    expect(shares.steal).toBeCloseTo(0.1);
  });

  it('says zero where no time has passed', () => {
    const times = { total: 5, idle: 1, steal: 0 };
    expect(cpuShares(times, times)).toEqual({ cpuBusy: 0, steal: 0 });
  });

  it('takes the lags since the last time only', () => {
    const rig = rigMeter(clockFrom());
    for (let us = 1; us <= 100; us += 1) rig.lag(us);
    expect(rig.take()).toMatchObject({ type: 'rig', lagP99Us: 99, lagMaxUs: 100 });
    rig.lag(5);
    expect(rig.take()).toMatchObject({ lagMaxUs: 5 });
    expect(rig.take()).toMatchObject({ lagP99Us: 0, lagMaxUs: 0 });
    rig.close();
  });
});
