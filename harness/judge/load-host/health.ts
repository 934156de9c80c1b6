import { outcomes } from '../../journal/samples.ts';
import type { Timeline } from '../../timeline/model.ts';
import { type Rows, withFewerBad } from '../lanes/lane-rows.ts';
import { type LaneView, withBad } from '../lanes/lane-view.ts';

/** Whole seconds of the run are marked. */
export const secondUs = 1_000_000;
/** A second whose p99 of lag is above this is marked. */
const lagLimitUs = 50_000;
/** A control lane of few requests a second counts as equally bad from this share of the judged lane's on. */
const justAsBad = 0.8;

/** Health of the load generator and its host by whole seconds of the run. */
export interface LoadHostHealth {
  /** Greatest lag of the schedule in a marked second, in µs. */
  readonly lagUs: ReadonlyMap<number, number>;
  /** Bad share of the worst control lane in a second. */
  readonly controlShare: ReadonlyMap<number, number>;
}

export function findLoadHostHealth(timeline: Timeline, controls: readonly LaneView[]): LoadHostHealth {
  const lagUs = new Map<number, number>();
  for (const { fromUs, toUs, lagP99Us, lagMaxUs } of timeline.loadHost) {
    if (lagP99Us <= lagLimitUs) continue;
    const last = Math.min(Math.floor((toUs - 1) / secondUs), Math.floor(fromUs / secondUs) + 60);
    for (let second = Math.floor(fromUs / secondUs); second <= last; second += 1)
      lagUs.set(second, Math.max(lagMaxUs, lagUs.get(second) ?? 0));
  }
  const controlShare = new Map<number, number>();
  for (const view of controls)
    for (const [second, share] of badShares(view))
      if (share > 0) controlShare.set(second, Math.max(share, controlShare.get(second) ?? 0));
  return { lagUs, controlShare };
}

/** The lane without the bad requests that the load generator host explains: the rest is the cluster's. */
export function withoutLoadHost(
  view: LaneView,
  { lagUs, controlShare }: LoadHostHealth,
  slowMs: number,
): LaneView {
  const shares = badShares(view);
  const left = ({ length, bad: before, columns, intendedUs }: Rows) => {
    const bad = before.slice();
    const { outcome, endUs } = columns;
    for (let row = 0; row < length; row += 1) {
      if (bad[row] === 0) continue;
      const [fromUs, toUs] = [intendedUs[row] as number, endUs[row] as number];
      const second = Math.floor(fromUs / secondUs);
      const shared = (controlShare.get(second) ?? 0) >= justAsBad * (shares.get(second) ?? 1);
      const unsent = outcome[row] === outcomes.unsent;
      // Bad because late: a load generator that stands still causes timeouts, too.
      const slow = outcome[row] === outcomes.ok || outcome[row] === outcomes['timed-out'];
      const late = slow && toUs - fromUs - greatestLag(lagUs, fromUs, toUs) <= slowMs * 1000;
      if (shared || unsent || late) bad[row] = 0;
    }
    return bad;
  };
  return withBad(view, withFewerBad(view, left));
}

/** The schedule's greatest lag in the marked seconds of a request, in µs. */
function greatestLag(lagUs: LoadHostHealth['lagUs'], fromUs: number, toUs: number): number {
  let greatest = 0;
  // No timeout is longer than a minute.
  const last = Math.min(Math.floor(toUs / secondUs), Math.floor(fromUs / secondUs) + 60);
  for (let second = Math.floor(fromUs / secondUs); second <= last; second += 1)
    greatest = Math.max(greatest, lagUs.get(second) ?? 0);
  return greatest;
}

function badShares(view: LaneView): Map<number, number> {
  return new Map(view.seconds.map(({ second, bad, length }) => [second, bad / length]));
}
