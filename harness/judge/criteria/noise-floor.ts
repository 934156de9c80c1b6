import { type Reason, reason } from '../../reasons/reason.ts';
import type { AaRun } from '../answer/aa-run.ts';
import type { NoiseFloorSummary } from '../answer/summary.ts';
import type { Evidence } from '../evidence.ts';
import { rounded } from '../words.ts';
import { type Finding, isApplicable, unresolve } from './criterion.ts';

/**
 * If a step's harm were noise like that of this many A/A runs, it would be the greatest of all with a
 * probability of 1 in 20. Fewer runs excuse nothing.
 */
const enoughRuns = 19;

/** A miss within the reach of A/A runs is unresolved, because it may be noise; it is never met. */
export function excused(finding: Finding, { floor, scenario }: Evidence): Finding {
  const { criterion } = finding;
  if (!floor?.intact || scenario.upgrade.none || criterion.state !== 'missed') return finding;
  const reach = findReach(finding, floor.runs);
  if (reach === null || reach.windows < enoughRuns || reach.most === null) return finding;
  if (criterion.value === null || criterion.value > reach.most) return finding;
  const { unit } = criterion;
  return unresolve(
    finding,
    reason('reached-by-aa-run', { runs: floor.runs.length, reached: reach.most, unit }),
  );
}

/** The maximum of A/A runs at the place of a finding. */
interface Reach {
  /** How many of them have a comparable value. */
  readonly windows: number;
  /** In the criterion's unit; null if there is none. */
  readonly most: number | null;
}

/** For a finding in several places: the least of the maxima. Null for a criterion without a floor. */
function findReach(finding: Finding, runs: readonly AaRun[]): Reach | null {
  const { noiseFloor, id } = finding.definition;
  if (!isApplicable(noiseFloor)) return null;
  const places = noiseFloor.places(finding).map((place) => {
    const reached = runs.map((run) => run.reached[id]?.[place]).filter((value) => value !== undefined);
    return { windows: reached.length, most: reached.length === 0 ? null : Math.max(...reached) };
  });
  const most = places.map((place) => place.most).filter((value) => value !== null);
  return {
    windows: places.length === 0 ? 0 : Math.min(...places.map(({ windows }) => windows)),
    most: most.length === 0 || most.length < places.length ? null : Math.min(...most),
  };
}

/** The floor's result for each finding; null if no floor was recorded. */
export function floorSummary(findings: readonly Finding[], evidence: Evidence): NoiseFloorSummary | null {
  const { floor } = evidence;
  if (floor === null) return null;
  return {
    key: floor.key,
    sha256: floor.sha256,
    intact: floor.intact,
    runs: floor.runs.map(({ runId }) => runId),
    needed: enoughRuns,
    compared: findings.flatMap((finding) => {
      const reach = findReach(finding, floor.runs);
      if (reach === null) return [];
      const { id, scope, unit, value } = finding.criterion;
      const most = reach.most === null ? null : rounded(reach.most);
      const excuses = excused(finding, evidence) !== finding;
      return [{ id, scope, unit, value, windows: reach.windows, most, excuses }];
    }),
  };
}

/** Caveats about the floor that affect a criterion's state. */
export function floorCaveats(summary: NoiseFloorSummary | null): Reason[] {
  if (summary === null) return [];
  if (!summary.intact) return [reason('noise-floor-changed')];
  const misses = summary.compared.filter((one) => one.excuses).length;
  return misses === 0 ? [] : [reason('noise-floor-excuses', { misses, runs: summary.runs.length })];
}
