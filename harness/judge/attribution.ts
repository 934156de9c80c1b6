import type { BlindSpot, Span } from '../timeline/model.ts';
import { countOutcomes } from './accounting.ts';
import { stepAt } from './criteria.ts';
import type { RawEpisode } from './episodes.ts';
import type { Evidence } from './evidence.ts';
import { connectionCut } from './mechanisms/connection-cut.ts';
import { explainsIt, type Mechanism } from './mechanisms/mechanism.ts';
import { proxiesRestarting, staleProxy } from './mechanisms/node-proxy.ts';
import { staleEndpoint } from './mechanisms/stale-endpoint.ts';
import { phaseAt } from './periods.ts';
import type { Episode } from './summary.ts';
import type { StepWindow } from './windows.ts';
import { durationText, rounded, timeText } from './words.ts';

/** Mechanisms that evidence of this run can show; what it does not show is `unknown`. */
export const mechanisms = {
  noReadyPod: 'no ready pod left',
  staleProxy: "node proxy stale after the API server's restart",
  connectionCut: 'kept-alive connection cut',
  staleEndpoint: 'endpoint still routed after the pod stopped',
  proxiesRestarting: 'node proxies being replaced',
  rig: 'rig',
  unknown: 'unknown',
} as const;

/** Looked for in this order, the more specific first; the first that explains half of an episode is its mechanism. */
const lookedFor: readonly (readonly [string, Mechanism])[] = [
  [mechanisms.staleProxy, staleProxy],
  [mechanisms.connectionCut, connectionCut],
  [mechanisms.staleEndpoint, staleEndpoint],
  [mechanisms.proxiesRestarting, proxiesRestarting],
];

export interface Cause {
  readonly mechanism: string;
  readonly evidence: readonly string[];
  /** What a remedy is computed from, in ms: the mechanism says from when on it counts. Null where nothing was measured. */
  readonly lagMs: number | null;
}

/** Where an episode belongs, and what the evidence shows of its cause. */
export function episodeSummary(raw: RawEpisode, number: number, evidence: Evidence): Episode {
  const step = stepAt(evidence, raw.firstBadUs);
  const window = step === null ? undefined : evidence.windows[step];
  const cause = causeOf(raw, evidence);
  return {
    id: `E${number}`,
    target: raw.view.target,
    lane: raw.view.lane,
    fromUs: raw.fromUs,
    toUs: raw.toUs,
    spanMs: rounded((raw.toUs - raw.fromUs) / 1000),
    coreMs: rounded(raw.coreMs),
    depth: raw.bad / raw.slots,
    weightMs: rounded(raw.weightMs),
    bad: raw.bad,
    slots: raw.slots,
    outcomes: countOutcomes(raw.view, raw.first, raw.last + 1),
    pods: podsOf(raw, evidence),
    phase: phaseAt(evidence.timeline, raw.firstBadUs),
    step,
    action: window === undefined ? null : actionAt(window, raw.firstBadUs),
    mechanism: cause.mechanism,
    evidence: cause.evidence,
  };
}

/** What was being done to the node: the innermost deed under way, else, within the step's window, the last one before. */
function actionAt({ step, toUs }: StepWindow, atUs: number): Episode['action'] {
  const begun = step.actions.filter((one) => one.action !== 'step' && one.fromUs <= atUs);
  const underWay = begun.findLast((one) => one.toUs === null || one.toUs > atUs);
  // Minutes after a step its last deed says nothing of the harm.
  return (underWay ?? (atUs < toUs ? begun.at(-1) : undefined))?.action ?? null;
}

function podsOf({ view, first, last }: RawEpisode, { timeline }: Evidence): string[] {
  const ids = new Set<number>();
  for (let row = first; row <= last; row += 1)
    if (view.bad[row] === 1) ids.add(view.columns.pod[row] as number);
  ids.delete(0);
  return [...ids].map((id) => timeline.names.pod.get(id) ?? `pod number ${id}`).sort();
}

/** Criteria, advice and the report's tables ask for the same ones. */
const known = new WeakMap<Evidence, Map<RawEpisode, Cause>>();

/** The mechanism where evidence shows it, with what was seen at the same time; looked for once. */
export function causeOf(raw: RawEpisode, evidence: Evidence): Cause {
  const causes = known.get(evidence) ?? new Map<RawEpisode, Cause>();
  known.set(evidence, causes);
  const cause = causes.get(raw) ?? lookForCause(raw, evidence);
  causes.set(raw, cause);
  return cause;
}

