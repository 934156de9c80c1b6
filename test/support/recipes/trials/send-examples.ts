import { mkdirSync } from 'node:fs';
import { clockFrom } from '../../../../harness/journal/clock.ts';
import type { JournalEntry } from '../../../../harness/journal/records.ts';
import { firstRequest, type LanePlan, openLoad } from '../../../../harness/load/index.ts';
import type { LaneKind, Protocol } from '../../../../harness/scenario/scenario.ts';
import { answer, serve } from '../../load/server.ts';

// Runs in a copy of the project with the lane kind `burst` and the protocol `h9`: sends requests of both.

await using server = await serve(answer);
const planned = (lane: string, kind: string, protocol: string): LanePlan => ({
  target: 'web',
  lane,
  kind: kind as LaneKind,
  protocol: protocol as Protocol,
  url: server.url,
  ratePerS: 50,
});
const plans = [planned('burst', 'burst', 'http1'), planned('new', 'reused', 'h9')];
const clock = clockFrom();
const { signal } = new AbortController();
const first = [];
for (const plan of plans) {
  const { outcome, error } = await firstRequest(plan, { clock, timeoutMs: 5_000, withinMs: 0, signal });
  first.push({ outcome, error });
}

const folder = 'samples';
mkdirSync(folder);
const entries: JournalEntry[] = [];
const reached = Promise.withResolvers<void>();
const load = await openLoad({
  lanes: plans,
  folder,
  clock,
  journal: { append: (entry) => void entries.push(entry) },
  seed: 1,
  timeoutMs: 5_000,
  slowMs: 1_000,
});
const watch = setInterval(() => {
  if (load.live().filter(({ scheduled }) => scheduled > 0).length === plans.length) reached.resolve();
}, 50);
await Promise.race([reached.promise, load.failed]);
clearInterval(watch);
await load.stop();
const lanes = entries.flatMap((entry) => (entry.type === 'lane' ? [entry] : []));
const ends = entries.flatMap((entry) => (entry.type === 'lane-end' ? [entry] : []));
console.log(JSON.stringify({ first, lanes, ends }));
