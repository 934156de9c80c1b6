import { reason } from '../../../reasons/reason.ts';
import { dnsService } from '../../../timeline/system-namespace.ts';
import type { Evidence } from '../../evidence.ts';
import type { RawEpisode } from '../../harm/episodes.ts';
import { isHalfCovered } from '../../overlaps.ts';
import { recommendAddonsWait } from '../addons-recommendation.ts';
import {
  describeAbsence,
  findAbsenceBehind,
  findProxyAbsences,
  type ProxyAbsence,
} from '../proxy-absence.ts';
import type { Explanation, Mechanism, ProbeFailure } from './mechanism.ts';

/**
 * A node had no kube-proxy while an endpoint of the target's Service (of the cluster's DNS) was removed, and new connections
 * through it failed before reaching a pod. Its lag counts from the proxy's end.
 */
export const proxyAbsent: Mechanism = {
  id: 'proxy-absent',
  title: 'node proxy absent while endpoints changed',
  find: {
    episode: explainByProxyAbsence,
    outage(failure, evidence) {
      const absence = findDnsAbsence(failure, evidence);
      return absence && [describeAbsence(absence)];
    },
  },
  recommend: {
    episode({ episode }, evidence) {
      const found = findAbsenceBehind(episode, evidence);
      return found === null ? [] : recommendAddonsWait(found.absence, evidence);
    },
    outage(failure, evidence) {
      const absence = findDnsAbsence(failure, evidence);
      return absence === null ? [] : recommendAddonsWait(absence, evidence);
    },
  },
  docs: {
    when: "A node had no kube-proxy, an endpoint of the target's Service was removed meanwhile, and new connections failed from then on. Probe `dns`: the same of `kube-system/kube-dns`, on the node that was asked from.",
    recommendation:
      "`upgrade.controlPlane.addons=wait`, where a control plane's configuration had replaced the proxy.",
  },
};

export function explainByProxyAbsence(episode: RawEpisode, evidence: Evidence): Explanation | null {
  const found = findAbsenceBehind(episode, evidence);
  if (found === null) return null;
  const { absence, lostUs } = found;
  const lastUs = lostUs.at(-1) ?? episode.lastBadUs;
  return {
    explains: lostUs.length,
    lagMs: (lastUs - absence.gap.stoppedUs) / 1000,
    evidence: [describeAbsence(absence), reason('lost-meanwhile', { lost: lostUs.length })],
  };
}

/** The node that sent the query had no kube-proxy while an endpoint of the cluster's DNS was removed. */
function findDnsAbsence({ reading, outage }: ProbeFailure, evidence: Evidence): ProxyAbsence | null {
  if (reading.probe !== 'dns') return null;
  const found = findProxyAbsences(evidence, dnsService).find(
    (absence) => absence.gap.node === reading.source && isHalfCovered(outage, [absence]),
  );
  return found ?? null;
}
