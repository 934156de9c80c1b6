import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { JournalEntry, JournalRecord, NodeRef, Phase } from '../../harness/journal/records.ts';
import { outcomes } from '../../harness/journal/samples.ts';
import { arrangeEvidence } from '../../harness/judge/arrange-evidence.ts';
import { applyCriteria } from '../../harness/judge/criteria/apply-criteria.ts';
import type { FoundCriterion } from '../../harness/judge/criteria/criterion.ts';
import { controlTarget, type LaneData } from '../../harness/judge/lanes/lane-data.ts';
import { readResolved } from '../../harness/scenario/resolved/resolved-file.ts';
import type { LaneKind, Scenario } from '../../harness/scenario/scenario.ts';
import { foldTimeline } from '../../harness/timeline/timeline.ts';
import { unfilled } from './simulated.ts';

const fixtures = join(import.meta.dirname, '../../test/fixtures/recorded-aa-runs');

/** An A/A run, in the form that scripts/record-aa-runs.ts stores. */
interface StoredRun {
  readonly runId: string;
  /** Copied from scenario.resolved.json. */
  readonly scenario: unknown;
  readonly lengthMs: number;
  readonly lanes: readonly {
    readonly target: string;
    readonly lane: string;
    readonly kind: LaneKind;
    readonly ratePerS: number;
    /** From one request to the next; the first from the baseline's start. */
    readonly dueAfterMs: readonly number[];
    /** In tens of microseconds; null: no good response. */
    readonly latency: readonly (number | null)[];
  }[];
}

/** A recorded run's lanes, from 0 to its length. */
export interface RecordedRun {
  readonly runId: string;
  readonly scenario: Scenario;
  readonly lengthS: number;
  readonly lanes: readonly LaneData[];
}

/** How a run is divided: a baseline, and consecutive steps after it; the first is the control plane's. */
export interface Shape {
  readonly baselineS: number;
  readonly stepsS: readonly number[];
}

/** Every recorded A/A run. */
export function readRecordedRuns(): RecordedRun[] {
  const names = readdirSync(fixtures).filter((name) => name.endsWith('.json.gz'));
  return names.sort().map((name) => {
    const text = gunzipSync(readFileSync(join(fixtures, name))).toString();
    const { runId, scenario: recorded, lengthMs, lanes } = JSON.parse(text) as StoredRun;
    const scenario = readResolved(JSON.stringify(recorded), name);
    return { runId, scenario, lengthS: lengthMs / 1000, lanes: lanes.map(laneFrom) };
  });
}

function laneFrom({ dueAfterMs, latency, ...lane }: StoredRun['lanes'][number]): LaneData {
  const columns = unfilled(latency.length);
  let dueMs = 0;
  latency.forEach((tensOfUs, row) => {
    dueMs += dueAfterMs[row] ?? 0;
    columns.seq[row] = row;
    columns.intendedUs[row] = dueMs * 1000;
    columns.endUs[row] = dueMs * 1000 + (tensOfUs ?? 0) * 10;
    columns.outcome[row] = tensOfUs === null ? outcomes['timed-out'] : outcomes.ok;
  });
  return { ...lane, columns, torn: false };
}

/**
 * The criteria of every stretch of a run with this shape, one starting every `everyS`.
 * @param slowedMs added to every response of the judged lanes in the steps: a harmful upgrade
 */
export function judgeCriteria(
  run: RecordedRun,
  shape: Shape,
  everyS: number,
  slowedMs = 0,
): FoundCriterion[] {
  const found: FoundCriterion[] = [];
  for (let fromS = 0; fromS + computeLengthS(shape) <= run.lengthS; fromS += everyS)
    found.push(...judgedFrom(run, shape, fromS, slowedMs));
  return found;
}

/** In seconds. */
export function computeLengthS({ baselineS, stepsS }: Shape): number {
  return stepsS.reduce((sum, one) => sum + one, baselineS);
}

function judgedFrom(
  { scenario, lanes }: RecordedRun,
  shape: Shape,
  fromS: number,
  slowedMs: number,
): FoundCriterion[] {
  const toS = fromS + computeLengthS(shape);
  const within = lanes.map((lane) => {
    const kept = between(lane, fromS * 1e6, toS * 1e6);
    return lane.target === controlTarget ? kept : slowed(kept, (fromS + shape.baselineS) * 1e6, slowedMs);
  });
  const timeline = foldTimeline(createJournal(shape, fromS));
  const evidence = arrangeEvidence({
    scenario,
    timeline,
    lanes: within,
    torn: false,
    floor: null,
    tool: 'aa-run',
  });
  return applyCriteria(evidence).map((one) => one.criterion);
}

function between(lane: LaneData, fromUs: number, toUs: number): LaneData {
  const { intendedUs, endUs, outcome } = lane.columns;
  const first = intendedUs.findIndex((us) => us >= fromUs);
  const after = intendedUs.findIndex((us) => us >= toUs);
  const columns = unfilled((after < 0 ? intendedUs.length : after) - first);
  for (let row = 0; row < columns.length; row += 1) {
    columns.seq[row] = row;
    columns.intendedUs[row] = intendedUs[first + row] as number;
    columns.endUs[row] = endUs[first + row] as number;
    columns.outcome[row] = outcome[first + row] as number;
  }
  return { ...lane, columns };
}

function slowed(lane: LaneData, sinceUs: number, byMs: number): LaneData {
  const { intendedUs, endUs } = lane.columns;
  const later = endUs.map((us, row) => ((intendedUs[row] as number) < sinceUs ? us : us + byMs * 1000));
  return { ...lane, columns: { ...lane.columns, endUs: later } };
}

/** The journal of a run whose steps do nothing, node by node. */
function createJournal({ baselineS, stepsS }: Shape, fromS: number): JournalRecord[] {
  const records: JournalRecord[] = [];
  const at = (atS: number, entry: JournalEntry) =>
    records.push({ atUs: atS * 1e6, ...entry } as JournalRecord);
  const phase = (phase: Phase, beginS: number, endS: number) => {
    at(beginS, { type: 'phase', phase, edge: 'begin' });
    at(endS, { type: 'phase', phase, edge: 'end', outcome: 'done' });
  };
  const upgradeS = fromS + baselineS;
  const endS = upgradeS + stepsS.reduce((sum, one) => sum + one, 0);
  phase('baseline', fromS, upgradeS);
  phase('upgrade', upgradeS, endS);
  phase('recovery', endS, endS);
  let atS = upgradeS;
  stepsS.forEach((seconds, step) => {
    const { name: node, slot } = createNode(step);
    const intent = { type: 'intent', step, repeat: 0, node, slot, action: 'step' } as const;
    at(atS, { ...intent, edge: 'begin' });
    atS += seconds;
    at(atS, { ...intent, edge: 'end', outcome: 'done' });
  });
  return records.sort((a, b) => a.atUs - b.atUs);
}

function createNode(step: number): Pick<NodeRef, 'name' | 'slot'> {
  return step === 0
    ? { name: 'control-plane', slot: { pool: 'control-plane', role: 'control-plane', ordinal: 0 } }
    : { name: `worker-${step}`, slot: { pool: 'workers', role: 'worker', ordinal: step - 1 } };
}
