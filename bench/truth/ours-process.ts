/** The harness's load generator, by the door that a rehearsal uses, as a process of its own: `node ours-process.ts TASK`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { clockFrom } from '../../harness/journal/clock.ts';
import { openLoad } from '../../harness/load/index.ts';
import type { OursTask } from './peers/ours.ts';

const task = JSON.parse(process.argv[2] ?? '') as OursTask;
const clock = clockFrom();
const rig = await openLoad({
  lanes: [
    {
      target: task.target,
      lane: task.kind,
      kind: task.kind,
      url: new URL(task.url),
      ratePerS: task.ratePerS,
      connections: task.connections,
      expectedBody: 'ok',
    },
  ],
  folder: task.folder,
  journal: { append: () => {} },
  clock,
  seed: task.seed,
  timeoutMs: task.timeoutMs,
  slowMs: task.slowMs,
});
await Promise.race([sleep(task.durationMs), rig.failed]);
await rig.stop();
process.stdout.write(JSON.stringify({ originUs: Number(clock.originNs / 1000n) }));
