import type { Step, Timeline } from './model.ts';

/**
 * Whether a step is unfinished only because the scenario had the roll ended: the command had begun with the next node
 * before it could be ended.
 */
export const isEndedEarly = ({ outcome, began }: Step, { turn: { stop } }: Pick<Timeline, 'turn'>): boolean =>
  outcome === 'aborted' && stop !== null && began.atUs <= stop.atUs;

/** Whether a step took its node back to the old version. */
export const isOnWayBack = (
  { began }: Pick<Step, 'began'>,
  { turn: { wayBack } }: Pick<Timeline, 'turn'>,
): boolean => wayBack !== null && began.atUs >= wayBack.fromUs;
