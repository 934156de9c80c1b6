import type { Episode } from '../answer/summary.ts';
import type { Evidence } from '../evidence.ts';
import type { RawEpisode } from '../harm/episodes.ts';
import { countOutcomes } from '../lanes/count-outcomes.ts';
import { phaseAt } from '../periods.ts';
import { actionAt, stepAt } from '../step-at.ts';
import { rounded } from '../words.ts';
import { eachBadRequest } from './bad-requests.ts';
import { describeDoorFailures, doorFailuresIn } from './door-failures.ts';
import { seenMeanwhile } from './meanwhile.ts';
import { unknownMechanism } from './mechanisms/mechanism.ts';
import { findWarningsNear, targetNamespaces } from './warnings.ts';

/** The step of an episode, and the evidence of its cause. */
export function summarizeEpisode(raw: RawEpisode, number: number, evidence: Evidence): Episode {
  const step = stepAt(evidence, raw.beginsUs);
  const window = step === null ? undefined : evidence.windows[step];
  const cause = evidence.getCause(raw);
  const { id, title } = cause.mechanism;
  const during = { fromUs: raw.fromUs, toUs: raw.toUs };
  return {
    id: `E${number}`,
    target: raw.view.target,
    lane: raw.view.lane,
    fromUs: raw.fromUs,
    toUs: raw.toUs,
    spanMs: rounded((raw.toUs - raw.fromUs) / 1000),
    outageMs: rounded(raw.outageMs),
    depth: raw.bad / raw.slots,
    badMs: rounded(raw.badMs),
    bad: raw.bad,
    slots: raw.slots,
    outcomes: countOutcomes(raw.view, raw.first, raw.last + 1),
    pods: listPods(raw, evidence),
    phase: phaseAt(evidence.timeline, raw.beginsUs),
    step,
    action: window === undefined ? null : actionAt(window, raw.beginsUs),
    mechanism: { id, title },
    ...(cause.shown || id === unknownMechanism.id ? {} : { likely: true as const }),
    evidence: cause.evidence,
    meanwhile: [
      ...describeDoorFailures(doorFailuresIn(raw.view.target, raw, evidence.timeline)),
      ...seenMeanwhile(during, evidence),
      ...findWarningsNear(during, targetNamespaces(evidence, raw.view.target), evidence.timeline),
    ],
  };
}

/** Names of the pods in the responses to its bad requests. */
function listPods(episode: RawEpisode, { timeline }: Evidence): string[] {
  const ids = new Set(eachBadRequest(episode).map(({ pod }) => pod));
  ids.delete(0);
  return [...ids].map((id) => timeline.names.pod.get(id) ?? `pod number ${id}`).sort();
}
