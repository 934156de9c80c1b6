import { type Reason, reason } from '../reasons/reason.ts';
import type { RecordOf, Timeline } from './model.ts';

/** Whether an eviction was not accepted, by a budget or with an error: its pod stayed for the time being. */
export const isHeld = ({ result }: Pick<RecordOf<'eviction'>, 'result'>): boolean =>
  result === 'blocked' || result === 'refused';

/** An eviction that is not accepted, and what is known of the reasons. */
export interface HeldEviction {
  readonly namespace: string;
  readonly pod: string;
  readonly node: string;
  readonly fromUs: number;
  readonly toUs: number;
  /** It was accepted then, or the pod had gone or was deleted. */
  readonly ended: boolean;
  /** The API server's last answer; null: not recorded. */
  readonly answer: string | null;
  /** Null: not recorded, as in a roll by a command. */
  readonly why: Pick<RecordOf<'eviction-held'>, 'budgets' | 'reasons' | 'atUs'> | null;
}

/** The first refused or blocked eviction of each pod whose last one was no other; those since that time or longer. */
export function listHeldSince(
  { evictions }: Pick<Timeline, 'evictions'>,
  untilUs: number,
): readonly RecordOf<'eviction'>[] {
  return [...Map.groupBy(evictions, ({ uid }) => uid).values()].flatMap((ofPod) => {
    const ended = ofPod.findLastIndex((one) => !isHeld(one));
    const first = ofPod[ended + 1];
    return first === undefined || first.atUs > untilUs ? [] : [first];
  });
}

/** The same statement on the terminal and in the report. */
export function describeHeld({ fromUs, toUs, why, ...held }: HeldEviction): Reason {
  const { namespace, pod, node, ended, answer } = held;
  const { budgets = [], reasons: unready = [] } = why ?? {};
  return reason(
    'eviction-held',
    { namespace, pod, node, ms: (toUs - fromUs) / 1000, ended, budgets, answer, unready },
    [{ pod }, { node }, ...(why === null ? [] : [{ record: 'eviction-held', atUs: why.atUs }])],
  );
}
