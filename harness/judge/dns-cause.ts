import { dnsService, systemNamespace } from '../timeline/model.ts';
import { mechanisms } from './attribution.ts';
import type { Evidence } from './evidence.ts';
import { evictionsOf, isHalfCovered, overlapUs } from './meanwhile.ts';
import { proxyAbsences, proxyAbsenceText } from './mechanisms/proxy-absent.ts';
import type { ProbeOutage, ProbeReading } from './probes.ts';
import { recommendAddonsWait } from './recommend-addons.ts';
import type { Advice } from './summary.ts';
import { timeText } from './words.ts';

/** Why a probe failed, as far as the evidence shows it. */
export interface OutageCause {
  readonly mechanism: string;
  /** In words. */
  readonly evidence: string;
  /** Settings of the scenario that would help. */
  readonly recommendations?: readonly Advice[];
}

/** Names under which the cluster's DNS is deployed: kubeadm's and, before it, the add-on's. */
const dnsDeployments: ReadonlySet<string> = new Set(['coredns', 'kube-dns']);

/** Why names could not be resolved from a node; null where nothing shows it. */
export function dnsCause(reading: ProbeReading, outage: ProbeOutage, evidence: Evidence): OutageCause | null {
  return withoutDnsPod(outage, evidence) ?? withoutProxy(reading, outage, evidence);
}

function withoutDnsPod(outage: ProbeOutage, { timeline }: Evidence): OutageCause | null {
  const idle = timeline.idleDeployments.filter(({ deployment }) =>
    dnsDeployments.has(deployment.slice(systemNamespace.length + 1)),
  );
  const first = idle.find((one) => overlapUs(one, outage) > 0);
  if (first === undefined || !isHalfCovered(outage, idle)) return null;
  const until = first.toUs === null ? 'on' : `until ${timeText(first.toUs)}`;
  const name = `${first.deployment.slice(systemNamespace.length + 1)}-`;
  const evicted = evictionsOf(outage, timeline)
    .filter((one) => one.namespace === systemNamespace && one.pod.startsWith(name))
    .map((one) => `${one.pod} on ${one.node} was evicted at ${timeText(one.atUs)}`);
  const help =
    'more replicas, spread over nodes and with a PodDisruptionBudget, would keep one; they are settings of that Deployment, and none of the scenario';
  return {
    mechanism: 'no DNS pod ready',
    evidence: [
      `Deployment ${first.deployment} had no ready pod from ${timeText(first.fromUs)} ${until}`,
      ...evicted,
      help,
    ].join('; '),
  };
}

/** The node that was asked from had no kube-proxy while an endpoint of the cluster's DNS was removed. */
function withoutProxy({ source }: ProbeReading, outage: ProbeOutage, evidence: Evidence): OutageCause | null {
  const absence = proxyAbsences(evidence, dnsService).find(
    (one) => one.gap.node === source && isHalfCovered(outage, [one]),
  );
  if (absence === undefined) return null;
  return {
    mechanism: mechanisms.proxyAbsent,
    evidence: proxyAbsenceText(absence),
    recommendations: recommendAddonsWait(absence, evidence),
  };
}
