import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { JournalEntry, JournalRecord } from '../journal/records.ts';
import type { NoiseFloor } from '../judge/answer/aa-run.ts';
import type { Summary } from '../judge/answer/summary.ts';
import { recordAaRun } from '../judge/criteria/record-aa-run.ts';
import { leavesAtOnce } from '../scenario/balancers.ts';
import { getTraits } from '../scenario/providers/table.ts';
import type { DrainPolicy, NodeGate, Scenario, WorkerPolicy } from '../scenario/scenario.ts';
import { earlierDrains, type ToolDrains } from '../scenario/upgrade-policy.ts';
import type { TimelineFold } from '../timeline/timeline.ts';
import { formatAaRun, readAaRuns } from './aa-run-lines.ts';
import type { RunDirectory } from './run-directory.ts';

type Machine = Extract<JournalEntry, { type: 'journal' }>['machine'];

/** Identifies what two runs must share to be comparable: what is run, and on what. */
export function computeFloorKey(scenario: Scenario, { cpus, memoryBytes, kernel }: Machine): string {
  const { cluster, upgrade, workload, frontDoor, load, criteria } = scenario;
  // Settings without effect, and those that work as before they existed, are left out: older floors keep their key.
  const { production, clone, ...replica } = cluster;
  const { abort, hooks, pools, ...rolled } = upgrade;
  const own = Object.entries(pools).map(([pool, policy]) => [pool, keepUnusual(policy)]);
  const { deregistration, ...door } = frontDoor;
  const { type, annotations, ...proxy } = door;
  const leaving = isDeepStrictEqual(deregistration, leavesAtOnce) ? {} : { deregistration };
  const same = {
    cluster: { ...replica, name: null, ...(clone && { production, clone }) },
    upgrade: {
      ...{ ...rolled, none: false, nodes: keepUnusual(upgrade.nodes) },
      drain: keepUnusualDrains(upgrade.drain, getTraits(cluster.provider).drains ?? earlierDrains),
      gate: keepUnusualGate(upgrade.gate),
      ...(abort && { abort }),
      ...(own.length > 0 && { pools: Object.fromEntries(own) }),
      ...(hooks.length > 0 && { hooks }),
    },
    workload,
    frontDoor: { ...(type === 'proxy' ? proxy : door), ...leaving },
    load,
    // Whether there are probers; limits do not affect a run.
    probes: Object.entries(criteria.probes).flatMap(([probe, criterion]) =>
      criterion === null ? [] : [probe],
    ),
    machine: { cpus, memoryGiB: Math.round(memoryBytes / 2 ** 30), kernel },
  };
  return hashText(JSON.stringify(same)).slice(0, 16);
}

/** How workers are rolled, without what is so wherever they are rolled one by one, in the order of their numbers. */
function keepUnusual(policy: WorkerPolicy): object {
  const { strategy, intervalMs, maxUnavailable, rounding, order, canary } = policy;
  const maxSurge = policy.strategy === 'surge' ? policy.maxSurge : 0;
  const isOneByOne = maxSurge === 0 ? maxUnavailable === 1 : maxSurge === 1 && maxUnavailable === 0;
  return {
    ...{ strategy, ...(maxSurge !== 0 && { maxSurge }), intervalMs },
    ...(!isOneByOne && { maxUnavailable, rounding }),
    ...(order.by === 'random' && { order }),
    ...(canary !== null && { canary }),
  };
}

/** How nodes are drained, without what is as it was (`earlier`) before drains had such settings. */
function keepUnusualDrains(policy: DrainPolicy, earlier: ToolDrains): object {
  const { timeoutMs, onTimeout, postDrainDelayMs, maxQuarantined, ...drains } = policy;
  return {
    ...{ timeoutMs, onTimeout },
    ...(postDrainDelayMs !== 0 && { postDrainDelayMs }),
    ...(maxQuarantined !== null && { maxQuarantined }),
    ...(!isDeepStrictEqual(drains, earlier) && drains),
  };
}

/** A gate, without the checks and the validations before an instance group that it does not have. */
function keepUnusualGate(gate: NodeGate | null): object | null {
  if (gate === null) return null;
  const { beforeGroup, checks, ...policy } = gate;
  return {
    ...policy,
    ...(beforeGroup > 0 && { beforeGroup }),
    ...(checks.length > 0 && { checks }),
  };
}

/** Copies the current floor into a new run, and returns its identity. */
export function copyFloor(floorFolder: string, directory: RunDirectory, key: string): JournalEntry {
  const source = locateFloor(floorFolder, key);
  const text = existsSync(source) ? readFileSync(source, 'utf8') : '';
  writeFileSync(directory.noiseFloor, text);
  return { type: 'noise-floor', key, sha256: hashText(text) };
}

/** Adds an A/A run to the floor of its scenario, which only ever grows. Other runs add nothing. */
export function addRunToFloor(
  floorFolder: string,
  { scenario, timeline }: { readonly scenario: Scenario; readonly timeline: TimelineFold },
  summary: Summary,
): void {
  const run = recordAaRun(summary, scenario.upgrade.none);
  const { header } = timeline.view();
  if (run === null || header === null) return;
  const file = locateFloor(floorFolder, computeFloorKey(scenario, header.machine));
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, formatAaRun(run));
}

/** The floor in a run directory; null if none was recorded. An unreadable line is left out. */
export function readFloor(directory: RunDirectory, records: readonly JournalRecord[]): NoiseFloor | null {
  const noted = records.find((record) => record.type === 'noise-floor');
  if (noted === undefined) return null;
  const text = existsSync(directory.noiseFloor) ? readFileSync(directory.noiseFloor, 'utf8') : '';
  const intact = hashText(text) === noted.sha256;
  return { key: noted.key, sha256: noted.sha256, intact, runs: intact ? readAaRuns(text) : [] };
}

function locateFloor(floorFolder: string, key: string): string {
  return join(floorFolder, `${key}.ndjson`);
}

function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
