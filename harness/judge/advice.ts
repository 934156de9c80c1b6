import { formatDuration } from '../scenario/duration.ts';
import { causeOf, mechanisms } from './attribution.ts';
import { stepAt } from './criteria.ts';
import type { RawEpisode } from './episodes.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import type { Advice } from './summary.ts';
import type { StepWindow } from './windows.ts';
import { durationText, releaseTitle, stepTitle, timeText } from './words.ts';

/** Settings that a cluster which claims nothing of production can speak of: the workload's own, not durations. */
const ofTheWorkloadAlone: ReadonlySet<string> = new Set([
  'workload.replicas',
  'workload.budget.minAvailable',
  'workload.spread',
  'workload.preStop',
  'workload.terminationGrace',
  'workload.onSigterm',
]);

/** Whether an overlapped window or a mechanism with a known remedy speaks to a missed criterion, all of it. */
export function isRemedied({ criterion, steps, episodes }: Finding, evidence: Evidence): boolean {
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
  return remediesOf(raw, evidence).length > 0;
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
  const found = [...intervals, ...harmful.flatMap((one) => remediesOf(one, evidence))];
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

/** What the mechanism of an episode says should change; none where no remedy of it is known. */
function remediesOf(raw: RawEpisode, evidence: Evidence): Advice[] {
  const remedy = remedies[causeOf(raw, evidence).mechanism];
  return remedy === undefined ? [] : remedy(raw, evidence).filter((one) => speaksOf(one.setting, evidence));
}

const remedies: Readonly<Record<string, (raw: RawEpisode, evidence: Evidence) => Advice[]>> = {
  [mechanisms.noReadyPod]: podAdvice,
  [mechanisms.staleEndpoint]: (_, evidence) => preStopAdvice(evidence),
  [mechanisms.connectionCut]: shutdownAdvice,
  [mechanisms.staleProxy]: (_, evidence) => proxyAdvice(evidence),
};

/** The longest measured lag of a mechanism in the run, with what shows it. */
function longestLag(mechanism: string, evidence: Evidence): { lagMs: number; seen: string } {
  let longest = { lagMs: 0, seen: '' };
  for (const raw of evidence.episodes) {
    const cause = causeOf(raw, evidence);
    if (cause.mechanism === mechanism && (cause.lagMs ?? 0) > longest.lagMs)
      longest = { lagMs: cause.lagMs ?? 0, seen: cause.evidence[0] ?? '' };
  }
  return longest;
}

/** A pause as long as new connections still came, up to the next second; and as much more grace as pause. */
function preStopAdvice(evidence: Evidence): Advice[] {
  const { workload } = evidence.scenario;
  // Of the user's own manifests nothing is known here: neither is their pause.
  if (workload.builtin === null) return [];
  const { preStopMs, terminationGraceMs } = workload;
  const { lagMs, seen } = longestLag(mechanisms.staleEndpoint, evidence);
  const neededMs = Math.ceil(lagMs / 1_000) * 1_000;
  if (neededMs <= preStopMs) return [];
  const rule = `${durationText(lagMs)}, rounded up to 1 s: so long the pod has to answer after it was told to go`;
  const pause = {
    setting: 'workload.preStop',
    from: formatDuration(preStopMs),
    to: formatDuration(neededMs),
    why: `${seen}; ${rule}`,
  };
  const leftMs = terminationGraceMs - preStopMs;
  if (neededMs < terminationGraceMs) return [pause];
  return [
    pause,
    {
      setting: 'workload.terminationGrace',
      from: formatDuration(terminationGraceMs),
      to: formatDuration(neededMs + leftMs),
      why: `${seen}; the pause of ${formatDuration(neededMs)} and the ${formatDuration(leftMs)} that were left after it before`,
    },
  ];
}

/** Only a service that does not finish its requests is known to cut them. */
function shutdownAdvice(raw: RawEpisode, evidence: Evidence): Advice[] {
  const { workload } = evidence.scenario;
  if (workload.builtin === null || workload.onSigterm === 'graceful') return [];
  const { onSigterm } = workload;
  const why = `${causeOf(raw, evidence).evidence[0]}; a service that finishes what it was sent, and closes its connections after an answer, cuts none`;
  return [{ setting: 'workload.onSigterm', from: onSigterm, to: 'graceful', why }];
}

/** From the control plane's release until the last request that a stale proxy lost, up to the next five seconds. */
function proxyAdvice(evidence: Evidence): Advice[] {
  const stale = evidence.episodes.filter((raw) => causeOf(raw, evidence).mechanism === mechanisms.staleProxy);
  const lastUs = Math.max(...stale.map((raw) => raw.lastBadUs));
  const released = evidence.windows.filter(
    ({ step, releasedUs }) =>
      step.slot.role === 'control-plane' && releasedUs !== null && releasedUs < lastUs,
  );
  const releasedUs = released.at(-1)?.releasedUs;
  const { intervalMs } = evidence.scenario.upgrade.controlPlane;
  if (releasedUs === null || releasedUs === undefined) return [];
  const lagMs = (lastUs - releasedUs) / 1000;
  const neededMs = Math.ceil(lagMs / 5_000) * 5_000;
  if (neededMs <= intervalMs) return [];
  return [
    {
      setting: 'upgrade.controlPlane.interval',
      from: formatDuration(intervalMs),
      to: formatDuration(neededMs),
      why: `${longestLag(mechanisms.staleProxy, evidence).seen}; that is ${durationText(lagMs)} after the control plane was given back, rounded up to 5 s`,
    },
  ];
}

function speaksOf(setting: string, { timeline }: Evidence): boolean {
  return timeline.claims?.production !== false || ofTheWorkloadAlone.has(setting);
}

/** What keeps a pod ready through a drain, as far as the workload does not do it yet. */
function podAdvice(raw: RawEpisode, evidence: Evidence): Advice[] {
  const { workload } = evidence.scenario;
  // Of the user's own manifests nothing is known here: no value could be derived.
  if (workload.builtin === null) return [];
  const position = stepAt(evidence, raw.firstBadUs);
  const window = position === null ? undefined : evidence.windows[position];
  const seen = `${causeOf(raw, evidence).evidence[0]}${window ? `, during ${stepTitle(window, evidence.windows.length)}` : ''}`;
  const one = (setting: string, from: string, to: string, why: string): Advice => ({
    setting: `workload.${setting}`,
    from,
    to,
    why: `${seen}; ${why}`,
  });
  const replicas = Math.max(2, workload.replicas);
  return [
    ...(workload.replicas < 2
      ? [
          one(
            'replicas',
            String(workload.replicas),
            '2',
            'one replica more than a drain takes away at once (1 + 1)',
          ),
        ]
      : []),
    ...(workload.budget === null
      ? [
          one(
            'budget.minAvailable',
            'none',
            String(replicas - 1),
            `all but one of ${replicas} replicas, so that a drain waits until a successor is ready`,
          ),
        ]
      : []),
    ...(workload.spread
      ? []
      : [one('spread', 'false', 'true', 'on one node a drain takes all replicas at once')]),
    ...(workload.readinessProbe
      ? []
      : [
          one(
            'readinessProbe',
            'false',
            'true',
            'without it a pod counts as ready before it answers, and the next one is evicted',
          ),
        ]),
  ];
}
