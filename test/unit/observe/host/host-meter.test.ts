import { describe, expect, it } from 'vitest';
import { hostMeter } from '../../../../harness/observe/host/host-meter.ts';
import type { ProcessState } from '../../../../harness/observe/host/proc.ts';
import type { ProcessReader } from '../../../../harness/observe/host/process-readings.ts';

/** What a machine shows at each reading, two seconds apart. */
interface Shown {
  readonly processes: readonly ProcessState[];
  readonly threads?: Readonly<Record<number, { readonly ranUs: number; readonly waitedUs: number }>>;
}

const node = 'a'.repeat(64);
const harness = 100;
const state = (pid: number, name: string, parent: number, ticks: number, startedAt = 1): ProcessState => ({
  ...{ pid, name, parent, startedAt, ticks },
});

function measured(containers: readonly string[], ...shown: readonly Shown[]) {
  let at = 0;
  const now = () => shown[at] as Shown;
  const reader: ProcessReader = {
    processes: () => now().processes,
    threads: (pid) => new Map(now().threads?.[pid] ? [[pid, now().threads?.[pid] as never]] : []),
    controlGroups: (pid) => (pid >= 500 ? `2:cpu:/docker/${node}/kubelet/pod1\n` : '2:cpu:/\n'),
  };
  const clock = { nowUs: () => at * 2_000_000, originNs: 0n };
  const meter = hostMeter(clock, { pid: harness, containers }, reader);
  return shown.map((_, reading) => {
    at = reading;
    return meter.take();
  });
}

describe('the host meter', () => {
  it('reports nothing at the first reading', () => {
    expect(measured([], { processes: [] })).toEqual([null]);
  });

  it('divides processors among the replica in its containers, this tool with its commands, and the rest', () => {
    const at = (ticks: number) => [
      state(harness, 'node', 1, ticks),
      state(101, 'docker', harness, ticks / 2),
      state(500, 'kubelet', 499, ticks * 2),
      state(7, 'cc1', 1, ticks * 3),
    ];
    const [, entry] = measured([node], { processes: at(0) }, { processes: at(40) });
    // 40 ticks are 0.4 s of two.
    expect(entry).toMatchObject({
      type: 'host',
      fromUs: 0,
      toUs: 2_000_000,
      cpus: { replica: 0.4, tool: 0.3, outside: 0.6 },
      outside: [{ name: 'cc1', count: 1, pid: 7, cpus: 0.6 }],
    });
  });

  it('counts child processes of this tool as the replica if there are no containers', () => {
    const at = (ticks: number) => [
      state(101, 'node', harness, ticks),
      state(102, 'web', 101, ticks),
      state(500, 'other', 1, ticks),
    ];
    const threads = (us: number) => ({
      101: { ranUs: us, waitedUs: 9 * us },
      102: { ranUs: us, waitedUs: us },
    });
    const [, entry] = measured(
      [],
      { processes: at(0), threads: threads(1_000) },
      { processes: at(100), threads: threads(51_000) },
    );
    expect(entry).toMatchObject({ ranUs: 100_000, waitedUs: 500_000, cpus: { replica: 1, outside: 0.5 } });
  });

  it('names processes with the same name once, kernel threads as such, and none that used next to nothing', () => {
    const before = Array.from({ length: 40 }, (_, at) => state(200 + at, 'bash', 1, 0));
    const after = before.map((one, at) => ({ ...one, ticks: at === 3 ? 12 : 4 }));
    const kernel = (ticks: number) => state(9, 'kworker/0:1', 2, ticks);
    const idle = (ticks: number) => state(10, 'sshd', 1, ticks);
    const [, entry] = measured(
      [],
      { processes: [...before, kernel(0), idle(0)] },
      { processes: [...after, kernel(20), idle(1)] },
    );
    expect(entry?.outside).toEqual([
      { name: 'bash', count: 40, pid: 203, cpus: 0.84 },
      { name: 'kernel threads', count: 1, pid: 9, cpus: 0.1 },
    ]);
  });

  it('counts a process that began meanwhile from its start, even with the pid of one that ended', () => {
    const [, entry] = measured(
      [],
      { processes: [state(300, 'make', 1, 500)] },
      { processes: [state(300, 'cc1', 1, 100, 2)] },
    );
    expect(entry?.outside).toEqual([{ name: 'cc1', count: 1, pid: 300, cpus: 0.5 }]);
  });
});
