import { countOutcomes } from './accounting.ts';
import { doorFailuresIn, doorFailuresText } from './door-failures.ts';
import type { RawEpisode } from './episodes.ts';
import type { Evidence } from './evidence.ts';
import { overlapUs, seenMeanwhile } from './meanwhile.ts';
import { brokenStream } from './mechanisms/broken-stream.ts';
import { connectionCut } from './mechanisms/connection-cut.ts';
import { hookFailed } from './mechanisms/hook-failed.ts';
import { explainsIt, type Mechanism } from './mechanisms/mechanism.ts';
import { nodeLeft } from './mechanisms/node-left.ts';
import { proxiesRestarting, staleProxy } from './mechanisms/node-proxy.ts';
import { proxyAbsent } from './mechanisms/proxy-absent.ts';
import { slicesBehind } from './mechanisms/slices-behind.ts';
import { likelySlowStart, slowStart, unknownStart } from './mechanisms/slow-start.ts';
import { staleEndpoint } from './mechanisms/stale-endpoint.ts';
import { phaseAt } from './periods.ts';
import { actionAt, stepAt } from './places.ts';
import type { Episode } from './summary.ts';
import { targetNamespaces, warningsNear } from './warnings.ts';
import { rounded, timeText } from './words.ts';

/** Mechanisms that evidence of this run can show; what it does not show is `unknown`. */
export const mechanisms = {
  noReadyPod: 'no ready pod left',
  slowStart: 'slow start of the replacement',
  proxyAbsent: 'node proxy absent while endpoints changed',
  staleProxy: "node proxy stale after the API server's restart",
  hookFailed: 'preStop hook failed',
  brokenStream: 'stream broken while a pod terminated',
  nodeLeft: 'connection through a node that left',
  slicesBehind: "endpoint slices behind after the API server's restart",
  connectionCut: 'kept-alive connection cut',
  staleEndpoint: 'endpoint still routed after the pod stopped',
  proxiesRestarting: 'node proxies being replaced',
  rig: 'rig',
  unknown: 'unknown',
} as const;

/** Looked for in this order, the more specific first; the first that explains half of an episode is its mechanism. */
const lookedFor: readonly (readonly [string, Mechanism])[] = [
  [mechanisms.slowStart, slowStart],
  [mechanisms.proxyAbsent, proxyAbsent],
  [mechanisms.slowStart, likelySlowStart],
  [mechanisms.staleProxy, staleProxy],
  [mechanisms.hookFailed, hookFailed],
  [mechanisms.brokenStream, brokenStream],
  [mechanisms.nodeLeft, nodeLeft],
  [mechanisms.slicesBehind, slicesBehind],
  [mechanisms.connectionCut, connectionCut],
  [mechanisms.staleEndpoint, staleEndpoint],
  [mechanisms.proxiesRestarting, proxiesRestarting],
];

export interface Cause {
  readonly mechanism: string;
  /** What shows the mechanism; where it is unknown, what can't be known without the pods' names, or nothing. */
  readonly evidence: readonly string[];
  /** What a remedy is computed from, in ms: the mechanism says from when on it counts. Null where nothing was measured. */
  readonly lagMs: number | null;
  /** Whether the evidence shows it. False where it is unknown or only likely (see `Shown`): nothing is recommended of that. */
  readonly shown: boolean;
}

/** Where an episode belongs, and what the evidence shows of its cause. */
export function episodeSummary(raw: RawEpisode, number: number, evidence: Evidence): Episode {
  const step = stepAt(evidence, raw.firstBadUs);
  const window = step === null ? undefined : evidence.windows[step];
  const cause = causeOf(raw, evidence);
  const during = { fromUs: raw.fromUs, toUs: raw.toUs };
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
    ...(cause.shown || cause.mechanism === mechanisms.unknown ? {} : { likely: true as const }),
    evidence: cause.evidence,
    meanwhile: [
      ...doorFailuresText(doorFailuresIn(raw.view.target, raw, evidence.timeline)),
      ...seenMeanwhile(during, evidence),
      ...warningsNear(during, targetNamespaces(evidence, raw.view.target), evidence.timeline),
    ],
  };
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

/** The mechanism where evidence shows it; looked for once. */
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
  if (left === 0)
    return {
      mechanism: mechanisms.rig,
      lagMs: null,
      shown: true,
      evidence: ['the control lane was as bad, the schedule lagged, or the requests were not sent'],
    };
  if (empty !== null)
    return { mechanism: mechanisms.noReadyPod, evidence: [empty], lagMs: null, shown: true };
  for (const [mechanism, look] of lookedFor) {
    const found = look(raw, evidence);
    if (!explainsIt(raw, found)) continue;
    return { mechanism, evidence: [found.evidence], lagMs: found.lagMs, shown: found.likely !== true };
  }
  const missing = unknownStart(raw, evidence);
  return {
    mechanism: mechanisms.unknown,
    evidence: missing === null ? [] : [missing],
    lagMs: null,
    shown: false,
  };
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
