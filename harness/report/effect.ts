import { count, percent } from '../format/numbers.ts';
import type { Episode, LaneSummary, Summary } from '../judge/answer/summary.ts';
import { formatLaneName } from './names.ts';

/** Requests of the judged lanes in a period of the run. */
interface Requests {
  readonly scheduled: number;
  readonly failed: number;
  /** Answered, but later than the scenario's `load.slow`. */
  readonly slow: number;
}

/**
 * The upgrade's effect on users of the service, in one or two sentences; null if no judged lane was measured
 * in it. Includes the recovery if it was measured, because harm of the last step may appear only then.
 */
export function describeEffect({ lanes, episodes, steps }: Summary): string | null {
  const judged = lanes.filter(({ role }) => role === 'judged');
  const { scheduled, failed, slow } = addRequests(judged);
  if (scheduled === 0) return null;
  const recovered = judged.some(({ recovery }) => recovery !== null);
  const when = recovered ? 'during the upgrade and the recovery' : 'during the upgrade';
  const late = slow === 0 ? '' : ` ${count(slow)} were answered too late (slow).`;
  if (failed === 0) return `None of the ${count(scheduled)} requests ${when} failed.${late}`;
  const share = `${count(failed)} of the ${count(scheduled)} requests ${when} failed (${percent(failed / scheduled)}).${late}`;
  const [worst] = episodes
    .filter((episode) => episode.step !== null)
    .toSorted((a, b) => countFailed(b) - countFailed(a));
  const step = steps.find(({ index }) => index === worst?.step);
  if (worst === undefined || step === undefined || countFailed(worst) === 0) return share;
  const during = worst.action === 'drain' ? `while ${step.node} was drained` : `in the step of ${step.node}`;
  return `${share} Most at once: ${count(countFailed(worst))} in ${formatLaneName(worst)}, ${during}.`;
}

function addRequests(lanes: readonly LaneSummary[]): Requests {
  const measured = lanes
    .flatMap(({ upgrade, recovery }) => [upgrade, recovery])
    .filter((stretch) => stretch !== null);
  const add = (kind: keyof Requests) => measured.reduce((sum, stretch) => sum + stretch[kind], 0);
  return { scheduled: add('scheduled'), failed: add('failed'), slow: add('slow') };
}

/** Failed requests of an episode; slow ones are left out. */
function countFailed({ outcomes }: Episode): number {
  return Object.entries(outcomes)
    .filter(([outcome]) => outcome !== 'ok' && outcome !== 'cancelled')
    .reduce((sum, [, requests]) => sum + requests, 0);
}
