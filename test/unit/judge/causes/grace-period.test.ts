import { describe, expect, it } from 'vitest';
import { abrupt, judged, listMechanisms, termination } from '../../../support/judge/mechanism-run.ts';
import { type Behaviour, scenario } from '../../../support/judge/simulated-run.ts';

const graceful = {
  ...abrupt,
  onSigterm: 'graceful' as const,
  preStopMs: 2_000,
  terminationGraceMs: 4_000,
};
/**
 * Responses take up to 2.4 s. Those of web-1 that were due from 236.6 s on are cut off `cutS` after the
 * deletion.
 */
const slow =
  (cutS: number): Behaviour =>
  (atS, random) =>
    atS >= 236.6 && atS < 237.9
      ? { ms: (236 + cutS - atS) * 1000, outcome: 'closed', pod: 1 }
      : { ms: 2_300 + 100 * random(), pod: 1 };

describe('a grace period that is shorter than the work in progress', () => {
  it('gets a recommendation of the sum of the pause, the longest baseline response and the exit', () => {
    const summary = judged({
      reused: slow(3),
      extra: termination(236.1, 239.2),
      scenario: { workload: graceful, load: { ...scenario.load, slowMs: 3_000 } },
    });
    expect(listMechanisms(summary)).toContain('connection-cut');
    // 2 s, 2.4 s and 1 s.
    expect(summary.recommendations.map(({ setting, from, to }) => [setting, from, to])).toEqual([
      ['workload.terminationGrace', '4s', '6s'],
    ]);
    expect(summary.recommendations[0]?.why).toContain('the longest answer of the baseline (2.4 s)');
  });

  it('is not the cause of connections that were cut earlier', () => {
    const summary = judged({
      reused: slow(2.2),
      extra: termination(236.1, 238.3),
      scenario: { workload: graceful, load: { ...scenario.load, slowMs: 3_000 } },
    });
    expect(listMechanisms(summary)).toContain('connection-cut');
    expect(summary.recommendations).toEqual([]);
  });
});
