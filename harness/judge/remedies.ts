import { exitMarginMs } from '../scenario/builtin.ts';
import { formatDuration } from '../scenario/duration.ts';
import { causeOf, mechanisms } from './attribution.ts';
import type { RawEpisode } from './episodes.ts';
import type { Evidence } from './evidence.ts';
import { type LaneView, rowsIn } from './lane-view.ts';
import { cutsIn } from './mechanisms/cuts.ts';
import { lastOfGrace } from './mechanisms/grace.ts';
import { unansweredRows } from './mechanisms/mechanism.ts';
import { absenceBehind } from './mechanisms/proxy-absent.ts';
import type { Period } from './periods.ts';
import { stepAt } from './places.ts';
import { recommendAddonsWait } from './recommend-addons.ts';
import { speaksOf } from './speaks-of.ts';
import type { Advice } from './summary.ts';
import { durationText, stepTitle } from './words.ts';

/** What the mechanism of an episode says should change; none where no remedy of it is known, or it is only likely. */
export function remediesOf(raw: RawEpisode, evidence: Evidence): Advice[] {
  const cause = causeOf(raw, evidence);
  const remedy = cause.shown ? remedies[cause.mechanism] : undefined;
  return remedy === undefined ? [] : remedy(raw, evidence).filter((one) => speaksOf(one.setting, evidence));
}

const remedies: Readonly<Record<string, (raw: RawEpisode, evidence: Evidence) => Advice[]>> = {
  [mechanisms.noReadyPod]: podAdvice,
  [mechanisms.slowStart]: readinessAdvice,
  [mechanisms.staleEndpoint]: (_, evidence) => preStopAdvice(evidence),
  [mechanisms.connectionCut]: shutdownAdvice,
  [mechanisms.proxyAbsent]: absenceAdvice,
  [mechanisms.staleProxy]: (_, evidence) => controlPlaneAdvice(mechanisms.staleProxy, evidence),
  [mechanisms.slicesBehind]: (_, evidence) => controlPlaneAdvice(mechanisms.slicesBehind, evidence),
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
  const rule = `${durationText(lagMs)}, rounded up to 1 s: so long the pod has to answer after its termination began`;
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
      why: `${seen}; the pause of ${durationText(neededMs)} and the ${durationText(leftMs)} that were left after it before`,
    },
  ];
}

/** A probe keeps connections from a pod that does not listen yet; it does not make one answer sooner. */
function readinessAdvice(raw: RawEpisode, evidence: Evidence): Advice[] {
  const { workload } = evidence.scenario;
  const unreached = unansweredRows(raw).length * 2 >= raw.bad;
  if (workload.builtin === null || workload.readinessProbe || !unreached) return [];
  const why = `${causeOf(raw, evidence).evidence[0]}; behind a readiness probe a pod is no ready endpoint before it has answered once`;
  return [{ setting: 'workload.readinessProbe', from: 'false', to: 'true', why }];
}

/** Only a service that does not finish its requests is known to cut them, or one that is not given the time. */
function shutdownAdvice(raw: RawEpisode, evidence: Evidence): Advice[] {
  const { workload } = evidence.scenario;
  if (workload.builtin === null) return [];
  const { onSigterm } = workload;
  if (onSigterm === 'graceful') return graceAdvice(raw, evidence);
  const why = `${causeOf(raw, evidence).evidence[0]}; a service that finishes what it was sent, and closes its connections after an answer, cuts none`;
  return [{ setting: 'workload.onSigterm', from: onSigterm, to: 'graceful', why }];
}

/** The pause, the longest answer of the baseline, and what the service keeps for its exit, up to the next second. */
function graceAdvice(raw: RawEpisode, evidence: Evidence): Advice[] {
  const { baseline, scenario } = evidence;
  const { workload } = scenario;
  const over = cutsIn(raw, evidence).some((cut) => lastOfGrace(cut, evidence) !== null);
  if (workload.builtin === null || baseline === null || !over) return [];
  const { preStopMs, terminationGraceMs } = workload;
  const longestMs = longestAnswerMs(raw.view, baseline);
  const neededMs = Math.ceil((preStopMs + longestMs + exitMarginMs) / 1_000) * 1_000;
  if (longestMs === 0 || neededMs <= terminationGraceMs) return [];
  const setting = 'workload.terminationGrace';
  const why = `${causeOf(raw, evidence).evidence[0]}; the pause of ${durationText(preStopMs)}, the longest answer of the baseline (${durationText(longestMs)}) and ${durationText(exitMarginMs)} for the exit, rounded up to 1 s`;
  return [{ setting, from: formatDuration(terminationGraceMs), to: formatDuration(neededMs), why }];
}

/** 0 without an answer. */
function longestAnswerMs(view: LaneView, during: Period): number {
  let longestUs = 0;
  for (const { latencyUs } of rowsIn(view, during))
    for (const one of latencyUs) longestUs = Math.max(longestUs, one || 0);
  return longestUs / 1000;
}

/** From the control plane's release until the last request that its absence lost, up to the next five seconds. */
function controlPlaneAdvice(mechanism: string, evidence: Evidence): Advice[] {
  const harmed = evidence.episodes.filter((raw) => causeOf(raw, evidence).mechanism === mechanism);
  const lastUs = Math.max(...harmed.map((raw) => raw.lastBadUs));
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
      why: `${longestLag(mechanism, evidence).seen}; the last of them was due ${durationText(lagMs)} after the control plane was uncordoned, rounded up to 5 s`,
    },
  ];
}

function absenceAdvice(raw: RawEpisode, evidence: Evidence): Advice[] {
  const found = absenceBehind(raw, evidence);
  return found === null ? [] : recommendAddonsWait(found.absence, evidence);
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
