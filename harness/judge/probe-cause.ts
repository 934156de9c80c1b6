import type { ProbeKind } from '../journal/records.ts';
import { dnsCause, type OutageCause } from './dns-cause.ts';
import type { Evidence } from './evidence.ts';
import { isHalfCovered, overlapUs, seenMeanwhile } from './meanwhile.ts';
import { actionAt, stepAt } from './places.ts';
import type { ProbeOutage, ProbeReading } from './probes.ts';
import type { Advice } from './summary.ts';
import { durationText, stepTitle, timeText } from './words.ts';

/** Why probes failed, where evidence shows it; see also dns-cause.ts. */
const probeMechanisms = {
  apiAway: 'API server away while its own node was upgraded',
  apisAway: 'every API server away at once',
  apiNeeded: 'the API server itself was away',
  unknown: 'unknown',
} as const;

/** Where an outage of a probe belongs, and what the evidence shows of its cause. */
export interface ProbeCause {
  /** Title of the step that it began in; null before the upgrade. */
  readonly step: string | null;
  readonly mechanism: string;
  /** In words: mechanism, evidence and, where one is known, what would help. */
  readonly why: string;
}

/** The source of the probe through the balancer in front of several API servers. */
const throughBalancer = 'balanced';
/** Deeds that take a node's own API server away. */
const takesApiAway: ReadonlySet<string> = new Set(['config', 'kubelet', 'retire']);
/** Looked for where a limit was missed. */
export function probeCause(reading: ProbeReading, outage: ProbeOutage, evidence: Evidence): ProbeCause {
  const position = stepAt(evidence, outage.fromUs);
  const window = position === null ? undefined : evidence.windows[position];
  const found = lookFor(reading, outage, evidence);
  const mechanism = found?.mechanism ?? probeMechanisms.unknown;
  const shown = found === null ? meanwhileOf(reading, outage, evidence) : [found.evidence];
  const during = window === undefined ? null : actionAt(window, outage.fromUs);
  const when = `from ${timeText(outage.fromUs)}${during === null ? '' : `, during ${during}`}`;
  return {
    step: window === undefined ? null : stepTitle(window, evidence.windows.length),
    mechanism,
    why: [when, `mechanism: ${mechanism}`, ...shown].join('; '),
  };
}

function lookFor(reading: ProbeReading, outage: ProbeOutage, evidence: Evidence): OutageCause | null {
  const look: Readonly<Record<ProbeKind, () => OutageCause | null>> = {
    api: () => apiCause(reading, outage, evidence),
    apiWrite: () => neededApi(reading, outage, evidence),
    rollout: () => neededApi(reading, outage, evidence),
    dns: () => dnsCause(reading, outage, evidence),
    // Nothing that is recorded shows why two pods did not reach each other.
    pods: () => null,
  };
  return look[reading.probe]();
}

function meanwhileOf(reading: ProbeReading, outage: ProbeOutage, { timeline, probes }: Evidence): string[] {
  const others = probes.filter((one) => one !== reading && one.probe !== reading.probe);
  return seenMeanwhile(outage, { timeline, probes: others });
}

function apiCause({ source }: ProbeReading, outage: ProbeOutage, evidence: Evidence): OutageCause | null {
  const { windows, timeline } = evidence;
  if (source === throughBalancer) {
    const servers = evidence.probes.filter((one) => one.probe === 'api' && one.source !== throughBalancer);
    const away = servers.length > 0 && servers.every((one) => isHalfCovered(outage, one.outages));
    const none = `none of ${servers.length} answered at its own address`;
    return away ? { mechanism: probeMechanisms.apisAway, evidence: none } : null;
  }
  const count = timeline.cluster?.apiServers.length ?? 0;
  const own = windows.find(
    ({ step, fromUs, chargedUntilUs }) =>
      step.slot.role === 'control-plane' &&
      (step.node === source || count === 1) &&
      outage.fromUs >= fromUs &&
      outage.fromUs < chargedUntilUs,
  );
  const deed = own?.step.actions.find((one) => takesApiAway.has(one.action) && overlapUs(one, outage) > 0);
  if (own === undefined || deed === undefined) return null;
  const balanced = evidence.probes.find((one) => one.probe === 'api' && one.source === throughBalancer);
  const others =
    balanced === undefined
      ? 'there is no other to answer meanwhile: with more control planes and a balancer there is'
      : `through the balancer the longest outage of the run was ${durationText(balanced.longestMs)}`;
  return {
    mechanism: probeMechanisms.apiAway,
    evidence: `${deed.action} of ${own.step.node} began at ${timeText(deed.fromUs)}, and the API server is one of its own pods; ${others}`,
  };
}

/** What is asked of an API server fails where that does not answer at all. */
function neededApi({ source }: ProbeReading, outage: ProbeOutage, { probes }: Evidence): OutageCause | null {
  const api = probes.find((one) => one.probe === 'api' && one.source === source);
  if (api === undefined || !isHalfCovered(outage, api.outages)) return null;
  const first = api.outages.find((one) => overlapUs(one, outage) > 0) as ProbeOutage;
  return {
    mechanism: probeMechanisms.apiNeeded,
    evidence: `probe api of ${source} failed from ${timeText(first.fromUs)} until ${timeText(first.toUs)}`,
  };
}

/** What would help against every outage of a probe that was longer than a limit; nothing where that is not known of one of them. */
export function recommendAgainst(probe: ProbeKind, limitMs: number, evidence: Evidence): readonly Advice[] {
  const missed = evidence.probes
    .filter((reading) => reading.probe === probe)
    .flatMap((reading) =>
      reading.outages
        .filter(({ fromUs, toUs }) => (toUs - fromUs) / 1000 > limitMs)
        .map((outage) => lookFor(reading, outage, evidence)?.recommendations ?? []),
    );
  return missed.every((recommendations) => recommendations.length > 0) ? missed.flat() : [];
}
