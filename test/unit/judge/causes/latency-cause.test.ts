import { describe, expect, it } from 'vitest';
import { judged, named, slice, termination } from '../../../support/judge/mechanism-run.ts';
import { type Behaviour, healthy } from '../../../support/judge/simulated-run.ts';

/** Two pods; from 236.5 s on web-3 replaces web-1, and the pods in `late` take 800 ms until 280 s. */
const slower =
  (late: readonly number[]): Behaviour =>
  (atS, random) => {
    const pod = random() < 0.5 ? 2 : atS < 236.5 ? 1 : 3;
    const slow = atS >= 230 && atS < 280 && late.includes(pod);
    return { ...(slow ? { ms: 800 + random() } : healthy(atS, random)), pod };
  };
const extra = [...termination(236.1), slice(236.5, ['web-2', 'web-3']), ...named];
const explainLatency = (late: readonly number[]) => {
  const found = judged({ fresh: slower(late), reused: slower(late), extra }).criteria.find(
    (one) => one.id === 'latency.p90' && one.scope.step === 'worker steps',
  );
  return [found?.state, found?.why ?? '', found?.mechanism?.id] as const;
};

describe('the source of late responses', () => {
  it('is the step with most of them, its pod, and the successor that has just started', () => {
    const [state, why, mechanism] = explainLatency([3]);
    expect(state).toBe('missed');
    expect(mechanism).toBe('slow-start');
    expect(why).toContain('most of it in worker-1 (worker, step 2 of 3): ');
    expect(why).toMatch(
      /[\d,]+ of them from pod web-3, which gave [\d,]+ answers in all; mechanism: .*; the pod first became a ready endpoint at 3:56.5; /,
    );
    expect(why).toContain('1 of 2 pods were ready from 3:56.1 on');
  });

  it('is no successor if a pod that stays is the slow one', () => {
    const [state, why, mechanism] = explainLatency([2]);
    expect(state).toBe('missed');
    expect(why).toContain('of them from pod web-2, which gave');
    expect(mechanism).toBeUndefined();
    expect(why).not.toContain('mechanism');
  });

  it('is no single pod if all are slow', () => {
    const [state, why, mechanism] = explainLatency([1, 2, 3]);
    expect(state).toBe('missed');
    expect(why).toContain('they came from 3 pods');
    expect(mechanism).toBeUndefined();
    expect(why).not.toContain('mechanism');
  });
});
