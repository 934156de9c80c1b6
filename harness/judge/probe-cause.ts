import type { ProbeKind } from '../journal/records.ts';
import { dnsService, systemNamespace } from '../timeline/model.ts';
import { addonsAdvice } from './addons-advice.ts';
import { mechanisms } from './attribution.ts';
import type { Evidence } from './evidence.ts';
import { evictionsOf, overlapUs, seenMeanwhile } from './meanwhile.ts';
import { type ProxyAbsence, proxyAbsences, proxyAbsenceText } from './mechanisms/proxy-absent.ts';
import type { Period } from './periods.ts';
import { actionAt, stepAt } from './places.ts';
import type { ProbeOutage, ProbeReading } from './probes.ts';
import type { Advice } from './summary.ts';
import { durationText, stepTitle, timeText } from './words.ts';

/** Why probes failed, where evidence shows it. */
const probeMechanisms = {
  apiAway: 'API server away while its own node was upgraded',
  apisAway: 'every API server away at once',
  apiNeeded: 'the API server itself was away',
  dnsAway: 'no DNS pod ready',
  proxyAbsent: mechanisms.proxyAbsent,
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
/** Names under which the cluster's DNS is deployed: kubeadm's and, before it, the add-on's. */
const dnsDeployments: ReadonlySet<string> = new Set(['coredns', 'kube-dns']);

/** Looked for where a limit was missed. */
export function probeCause(reading: ProbeReading, outage: ProbeOutage, evidence: Evidence): ProbeCause {
  const position = stepAt(evidence, outage.fromUs);
  const window = position === null ? undefined : evidence.windows[position];
  const [mechanism, shown] = lookFor(reading, outage, evidence);
  const during = window === undefined ? null : actionAt(window, outage.fromUs);
  const when = `from ${timeText(outage.fromUs)}${during === null ? '' : `, during ${during}`}`;
  return {
    step: window === undefined ? null : stepTitle(window, evidence.windows.length),
    mechanism,
    why: [when, `mechanism: ${mechanism}`, ...shown].join('; '),
  };
}

function lookFor(
  reading: ProbeReading,
  outage: ProbeOutage,
  evidence: Evidence,
): readonly [string, readonly string[]] {
  const look: Readonly<Record<ProbeKind, () => readonly [string, string] | null>> = {
    api: () => apiCause(reading, outage, evidence),
    apiWrite: () => neededApi(reading, outage, evidence),
    rollout: () => neededApi(reading, outage, evidence),
    dns: () => dnsCause(outage, evidence) ?? proxyCause(reading, outage, evidence),
    // Nothing that is recorded shows why two pods did not reach each other.
    pods: () => null,
  };
  const found = look[reading.probe]();
  if (found !== null) return [found[0], [found[1]]];
  const others = evidence.probes.filter((one) => one !== reading && one.probe !== reading.probe);
  return [probeMechanisms.unknown, seenMeanwhile(outage, { timeline: evidence.timeline, probes: others })];
}

function apiCause(
  { source }: ProbeReading,
  outage: ProbeOutage,
  evidence: Evidence,
): readonly [string, string] | null {
  const { windows, timeline } = evidence;
  if (source === throughBalancer) {
    const servers = evidence.probes.filter((one) => one.probe === 'api' && one.source !== throughBalancer);
    const away = servers.length > 0 && servers.every((one) => isCovered(outage, one.outages));
    return away ? [probeMechanisms.apisAway, `none of ${servers.length} answered at its own address`] : null;
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
  return [
    probeMechanisms.apiAway,
    `${deed.action} of ${own.step.node} began at ${timeText(deed.fromUs)}, and the API server is one of its own pods; ${others}`,
  ];
}

/** What is asked of an API server fails where that does not answer at all. */
function neededApi(
  { source }: ProbeReading,
  outage: ProbeOutage,
  { probes }: Evidence,
): readonly [string, string] | null {
  const api = probes.find((one) => one.probe === 'api' && one.source === source);
  if (api === undefined || !isCovered(outage, api.outages)) return null;
  const first = api.outages.find((one) => overlapUs(one, outage) > 0) as ProbeOutage;
  return [
    probeMechanisms.apiNeeded,
    `probe api of ${source} failed from ${timeText(first.fromUs)} until ${timeText(first.toUs)}`,
  ];
}

function dnsCause(outage: ProbeOutage, { timeline }: Evidence): readonly [string, string] | null {
  const idle = timeline.idleDeployments.filter(({ deployment }) =>
    dnsDeployments.has(deployment.slice(systemNamespace.length + 1)),
  );
  const first = idle.find((one) => overlapUs(one, outage) > 0);
  if (first === undefined || !isCovered(outage, idle)) return null;
  const until = first.toUs === null ? 'on' : `until ${timeText(first.toUs)}`;
  const name = `${first.deployment.slice(systemNamespace.length + 1)}-`;
  const evicted = evictionsOf(outage, timeline)
    .filter((one) => one.namespace === systemNamespace && one.pod.startsWith(name))
    .map((one) => `${one.pod} on ${one.node} was evicted at ${timeText(one.atUs)}`);
  const remedy =
    'more replicas, spread over nodes and with a PodDisruptionBudget, would keep one; they are settings of that Deployment, and none of the scenario';
  return [
    probeMechanisms.dnsAway,
    [
      `Deployment ${first.deployment} had no ready pod from ${timeText(first.fromUs)} ${until}`,
      ...evicted,
      remedy,
    ].join('; '),
  ];
}

function proxyCause(
  reading: ProbeReading,
  outage: ProbeOutage,
  evidence: Evidence,
): readonly [string, string] | null {
  const absence = absenceOf(reading, outage, evidence);
  return absence === undefined ? null : [probeMechanisms.proxyAbsent, proxyAbsenceText(absence)];
}

/** That of the node which the prober asked from. */
function absenceOf(
  { source }: ProbeReading,
  outage: ProbeOutage,
  evidence: Evidence,
): ProxyAbsence | undefined {
  return proxyAbsences(evidence, dnsService).find(
    (one) => one.gap.node === source && isCovered(outage, [one]),
  );
}

/** What would help against every outage of a probe that was longer than a limit; nothing where that is not known of one of them. */
export function probeAdvice(probe: ProbeKind, limitMs: number, evidence: Evidence): readonly Advice[] {
  const missed = evidence.probes
    .filter((reading) => reading.probe === probe)
    .flatMap((reading) =>
      reading.outages
        .filter(({ fromUs, toUs }) => (toUs - fromUs) / 1000 > limitMs)
        .map((outage) => adviceOn(reading, outage, evidence)),
    );
  return missed.every((advice) => advice.length > 0) ? missed.flat() : [];
}

function adviceOn(reading: ProbeReading, outage: ProbeOutage, evidence: Evidence): readonly Advice[] {
  const [mechanism] = lookFor(reading, outage, evidence);
  const absence = absenceOf(reading, outage, evidence);
  const isShown = mechanism === probeMechanisms.proxyAbsent && absence !== undefined;
  return isShown ? addonsAdvice(absence, evidence) : [];
}

/** Whether stretches cover at least half of a period. */
function isCovered(
  period: Period,
  spans: readonly { readonly fromUs: number; readonly toUs: number | null }[],
): boolean {
  const covered = spans.reduce((sum, one) => sum + overlapUs(one, period), 0);
  return covered > 0 && covered * 2 >= period.toUs - period.fromUs;
}
