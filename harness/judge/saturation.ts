import { findCause } from './causes/episode-cause.ts';
import { findProbeCause } from './causes/probe-cause.ts';
import type { RawEpisode } from './episodes.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { chargesOf } from './harm.ts';
import { type BusyTime, mostlyBusy, timeToBlame } from './host-load.ts';
import { processesText } from './host-summary.ts';
import { countIn, weightMs } from './lane-view.ts';
import type { Period } from './periods.ts';
import { stepAt } from './places.ts';
import type { StepWindow } from './windows.ts';

/** Why nothing can be judged, in one sentence for everybody, and who used the processors; null where the baseline is fit. */
export function saturatedBaseline({ baseline, timeline }: Evidence): readonly string[] | null {
  const found = baseline === null ? null : mostlyBusy(timeline, baseline, 'saturated');
  if (found === null) return null;
  return [
    `this machine was too busy to judge the upgrade: for ${timesText(found)} of the baseline, before anything was upgraded, its processors were so overloaded that the replica's nodes could not work normally`,
    ...processesText(timeline, baseline as Period),
  ];
}

/** What a baseline that misses the criteria itself may owe to the host, in words; nothing where it was not overloaded. */
export function overloadedBaseline({ baseline, timeline }: Evidence): readonly string[] {
  const found = baseline === null ? null : mostlyBusy(timeline, baseline, 'overloaded');
  if (found === null) return [];
  return [
    `this machine's processors were overloaded for ${timesText(found)} of the baseline`,
    ...processesText(timeline, baseline as Period),
  ];
}

/** The step that failed, where the host may have made it fail: it was overloaded, and no budget held up the drain. */
export function failedWhileOverloaded({ timeline }: Evidence): readonly string[] | null {
  const failed = timeline.steps.find((step) => step.outcome === 'failed');
  if (failed === undefined) return null;
  const held = timeline.evictions.some((one) => one.step === failed.index && one.result === 'blocked');
  const action = failed.actions.findLast((one) => one.outcome === 'failed');
  const during = { fromUs: action?.fromUs ?? failed.began.atUs, toUs: action?.toUs ?? timeline.lastUs };
  const found = held ? null : mostlyBusy(timeline, timeToBlame(during), 'overloaded');
  if (found === null) return null;
  return [
    `this machine was too busy to judge the upgrade: its processors were overloaded for ${timesText(found)} around the step that failed`,
    ...processesText(timeline, during),
  ];
}

/** A miss whose mechanism is not shown is unresolved where the host was overloaded around it; it is never met by that. */
export function unresolvedByHost(finding: Finding, evidence: Evidence): Finding {
  const { criterion } = finding;
  if (criterion.state !== 'missed') return finding;
  const found = hostToBlame(finding, evidence);
  if (found === null) return finding;
  const why = `${criterion.why}; nothing shows what caused it, and this machine's processors were overloaded for ${timesText(found)} around it: it may be no harm of the upgrade`;
  return { ...finding, criterion: { ...criterion, state: 'unresolved', why } };
}

/** The longest overload that the finding's harm can be put down to, where that is all that makes it missed. */
function hostToBlame(finding: Finding, evidence: Evidence): BusyTime | null {
  const { id } = finding.criterion;
  if (id === 'outage.longest') return ofAll(finding.episodes, evidence);
  if (id === 'bad.perStep') return ofStepHarm(finding, evidence);
  if (id === 'settle.within') return around(settlePeriod(finding, evidence), evidence);
  if (id.startsWith('latency.')) return inSteps(finding, evidence);
  if (id.startsWith('probes.')) return ofProbes(finding, evidence);
  return null;
}

function around(period: Period | null, { timeline }: Evidence): BusyTime | null {
  return period === null ? null : mostlyBusy(timeline, timeToBlame(period), 'overloaded');
}

/** Null where an episode's mechanism is shown (likely is not enough), or the host was not overloaded around it. */
function ofEpisode(episode: RawEpisode, evidence: Evidence): BusyTime | null {
  if (findCause(episode, evidence).shown) return null;
  return around({ fromUs: episode.firstBadUs, toUs: episode.lastBadUs }, evidence);
}

function ofAll(episodes: readonly RawEpisode[], evidence: Evidence): BusyTime | null {
  const found = episodes.map((episode) => ofEpisode(episode, evidence));
  return found.includes(null) ? null : longest(found);
}

/** In no lane more than the limit is left without the episodes that an overloaded host may have caused. */
function ofStepHarm({ criterion, steps }: Finding, evidence: Evidence): BusyTime | null {
  const window = evidence.windows[steps[0] ?? -1];
  if (window === undefined) return null;
  const found: BusyTime[] = [];
  for (const { view, badMs } of chargesOf(window, evidence.judged, evidence.baseline, evidence.upgrade)) {
    let leftMs = badMs;
    for (const episode of evidence.episodes) {
      if (episode.view !== view || stepAt(evidence, episode.firstBadUs) !== window.position) continue;
      const busy = ofEpisode(episode, evidence);
      if (busy === null) continue;
      leftMs -= chargedMs(episode, window);
      found.push(busy);
    }
    if (leftMs > criterion.limit) return null;
  }
  return longest(found);
}

/** What of an episode's weight is charged to a step: it may last into the next one. */
function chargedMs({ view, firstBadUs, lastBadUs }: RawEpisode, { chargedUntilUs }: StepWindow): number {
  return weightMs(view, countIn(view, firstBadUs, Math.min(lastBadUs + 1, chargedUntilUs)).bad);
}

function settlePeriod({ criterion, steps }: Finding, { windows }: Evidence): Period | null {
  const releasedUs = windows[steps[0] ?? -1]?.releasedUs ?? null;
  return releasedUs === null
    ? null
    : { fromUs: releasedUs, toUs: releasedUs + (criterion.value ?? 0) * 1000 };
}

/** No mechanism separates slow answers of a service from those of a host: every step's window counts. */
function inSteps({ steps }: Finding, { windows, timeline }: Evidence): BusyTime | null {
  const found = steps
    .flatMap((position) => windows[position] ?? [])
    .map((one) => mostlyBusy(timeline, one, 'overloaded'));
  return longest(found);
}

function ofProbes({ criterion }: Finding, evidence: Evidence): BusyTime | null {
  const outages = evidence.probes
    .filter(({ probe }) => criterion.id === `probes.${probe}`)
    .flatMap((reading) => reading.outages.map((outage) => ({ reading, outage })))
    .filter(({ outage }) => outage.toUs - outage.fromUs > criterion.limit * 1000);
  const found = outages.map((failure) =>
    findProbeCause(failure, evidence).shown ? null : around(failure.outage, evidence),
  );
  return found.includes(null) ? null : longest(found);
}

function longest(found: readonly (BusyTime | null)[]): BusyTime | null {
  return found.reduce(
    (worst, one) => (one !== null && one.busyUs > (worst?.busyUs ?? 0) ? one : worst),
    null,
  );
}

/** `58 of 60 s`. */
function timesText({ busyUs, knownUs }: BusyTime): string {
  return `${Math.round(busyUs / 1_000_000)} of ${Math.round(knownUs / 1_000_000)} s`;
}
