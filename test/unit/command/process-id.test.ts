import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { linuxStat } from '../../../harness/command/linux-stat.ts';
import { processGroup } from '../../../harness/command/process-group.ts';
import {
  childId,
  isGroupRunning,
  isRunning,
  type ProcessId,
  processId,
} from '../../../harness/command/process-id.ts';

describe('processId', () => {
  it('names a running process the same way each time', () => {
    const id = processId(process.pid);
    expect(id).not.toBeNull();
    expect(processId(process.pid)).toEqual(id);
  });

  it('is null if no process has that id', () => {
    expect(processId(2 ** 22 + 1)).toBeNull();
  });
});

describe('childId', () => {
  it.runIf(process.platform === 'linux')(
    'identifies a child that ended before it was checked: what it started may still run',
    async () => {
      const child = spawn('true', { detached: true, stdio: 'ignore' });
      const pid = child.pid as number;
      // Without a turn of the event loop its end is not noticed.
      const pause = new Int32Array(new SharedArrayBuffer(4));
      while (linuxStat(pid)?.state !== 'Z') Atomics.wait(pause, 0, 0, 1);
      expect(processId(pid)).toBeNull();
      expect(childId(pid)).toMatchObject({ pid });
      await once(child, 'exit');
      expect(childId(pid)).toBeNull();
    },
  );
});

describe('isRunning', () => {
  it('distinguishes a process from a later one with the same id', () => {
    const id = processId(process.pid);
    expect(id && isRunning(id)).toBe(true);
    expect(id && isRunning({ ...id, started: 'at another time' })).toBe(false);
  });
});

/** A leader that has ended, and a remaining member of its group. */
async function orphaned(): Promise<{ leader: ProcessId; member: number }> {
  const program = `
    const { spawn } = require('node:child_process');
    const member = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    member.once('spawn', () => console.log(member.pid));
    process.stdin.once('data', () => process.exit());`;
  const child = spawn(process.execPath, ['-e', program], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [member] = (await once(child.stdout, 'data')) as [Buffer];
  const leader = processId(child.pid as number) as ProcessId;
  child.stdin.write('go');
  await exited;
  return { leader, member: Number(member) };
}

describe('isGroupRunning', () => {
  it.runIf(process.platform === 'linux')('includes members that outlived their leader', async () => {
    const { leader, member } = await orphaned();
    try {
      expect([isRunning(leader), isGroupRunning(leader)]).toEqual([false, true]);
    } finally {
      await processGroup(leader.pid).end();
    }
    expect([isGroupRunning(leader), processId(member)]).toEqual([false, null]);
  });

  it.runIf(process.platform === 'linux')(
    "rejects a group that only has the recorded group's id",
    async () => {
      const { leader } = await orphaned();
      const [ticks, boot] = leader.started.split('@');
      try {
        const later = { ...leader, started: `${Number(ticks) + 1_000_000}@${boot}` };
        const beforeTheBoot = { ...leader, started: `${ticks}@another` };
        expect([later, beforeTheBoot].map(isGroupRunning)).toEqual([false, false]);
      } finally {
        await processGroup(leader.pid).end();
      }
    },
  );

  it('distinguishes a running leader from another process that has its id now', () => {
    const id = processId(process.pid) as ProcessId;
    expect(isGroupRunning(id)).toBe(true);
    expect(isGroupRunning({ ...id, started: '1@another' })).toBe(false);
  });
});
