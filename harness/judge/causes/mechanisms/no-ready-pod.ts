import { type Reason, reason } from '../../../reasons/reason.ts';
import type { Recommendation } from '../../answer/summary.ts';
import type { Evidence } from '../../evidence.ts';
import { overlapUs } from '../../overlaps.ts';
import { stepAt } from '../../step-at.ts';
import { stepTitle } from '../../words.ts';
import type { ExplainedEpisode, Mechanism } from './mechanism.ts';

/** The Service had no ready endpoint for at least half of the time in which requests were bad. */
export const noReadyPod: Mechanism = {
  id: 'no-ready-pod',
  title: 'no ready pod left',
  find: {
    episode({ view, firstBadUs, lastBadUs, bad }, { timeline }) {
      const target = timeline.workload?.targets.find(({ name }) => name === view.target);
      const own = timeline.emptyServices.filter(
        ({ service, namespace }) => service === target?.service && namespace === target.namespace,
      );
      const during = { fromUs: firstBadUs, toUs: Math.max(lastBadUs, firstBadUs + 1) };
      const found = own.filter((empty) => overlapUs(empty, during) > 0);
      const coveredUs = found.reduce((sum, empty) => sum + overlapUs(empty, during), 0);
      const first = found[0];
      if (first === undefined || coveredUs * 2 < during.toUs - during.fromUs) return null;
      const { namespace, service, fromUs, toUs } = first;
      const seen = reason('no-ready-endpoint', { namespace, service, fromUs, toUs }, [
        { record: 'endpoints', atUs: fromUs },
      ]);
      return { explains: bad, lagMs: null, evidence: [seen] };
    },
  },
  recommend: { episode: recommendForPods },
  docs: {
    when: 'The Service had no ready endpoint for at least half of the time from the first to the last bad request.',
    recommendation:
      'What the built-in workload lacks of `workload.replicas`, `workload.budget.minAvailable`, `workload.spread` and `workload.readinessProbe`.',
  },
};

/** Settings that keep a pod ready through a drain, if the workload lacks them. */
function recommendForPods({ episode, cause }: ExplainedEpisode, evidence: Evidence): Recommendation[] {
  const { workload } = evidence.scenario;
  // The content of the user's own manifests is unknown here, so no value can be derived.
  if (workload.builtin === null) return [];
  const { replicas, budget, spread, readinessProbe } = workload;
  const position = stepAt(evidence, episode.beginsUs);
  const window = position === null ? undefined : evidence.windows[position];
  const place = window && reason('seen-in-step', { step: stepTitle(window, evidence.windows.length) });
  const seen = [...cause.evidence, ...(place ? [place] : [])];
  const wanted = Math.max(2, replicas);
  const lacks = (
    missing: boolean,
    setting: string,
    from: string,
    to: string,
    why: Reason,
  ): Recommendation[] =>
    missing ? [{ setting: `workload.${setting}`, from, to, reasons: [...seen, why] }] : [];
  return [
    ...lacks(replicas < 2, 'replicas', String(replicas), '2', reason('second-replica')),
    ...lacks(
      budget === null,
      'budget.minAvailable',
      'none',
      String(wanted - 1),
      reason('budget-of-all-but-one', { replicas: wanted }),
    ),
    ...lacks(!spread, 'spread', 'false', 'true', reason('spread-over-nodes')),
    ...lacks(!readinessProbe, 'readinessProbe', 'false', 'true', reason('ready-too-early')),
  ];
}
