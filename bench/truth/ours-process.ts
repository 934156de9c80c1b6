/**
 * The harness's load generator through the interface that a rehearsal uses, as a separate process: `node
 * ours-process.ts TASK`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { clockFrom } from '../../harness/journal/clock.ts';
import { openLoad } from '../../harness/load/index.ts';
import { planLanes } from '../../harness/rehearsal/phases/lanes.ts';
import { parseScenario } from '../../harness/scenario/load-scenario.ts';
import type { OursTask } from './peers/ours.ts';

const task = JSON.parse(process.argv[2] ?? '') as OursTask;

/** A user's settings: everything else has its default, above all the lane's connections. */
const lanes = {
  reused: 'reused',
  fresh: 'fresh',
  h2: '{ name: h2, protocol: h2 }',
  tls: '{ name: tls, tls: true }',
} as const;
const { scenario } = parseScenario(
  `apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: truth }
cluster: { provider: embedded, from: 1.33.13, to: 1.34.4 }
load:
  rate: ${task.ratePerS}/s
  timeout: ${task.timeoutMs}ms
  slow: ${task.slowMs}ms
  seed: ${task.seed}
  lanes: [${lanes[task.lane]}]
  targets: [{ name: ${task.target}, expect: { body: ok } }]
`,
  'truth.yaml',
);
const url = new URL(task.url);
const { load, workload } = scenario;
const replicas = workload.builtin === null ? 1 : workload.replicas;
const served = [{ name: task.target, replicas, otherPorts: [] }];
const plans = planLanes(load, served, { url: () => url, control: url }, {}, task.ca);

const clock = clockFrom();
const running = await openLoad({
  lanes: plans.filter(({ lane }) => lane === task.lane).slice(0, 1),
  folder: task.folder,
  journal: { append: () => {} },
  clock,
  arrival: load.arrival,
  seed: load.seed,
  timeoutMs: load.timeoutMs,
  slowMs: load.slowMs,
});
await Promise.race([sleep(task.durationMs), running.failed]);
await running.stop();
process.stdout.write(JSON.stringify({ originUs: Number(clock.originNs / 1000n) }));
