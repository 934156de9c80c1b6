import { isGate } from '../../journal/actions.ts';
import { type Reason, reason } from '../../reasons/reason.ts';
import { isHeld } from '../../timeline/held-evictions.ts';
import type { Step, StepAction, Timeline } from '../../timeline/model.ts';
import { findWarningsNear, targetNamespaces } from '../causes/warnings.ts';

/** Kubernetes' warnings while a step's drain was blocked or its gate stayed closed, listed with the action. */
export function stepWarnings(step: Step, timeline: Timeline): Reason[] {
  const namespaces = new Set([
    ...targetNamespaces({ timeline }, null),
    ...(timeline.workload?.rollouts ?? []).map(({ namespace }) => namespace),
    ...blockedIn(step, timeline).map(({ namespace }) => namespace),
  ]);
  return step.actions
    .filter((action) => isHeldUp(action, step, timeline))
    .flatMap(({ action, fromUs, toUs }) => {
      const during = { fromUs, toUs: toUs ?? timeline.lastUs };
      const found = findWarningsNear(during, namespaces, timeline);
      return found.map((warning) => reason('during-action', { action, warning }));
    });
}

function isHeldUp({ action, fromUs, toUs }: StepAction, step: Step, timeline: Timeline): boolean {
  if (action === 'drain') return blockedIn(step, timeline).length > 0;
  if (!isGate(action)) return false;
  return timeline.validations.some(
    (one) => !one.ok && one.atUs >= fromUs && one.atUs <= (toUs ?? timeline.lastUs),
  );
}

function blockedIn({ index, actions }: Step, { evictions, lastUs }: Timeline): Timeline['evictions'] {
  const drain = actions.find(({ action }) => action === 'drain');
  if (drain === undefined) return [];
  return evictions.filter(
    (one) =>
      one.step === index &&
      (isHeld(one) || one.result === 'timed-out') &&
      one.atUs >= drain.fromUs &&
      one.atUs <= (drain.toUs ?? lastUs),
  );
}
