import { quantity } from '../format/quantity.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import type { Placebo } from './placebo.ts';
import type { NoiseFloorSummary } from './summary.ts';
import { rounded } from './words.ts';

/**
 * With so many runs in which nothing was upgraded, a step's harm is the greatest of them and itself with a chance of
 * 1 in 20, were it noise as theirs: fewer excuse nothing.
 */
const enoughPlacebos = 19;

/** A miss that runs without an upgrade reached as well is unresolved: it may be noise. It is never met by that. */
export function excused(finding: Finding, { floor, scenario }: Evidence): Finding {
  const { criterion } = finding;
  if (!floor?.intact || scenario.upgrade.none || criterion.state !== 'missed') return finding;
  const { most: reached, windows } = reachedBy(finding, floor.placebos);
  if (windows < enoughPlacebos || reached === null || criterion.value === null || criterion.value > reached)
    return finding;
  const why = `${criterion.why}; of ${floor.placebos.length} runs of this scenario on this machine that upgraded nothing one reached ${quantity(reached, criterion.unit)}: it may be noise`;
  return { ...finding, criterion: { ...criterion, state: 'unresolved', why } };
}

/** The most that placebos showed where a finding is. */
interface Reach {
  /** How many placebos have something there to compare with. */
  readonly windows: number;
  /** In the criterion's unit; null where there is none, and for criteria that have no floor. */
  readonly most: number | null;
}

/** Of a finding that is about several steps: the least of what was reached in each, and of how many windows. */
function reachedBy({ criterion, steps }: Finding, placebos: readonly Placebo[]): Reach {
  const reach = (reached: (placebo: Placebo) => number | undefined): Reach => {
    const known = placebos.map(reached).filter((one) => one !== undefined);
    return { windows: known.length, most: known.length === 0 ? null : Math.max(...known) };
  };
  const inSteps = (of: 'badMs' | 'coreMs'): Reach => {
    const each = steps.map((step) => reach((placebo) => placebo.steps[step]?.[of]));
    const most = each.map((one) => one.most).filter((one) => one !== null);
    return {
      windows: each.length === 0 ? 0 : Math.min(...each.map((one) => one.windows)),
      most: most.length === 0 || most.length < each.length ? null : Math.min(...most),
    };
  };
  if (criterion.id === 'bad.perStep') return inSteps('badMs');
  if (criterion.id === 'outage.longest') return inSteps('coreMs');
  if (criterion.id === 'latency.p90') return reach((placebo) => placebo.latency[criterion.scope.step ?? '']);
  return { windows: 0, most: null };
}

/** The criteria that a floor may speak to. */
const floored: ReadonlySet<string> = new Set(['outage.longest', 'bad.perStep', 'latency.p90']);

/** What the floor said of each finding; null where none was noted. */
export function floorSummary(findings: readonly Finding[], evidence: Evidence): NoiseFloorSummary | null {
  const { floor } = evidence;
  if (floor === undefined || floor === null) return null;
  return {
    key: floor.key,
    sha256: floor.sha256,
    intact: floor.intact,
    runs: floor.placebos.map((one) => one.runId),
    needed: enoughPlacebos,
    compared: findings
      .filter(({ criterion }) => floored.has(criterion.id))
      .map((finding) => {
        const { windows, most } = reachedBy(finding, floor.placebos);
        const { id, scope, unit, value } = finding.criterion;
        const excuses = excused(finding, evidence) !== finding;
        return { id, scope, unit, value, windows, most: most === null ? null : rounded(most), excuses };
      }),
  };
}

/** In words what a reader must know of the floor before trusting a criterion's state. */
export function floorCaveats(summary: NoiseFloorSummary | null): string[] {
  if (summary === null) return [];
  if (!summary.intact)
    return ['The copy of the noise floor is not the one that was noted at the start: it is left out.'];
  const excuses = summary.compared.filter((one) => one.excuses).length;
  if (excuses === 0) return [];
  return [
    `The noise floor makes ${excuses} ${excuses === 1 ? 'miss' : 'misses'} unresolved: of ${summary.runs.length} runs of this scenario on this machine that upgraded nothing one reached as much.`,
  ];
}
