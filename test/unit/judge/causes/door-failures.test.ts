import { describe, expect, it } from 'vitest';
import {
  describeDoorFailures,
  doorFailuresIn,
  shareAt,
} from '../../../../harness/judge/causes/door-failures.ts';
import { reasonText } from '../../../../harness/reasons/reason.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { at } from '../../../support/judge/mechanism-run.ts';
import { s } from '../../../support/judge/simulated-run.ts';

const door = (atS: number, node: string | null, unanswered: number, broken: number, target = 'web') =>
  at(atS, { type: 'door', fromUs: s(atS - 1), toUs: s(atS), target, node, unanswered, broken });
const timeline = foldTimeline([
  door(10, 'worker-1', 1, 2),
  door(11, 'worker-1', 3, 0),
  door(11, 'worker-2', 40, 0, 'web.tls'),
  door(11, null, 5, 0),
  door(11, 'worker-2', 7, 7, 'webshop'),
  door(20, 'worker-1', 9, 9),
]);
const failures = doorFailuresIn('web', { fromUs: s(9.5), toUs: s(11) }, timeline);

describe('failures behind the front door', () => {
  it("are those on the target's own routes in a period, by node", () => {
    expect(failures).toEqual([
      { node: 'worker-2', unanswered: 40, broken: 0 },
      { node: 'worker-1', unanswered: 4, broken: 2 },
      { node: null, unanswered: 5, broken: 0 },
    ]);
  });

  it('are put into words', () => {
    expect(describeDoorFailures(failures).map(reasonText)).toEqual([
      'connections behind the front door, all lanes: 40 got no answer through worker-2; 4 got no answer through worker-1 and 2 were broken by worker-1; 5 had no worker to use',
    ]);
    expect(describeDoorFailures([])).toEqual([]);
  });

  it('are a share at each node, which is unknown if there were none', () => {
    expect(shareAt('worker-1', 'broken', failures)).toBe(1);
    expect(shareAt('worker-2', 'broken', failures)).toBe(0);
    expect(shareAt('worker-2', 'broken', [])).toBeNull();
  });
});
