import { describe, expect, it } from 'vitest';
import type { RecordOf } from '../../../../harness/journal/records.ts';
import { findWarningsNear } from '../../../../harness/judge/causes/warnings.ts';
import { reasonsText, reasonText } from '../../../../harness/reasons/reason.ts';
import { at, judged, termination } from '../../../support/judge/mechanism-run.ts';
import { failing, healthy, s } from '../../../support/judge/simulated-run.ts';

type Event = RecordOf<'event'>;
const warning = (atS: number, over: Partial<Event> = {}): Event =>
  at(atS, {
    type: 'event',
    namespace: 'shop',
    reason: 'Unhealthy',
    message: 'Readiness probe failed',
    object: 'Pod/web-1',
    node: 'worker-1',
    count: 1,
    warning: true,
    ...over,
  }) as Event;
const during = { fromUs: s(100), toUs: s(110) };
const near = (...events: Event[]) => findWarningsNear(during, new Set(['shop']), { events }).map(reasonText);

describe('warnings near an episode', () => {
  it('are listed with reason, object, message and the time relative to it', () => {
    const [before] = near(warning(98.5));
    expect(before).toBe('warning Unhealthy of Pod shop/web-1, 1.5 s before it began: Readiness probe failed');
    expect(near(warning(103))[0]).toContain(', 3 s after it began: ');
    expect(near(warning(111))[0]).toContain(', 1 s after its end: ');
  });

  it('are those from ten seconds before it until two after it', () => {
    expect(near(warning(89.9), warning(112.1))).toEqual([]);
    expect(near(warning(90.1))).toHaveLength(1);
    expect(near(warning(111.9))).toHaveLength(1);
  });

  it('are those of its namespace, of kube-system and of nodes, and no Normal events', () => {
    const node = { namespace: 'default', object: 'Node/worker-1', reason: 'NodeNotReady', message: 'x' };
    const system = { namespace: 'kube-system', object: 'Pod/coredns-a', message: 'y' };
    const { warning: _, ...normal } = warning(101, { message: 'z' });
    expect(
      near(
        warning(100, system),
        warning(100, node),
        normal,
        warning(102),
        warning(100, { namespace: 'other' }),
      ),
    ).toEqual([
      'warning Unhealthy of Pod shop/web-1, 2 s after it began: Readiness probe failed',
      'warning NodeNotReady of Node worker-1, 0 ms after it began: x',
      'warning Unhealthy of Pod kube-system/coredns-a, 0 ms after it began: y',
    ]);
  });

  it('that are alike are listed once with their number', () => {
    expect(
      near(
        warning(101),
        warning(102, { count: 2 }),
        warning(104, { count: 4 }),
        warning(103, { object: 'Pod/web-2' }),
      ),
    ).toEqual([
      'warning Unhealthy of Pod shop/web-1 and 1 more, at least 5 times, 1 s after it began: Readiness probe failed',
    ]);
  });

  it('are limited in length and number, and cannot forge a line', () => {
    const text = near(warning(101, { message: `a\n\u001b[2Jb ${'x'.repeat(1_000)}` }))[0] ?? '';
    expect(text).toMatch(/: a \[2Jb x+…$/);
    expect(text.length).toBeLessThan(300);
    const many = near(...Array.from({ length: 9 }, (_, i) => warning(101, { message: `m${i}` })));
    expect(many).toHaveLength(7);
    expect(many.at(-1)).toBe('3 further kinds of warnings (journal.ndjson, type event)');
  });

  it('appear in the episode as seen meanwhile, and are no mechanism', () => {
    const extra = [...termination(236.5), warning(236, { namespace: 'rehearse' })];
    const { episodes } = judged({ fresh: failing(236.2, 238, 1, healthy), extra });
    expect(reasonsText(episodes[0]?.meanwhile ?? [])).toContain('warning Unhealthy of Pod rehearse/web-1, ');
  });
});

describe('warnings of a step', () => {
  const drained = [
    at(236, {
      type: 'eviction',
      step: 1,
      namespace: 'rehearse',
      pod: 'web-1',
      uid: 'web-1',
      node: 'worker-1',
      result: 'blocked',
      detail: 'the budget web allows none',
    }),
    warning(236.5, { namespace: 'rehearse' }),
  ];
  const ofSteps = (extra: Parameters<typeof judged>[0]['extra']) =>
    judged({ extra: extra ?? [] }).steps.flatMap((step) => step.warnings.map(reasonText));

  it('are listed if its drain was blocked', () => {
    expect(ofSteps(drained)).toEqual([
      expect.stringMatching(/^drain: warning Unhealthy of Pod rehearse\/web-1, .*: Readiness probe failed$/),
    ]);
  });

  it('are listed if its gate stayed closed', () => {
    const gate = (atS: number, edge: 'begin' | 'end') =>
      at(atS, {
        type: 'intent',
        step: 1,
        repeat: 0,
        node: 'worker-1',
        slot: { pool: 'worker', role: 'worker', ordinal: 0 },
        action: 'gate',
        edge,
        ...(edge === 'end' && { outcome: 'done' as const }),
      });
    const validation = (ok: boolean) =>
      at(272, { type: 'validation', step: 1, ok, inARow: 0, unmet: ok ? [] : ['web has 2 of 3'] });
    const around = [gate(270, 'begin'), gate(275, 'end'), warning(271, { namespace: 'rehearse' })];
    expect(ofSteps([...around, validation(false)])).toEqual([
      'gate: warning Unhealthy of Pod rehearse/web-1, 1 s after it began: Readiness probe failed',
    ]);
    expect(ofSteps([...around, validation(true)])).toEqual([]);
  });

  it('are not listed for a step without delays', () => {
    expect(ofSteps(drained.slice(1))).toEqual([]);
  });
});