function lookForCause(raw: RawEpisode, evidence: Evidence): Cause {
  const empty = withoutReadyPod(raw, evidence);
  const remaining = evidence.withoutRig.find(
    (view) => view.target === raw.view.target && view.lane === raw.view.lane,
  );
  const left =
    remaining === undefined
      ? raw.bad
      : (remaining.badBefore[raw.last + 1] as number) - (remaining.badBefore[raw.first] as number);
  const meanwhile = seenMeanwhile(raw, evidence);
  if (left === 0)
    return {
      mechanism: mechanisms.rig,
      lagMs: null,
      evidence: [
        'the control lane was as bad, the schedule lagged, or the requests were not sent',
        ...meanwhile,
      ],
    };
  if (empty !== null)
    return { mechanism: mechanisms.noReadyPod, evidence: [empty, ...meanwhile], lagMs: null };
  for (const [mechanism, look] of lookedFor) {
    const shown = look(raw, evidence);
    if (explainsIt(raw, shown))
      return { mechanism, evidence: [shown.evidence, ...meanwhile], lagMs: shown.lagMs };
  }
  return { mechanism: mechanisms.unknown, evidence: meanwhile, lagMs: null };
}

/** Shown where the Service had no ready endpoint for at least half of the time in which requests were bad. */
function withoutReadyPod(raw: RawEpisode, { timeline }: Evidence): string | null {
  const asked = timeline.workload?.targets.find((one) => one.name === raw.view.target);
  // A journal without a workload is of the built-in service, the only one there.
  const own =
    timeline.workload === null
      ? timeline.emptyServices
      : timeline.emptyServices.filter(
          (one) => one.service === asked?.service && one.namespace === asked.namespace,
        );
  const during = { fromUs: raw.firstBadUs, toUs: Math.max(raw.lastBadUs, raw.firstBadUs + 1) };
  const found = own.filter((one) => overlapUs(one, during) > 0);
  const covered = found.reduce((sum, one) => sum + overlapUs(one, during), 0);
  const first = found[0];
  if (first === undefined || covered * 2 < during.toUs - during.fromUs) return null;
  const until = first.toUs === null ? 'on' : `until ${timeText(first.toUs)}`;
  return `Service ${first.namespace}/${first.service} had no ready endpoint from ${timeText(first.fromUs)} ${until}`;
}

function overlapUs(one: Span, during: { readonly fromUs: number; readonly toUs: number }): number {
  return Math.max(
    0,
    Math.min(one.toUs ?? Number.POSITIVE_INFINITY, during.toUs) - Math.max(one.fromUs, during.fromUs),
  );
}

/** What else the journal shows of that time. None of it is said to be the cause. */
function seenMeanwhile(raw: RawEpisode, { timeline, probes }: Evidence): string[] {
  const during = { fromUs: raw.fromUs, toUs: raw.toUs };
  const meets = (one: Span) => overlapUs(one, during) > 0;
  const unready = timeline.unready
    .filter(meets)
    .map((one) => `${one.reasons.join('; ')} (since ${timeText(one.fromUs)})`);
  const away = probes.flatMap((probe) =>
    probe.outages
      .filter(meets)
      .map(
        (one) =>
          `the ${probe.probe} probe of ${probe.source} failed for ${durationText((one.toUs - one.fromUs) / 1000)} from ${timeText(one.fromUs)}`,
      ),
  );
  const evicted = timeline.evictions
    .filter((one) => one.result !== 'blocked' && one.atUs >= raw.fromUs - 10_000_000 && one.atUs <= raw.toUs)
    .map(
      (one) =>
        `pod ${one.namespace}/${one.pod} on ${one.node}: eviction ${one.result} at ${timeText(one.atUs)}`,
    );
  return [...evicted, ...unready, ...away, ...blindness(timeline.blind.filter(meets))];
}

/** Watches that went blind together, for one reason, are said once. */
function blindness(spots: readonly BlindSpot[]): string[] {
  const together = Map.groupBy(spots, (one) => `from ${timeText(one.fromUs)} (${one.why})`);
  return [...together].map(
    ([since, all]) => `${all.map((one) => one.resource).join(', ')} could not be seen ${since}`,
  );
}
