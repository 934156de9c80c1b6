import { takesApiAway } from '../../../journal/actions.ts';
import { type Reason, reason } from '../../../reasons/reason.ts';
import type { Evidence } from '../../evidence.ts';
import { overlapUs } from '../../overlaps.ts';
import { throughBalancer } from '../../probes/probes.ts';
import { sourceOfSteps } from '../source-of-steps.ts';
import type { Mechanism } from './mechanism.ts';

/** The API server was down because its own node was being upgraded. */
export const apiServerRestart: Mechanism = {
  id: 'api-server-restart',
  title: 'API server away while its own node was upgraded',
  find: {
    outage({ reading: { probe, source }, outage }, evidence) {
      if (probe !== 'api' || source === throughBalancer) return null;
      const servers = evidence.timeline.cluster?.apiServers.length ?? 0;
      const own = evidence.windows.find(
        ({ step, fromUs, chargedUntilUs }) =>
          step.slot.role === 'control-plane' &&
          (step.node === source || servers === 1) &&
          outage.fromUs >= fromUs &&
          outage.fromUs < chargedUntilUs,
      );
      const action = own?.step.actions.find(
        (candidate) => takesApiAway(candidate.action) && overlapUs(candidate, outage) > 0,
      );
      if (own === undefined || action === undefined) return null;
      const { node } = own.step;
      const { fromUs } = action;
      return [
        reason('own-node-upgraded', { action: action.action, node, fromUs }, [
          { node },
          { record: sourceOfSteps(evidence), atUs: fromUs },
        ]),
        describeOthers(evidence),
      ];
    },
  },
  recommend: null,
  docs: {
    when: "Probe `api` of one API server: its own node's configuration, kubelet or retirement was under way during the outage. The evidence says what the balancer showed.",
    recommendation:
      'No setting: an API server that is replaced in place is away, however many others there are.',
  },
};

function describeOthers({ probes }: Evidence): Reason {
  const balanced = probes.find(({ probe, source }) => probe === 'api' && source === throughBalancer);
  return balanced === undefined
    ? reason('no-other-server')
    : reason('balancer-outage', { longestMs: balanced.longestMs });
}
