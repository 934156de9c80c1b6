import { count, percent } from '../format/numbers.ts';
import type { Episode, LaneSummary, Summary } from '../judge/answer/summary.ts';
import { formatLaneName } from './names.ts';

/**
 * What users of the service had of the upgrade, in one or two sentences; null where no judged lane was measured in it. The
 * recovery counts, because harm of the last step may show only then.
 */
export function describeEffect({ lanes, episodes, steps }: Summary): string | null {
  const judged = lanes.filter(({ role }) => role === 'judged');
  const failed = sumRequests(judged, 'failed');
  const scheduled = sumRequests(judged, 'scheduled');
  if (scheduled === 0) return null;
  if (failed === 0)
    return `None of the ${count(scheduled)} requests during the upgrade and the recovery failed.`;
  const share = `${count(failed)} of the ${count(scheduled)} requests during the upgrade and the recovery failed (${percent(failed / scheduled)}).`;
  const [worst] = episodes
    .filter((episode) => episode.step !== null)
    .toSorted((a, b) => countFailed(b) - countFailed(a));
  const step = steps.find(({ index }) => index === worst?.step);
  if (worst === undefined || step === undefined || countFailed(worst) === 0) return share;
  const when =
    worst.action === null ? `in the step of ${step.node}` : `during ${worst.action} of ${step.node}`;
  return `${share} Most at once: ${count(countFailed(worst))} in ${formatLaneName(worst)}, ${when}.`;
}

function sumRequests(lanes: readonly LaneSummary[], kind: 'failed' | 'scheduled'): number {
  return lanes.reduce(
    (sum, { upgrade, recovery }) => sum + (upgrade?.[kind] ?? 0) + (recovery?.[kind] ?? 0),
    0,
  );
}

/** Failed requests of an episode; slow ones are left out. */
function countFailed({ outcomes }: Episode): number {
  return Object.entries(outcomes)
    .filter(([outcome]) => outcome !== 'ok' && outcome !== 'cancelled')
    .reduce((sum, [, requests]) => sum + requests, 0);
}
