import { formatDuration } from '../scenario/duration.ts';
import { recommendForEpisode } from './causes/episode-cause.ts';
import type { RawEpisode } from './episodes.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { speaksOf } from './speaks-of.ts';
import type { Advice } from './summary.ts';
import type { StepWindow } from './windows.ts';
import { durationText, releaseTitle, stepTitle, timeText } from './words.ts';

/** Whether an overlapped window or a mechanism with a known remedy speaks to a missed criterion, all of it. */
export function isRemedied(
  { criterion, steps, episodes, recommendations = [] }: Finding,
  evidence: Evidence,
): boolean {
  if (recommendations.length > 0) return true;
  const overlapped = (position: number) => intervalAdvice(evidence.windows[position], evidence) !== null;
  if (steps.length > 0 && steps.every((position) => overlapped(position) || overlapped(position - 1)))
    return true;
  const left = episodes.filter((one) => !hasRemedy(one, evidence));
  if (episodes.length === 0) return false;
  if (criterion.id === 'bad.perStep')
    return left.reduce((sum, one) => sum + one.weightMs, 0) <= criterion.limit;
  return left.length === 0;
}

function hasRemedy(raw: RawEpisode, evidence: Evidence): boolean {
  return recommendForEpisode(raw, evidence).length > 0;
}

/** What to change, from what the missed criteria rest on; each value once. */
export function adviceOn(missed: readonly Finding[], evidence: Evidence): Advice[] {
  const positions = [
    ...new Set(missed.flatMap((one) => one.steps).flatMap((position) => [position - 1, position])),
  ];
  const intervals = positions
    .map((position) => intervalAdvice(evidence.windows[position], evidence))
    .filter((one) => one !== null);
  const harmful = [...new Set(missed.flatMap((one) => one.episodes))].filter((one) =>
    hasRemedy(one, evidence),
  );
  const ofProbes = missed.flatMap(({ recommendations = [] }) => recommendations);
  const found = [...ofProbes, ...intervals, ...harmful.flatMap((one) => recommendForEpisode(one, evidence))];
  return [...new Map(found.toReversed().map((one) => [one.setting, one])).values()].reverse();
}

/** The measured recovery of an overlapped step, up to the next five seconds; null where that is no longer than the interval. */
function intervalAdvice(window: StepWindow | undefined, evidence: Evidence): Advice | null {
  if (window === undefined || window.outlasting.length === 0 || window.settled === null) return null;
  const { step, settled } = window;
  const key = step.slot.role === 'control-plane' ? 'controlPlane' : 'nodes';
  const { intervalMs } = evidence.scenario.upgrade[key];
  const neededMs = Math.ceil(settled.ms / 5_000) * 5_000;
  const setting = `upgrade.${key}.interval`;
  if (neededMs <= intervalMs || !speaksOf(setting, evidence)) return null;
  return {
    setting,
    from: formatDuration(intervalMs),
    to: formatDuration(neededMs),
    why: `${stepTitle(window, evidence.windows.length)} recovered ${durationText(settled.ms)} after its ${releaseTitle(window)}, but the next step began at ${timeText(window.chargedUntilUs)}, before that (${window.outlasting.join('; ')}); that recovery, rounded up to 5 s`,
  };
}
