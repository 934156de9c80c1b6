import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { allEpisodes, chargesOf, longestOutage, outagesIn, worstCharge } from './harm.ts';
import { latencyFindings } from './latency-criterion.ts';
import { stepAt } from './places.ts';
import { probeFindings } from './probe-criterion.ts';
import type { Criterion } from './summary.ts';
import type { StepWindow } from './windows.ts';
import { durationText, laneTitle, releaseTitle, rounded, stepTitle, timeText } from './words.ts';
import { writeFindings } from './write-criterion.ts';

/** Every criterion of the scenario, applied to what was seen. */
export function findingsOf(evidence: Evidence): Finding[] {
  return [
    outageFinding(evidence),
    ...evidence.windows.map((window) => badFinding(evidence, window)),
    ...(evidence.scenario.upgrade.none
      ? []
      : evidence.windows.map((window) => settleFinding(evidence, window))),
    ...latencyFindings(evidence),
    ...probeFindings(evidence),
    ...writeFindings(evidence),
  ];
}

function outageFinding(evidence: Evidence): Finding {
  const { rolled, episodes, judged, scenario } = evidence;
  const limit = scenario.criteria.outage.longestMs;
  const base = { id: 'outage.longest', unit: 'ms', limit };
  if (rolled === null || judged.every((view) => view.length === 0)) {
    const why = rolled === null ? 'the upgrade did not begin' : 'no lane left samples';
    return {
      criterion: { ...base, scope: {}, state: 'unresolved', value: null, why },
      steps: [],
      episodes: [],
    };
  }
  const worst = longestOutage(episodes, rolled);
  if (worst === null) {
    const why = 'no 100 ms in which half of the requests were bad';
    return { criterion: { ...base, scope: {}, state: 'met', value: 0, why }, steps: [], episodes: [] };
  }
  const over = outagesIn(episodes, rolled).flatMap(({ episode, ms }) => (ms > limit ? [episode] : []));
  // A longer interval helps against no outage that began before the first step.
  const places = over.map((episode) => stepAt(evidence, episode.firstBadUs));
  const remaining = longestOutage(allEpisodes(evidence.withoutRig), rolled)?.ms ?? 0;
  const { view, firstBadUs } = worst.episode;
  const step = stepAt(evidence, firstBadUs);
  const window = step === null ? undefined : evidence.windows[step];
  const before =
    firstBadUs < rolled.fromUs ? `; it began before the upgrade, at ${timeText(firstBadUs)}` : '';
  const seen = `${durationText(worst.ms)} at least half bad in ${laneTitle(view)}, resolution ${durationText(1000 / view.ratePerS)}${before}`;
  return {
    criterion: {
      ...base,
      scope: {
        target: view.target,
        lane: view.lane,
        ...(window ? { step: stepTitle(window, evidence.windows.length) } : {}),
      },
      value: rounded(worst.ms),
      ...stateOf(worst.ms, limit, remaining, seen),
    },
    steps: places.includes(null) ? [] : [...new Set(places.filter((place) => place !== null))],
    episodes: over,
  };
}

/** Missed, unless what the rig does not explain is within the limit. */
function stateOf(
  value: number,
  limit: number,
  withoutRig: number,
  seen: string,
): Pick<Criterion, 'state' | 'why'> {
  if (value <= limit) return { state: 'met', why: seen };
  if (withoutRig <= limit)
    return {
      state: 'unresolved',
      why: `${seen}; the rig explains the excess (${durationText(withoutRig)} without its marked seconds): lower the rate, use a bigger machine or keep processors apart; "The rig itself" has what was measured`,
    };
  return { state: 'missed', why: seen };
}

function badFinding(evidence: Evidence, window: StepWindow): Finding {
  const { scenario, windows, baseline, upgrade, episodes } = evidence;
  const limit = scenario.criteria.bad.perStepMs;
  const worst = worstCharge(chargesOf(window, evidence.judged, baseline, upgrade));
  const base = { id: 'bad.perStep', unit: 'ms', limit };
  const step = stepTitle(window, windows.length);
  if (worst === null)
    return {
      criterion: { ...base, scope: { step }, state: 'unresolved', value: null, why: 'no lane left samples' },
      steps: [window.position],
      episodes: [],
    };
  const remaining = worstCharge(chargesOf(window, evidence.withoutRig, baseline, upgrade))?.badMs ?? 0;
  const seen = `${durationText(worst.badMs)} worth of requests were bad in ${laneTitle(worst.view)}, the worst lane`;
  return {
    criterion: {
      ...base,
      scope: { target: worst.view.target, lane: worst.view.lane, step },
      value: rounded(worst.badMs),
      ...stateOf(worst.badMs, limit, remaining, seen),
    },
    steps: [window.position],
    episodes: episodes.filter(
      (one) => one.view === worst.view && stepAt(evidence, one.firstBadUs) === window.position,
    ),
  };
}

function settleFinding(evidence: Evidence, window: StepWindow): Finding {
  const limit = evidence.scenario.criteria.settle.withinMs;
  const { settled, releasedUs, position, chargedUntilUs } = window;
  const steps = [position];
  const episodes = evidence.episodes.filter((one) => stepAt(evidence, one.firstBadUs) === position);
  const base = {
    id: 'settle.within',
    scope: { step: stepTitle(window, evidence.windows.length) },
    unit: 'ms',
    limit,
  };
  const found = (state: Criterion['state'], value: number | null, why: string): Finding => ({
    criterion: { ...base, state, value: value === null ? null : rounded(value), why },
    steps,
    episodes,
  });
  const release = releaseTitle(window);
  if (releasedUs === null) return found('unresolved', null, 'the node was neither uncordoned nor replaced');
  const outlasting =
    window.outlasting.length === 0
      ? ''
      : `; when the next step began it had not recovered: ${window.outlasting.join('; ')}`;
  if (settled !== null) {
    if (settled.ms <= limit)
      return found(
        'met',
        settled.ms,
        `recovered ${durationText(settled.ms)} after the ${release}${outlasting}`,
      );
    if (settled.atLeastMs > limit)
      return found(
        'missed',
        settled.atLeastMs,
        `recovered only ${durationText(settled.atLeastMs)} after the ${release}${outlasting}`,
      );
    return found(
      'unresolved',
      settled.ms,
      `the watches were blind: it recovered between ${durationText(settled.atLeastMs)} and ${durationText(settled.ms)} after the ${release}`,
    );
  }
  if (window.settledUnseenMs !== null) {
    const hidden = `the watches were blind until the evidence ends: it may have recovered ${durationText(window.settledUnseenMs)} after the ${release}`;
    return window.settledUnseenMs > limit
      ? found('missed', window.settledUnseenMs, `${hidden} at the earliest${outlasting}`)
      : found('unresolved', null, `${hidden}${outlasting}`);
  }
  const seenMs = Math.max(0, chargedUntilUs - releasedUs) / 1000;
  const last = position === evidence.windows.length - 1;
  if (last && seenMs > limit + 10_000)
    return found(
      'missed',
      seenMs,
      `not recovered ${durationText(seenMs)} after the ${release}, when the evidence ends`,
    );
  return found(
    'unresolved',
    null,
    `not seen to recover within the ${durationText(seenMs)} that follow the ${release}${outlasting}`,
  );
}
