import { describe, expect, it } from 'vitest';
import {
  abrupt,
  apiAwayAgain,
  judged,
  listMechanisms,
  named,
  slice,
  termination,
} from '../../../../support/judge/mechanism-run.ts';
import { evidenceText } from '../../../../support/judge/sentences.ts';
import { type Behaviour, healthy } from '../../../../support/judge/simulated-run.ts';

/** Without a readiness probe, and with a pause during which the old pod answers. */
const unprobed = { ...abrupt, preStopMs: 5_000, terminationGraceMs: 30_000, readinessProbe: false };

/**
 * This share of new connections from `fromS` to `toS` reaches no pod; before and after, web-3 answers one in
 * three.
 */
function lost(fromS: number, toS: number, share = 0.5): Behaviour {
  return (atS, random) => {
    if (atS >= fromS && atS < toS && random() < share) return { ms: 1, outcome: 'closed', pod: 0 };
    const answered = healthy(atS, random);
    return { ...answered, pod: atS >= toS && random() < 0.3 ? 3 : 2 };
  };
}

/** web-3 is a ready endpoint from `readyS` on, instead of web-1, which terminates from 236 s on. */
const succeeded = (readyS: number, endedS = 241) => [
  ...termination(236.5, endedS),
  slice(readyS, ['web-2', 'web-3'], ['web-1']),
  ...named,
];

describe('slow start of the replacement', () => {
  it("is shown if new connections fail from a pod's readiness to its first response; the recommendation is a readiness probe", () => {
    const summary = judged({
      fresh: lost(238, 242),
      extra: succeeded(237.9),
      scenario: { workload: unprobed },
    });
    expect(listMechanisms(summary)).toEqual(['slow-start']);
    expect(evidenceText(summary)).toMatch(/^pod web-3 became a ready endpoint at 3:57.9, as one of 2, and /);
    expect(summary.verdict).toBe('tune');
    expect(summary.recommendations.map(({ setting, to }) => [setting, to])).toEqual([
      ['workload.readinessProbe', 'true'],
    ]);
  });

  it('has no recommendation if there is a readiness probe already', () => {
    const summary = judged({
      fresh: lost(238, 242),
      extra: succeeded(237.9),
      scenario: { workload: { ...unprobed, readinessProbe: true } },
    });
    expect(listMechanisms(summary)).toEqual(['slow-start']);
    expect(summary).toMatchObject({ verdict: 'reject', recommendations: [] });
  });

  it('is not the mechanism for a pod that responds within a second of its readiness: the terminating pod is the cause', () => {
    const summary = judged({ fresh: lost(236.2, 238), extra: succeeded(237.3, 238) });
    expect(listMechanisms(summary)).toEqual(['stale-endpoint']);
  });

  it('is not the mechanism for a pod that got no connections yet, because connections are kept', () => {
    // web-3 is a ready endpoint, but connections to web-2 continue; those that web-1 loses at its end are
    // lost at once.
    const summary = judged({ reused: lost(240.8, 241.1, 1), fresh: lost(250, 250), extra: succeeded(237.9) });
    expect(listMechanisms(summary)).toEqual(['stale-endpoint']);
  });

  it('is not shown if connections were lost like this before: proxies that follow late do not know the pod yet', () => {
    const extra = [...succeeded(238, 237), ...apiAwayAgain];
    expect(listMechanisms(judged({ fresh: lost(236.2, 243), extra }))).toEqual(['stale-proxy']);
  });

  it('is not shown by so few connections that all may have missed a responding pod by chance', () => {
    // One of two pods, reached by two connections in two seconds.
    const rare: Behaviour = (atS, random) =>
      atS >= 238 && atS < 242
        ? {
            ms: 1,
            outcome: Math.floor(atS * 100) % 100 === 0 ? 'closed' : 'ok',
            pod: Math.floor(atS * 100) % 100 === 0 ? 0 : 2,
          }
        : { ...healthy(atS, random), pod: 2 };
    const { episodes } = judged({ reused: rare, extra: succeeded(237.9) });
    expect(episodes.map((one) => one.mechanism.id)).not.toContain('slow-start');
  });
});

/** From 238 s to 241 s one pod's responses take 1.5 s, longer than slow. */
const cold =
  (pod: number, others = 5): Behaviour =>
  (atS, random) => {
    if (atS < 238) return { ...healthy(atS, random), pod: 2 };
    const by = random() < 0.5 ? 2 : 3;
    const late = atS < 241 && by === pod;
    return { ms: late ? 1_500 : others + random(), pod: by };
  };

describe('a cold replacement', () => {
  it('is one whose own first responses are late, without a known recommendation', () => {
    // Without names it is unknown which pod's responses were late.
    const nameless = ['unknown'];
    const summary = judged({ fresh: cold(3), extra: succeeded(237.9), nameless });
    expect(listMechanisms(summary)).toEqual(['slow-start']);
    expect(evidenceText(summary)).toMatch(/answers .* were late \(up to 1.5 s\) or wrong, and 0 of the/);
    expect(summary).toMatchObject({ verdict: 'reject', recommendations: [] });
  });

  it('is not a pod that existed before', () => {
    expect(listMechanisms(judged({ fresh: cold(2), extra: succeeded(237.9) }))).toEqual(['unknown']);
  });

  it('is not one of several pods that are all late', () => {
    const all: Behaviour = (atS, random) => {
      const one = cold(3)(atS, random);
      return atS >= 238 && atS < 241 ? { ...one, ms: 1_500 } : one;
    };
    expect(listMechanisms(judged({ fresh: all, extra: succeeded(237.9) }))).toEqual(['unknown']);
  });

  it('is not one that started a step earlier and has responded in time since', () => {
    const extra = [
      ...termination(236.5, 241),
      slice(170, ['web-1', 'web-2', 'web-3']),
      slice(236.6, ['web-2', 'web-3']),
      ...named,
    ];
    const later: Behaviour = (atS, random) =>
      atS < 170
        ? { ...healthy(atS, random), pod: 2 }
        : atS < 238
          ? { ...healthy(atS, random), pod: random() < 0.5 ? 2 : 3 }
          : cold(3)(atS, random);
    expect(listMechanisms(judged({ fresh: later, extra }))).toEqual(['unknown']);
  });
});
