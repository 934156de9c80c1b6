import { describe, expect, it } from 'vitest';
import type { Summary } from '../../../../harness/judge/answer/summary.ts';
import { reasonsText } from '../../../../harness/reasons/reason.ts';
import { listRecordings } from '../../../support/corpus-answers.ts';
import { judgedNameless, named, slice, termination } from '../../../support/judge/mechanism-run.ts';
import { judged, withoutPodNames } from '../../../support/judge/recording.ts';
import { evidenceText } from '../../../support/judge/sentences.ts';
import { type Behaviour, healthy } from '../../../support/judge/simulated-run.ts';

/** What is unknown without the names of pods. */
const missing: ReadonlySet<string> = new Set(['cold-successor']);
/**
 * Mechanisms with recommendations that need pod names in responses. Without names the same mechanism is only
 * likely, and recommends nothing.
 */
const tunedByName: ReadonlySet<string> = new Set(['stops-at-once', 'ready-too-soon']);
const recorded = listRecordings().filter((name) => !missing.has(name));

const causes = ({ verdict, episodes }: Summary) => ({
  verdict,
  mechanisms: episodes.map(({ lane, mechanism }) => `${lane}: ${mechanism.id}`),
});

describe('a service whose responses do not name their pod', () => {
  it.each(recorded)('is judged as one that does: %s', async (name) => {
    const named = causes(await judged(name));
    const nameless = causes(await judged(name, withoutPodNames));
    if (!tunedByName.has(name)) return expect(nameless).toEqual(named);
    expect(named.verdict).toBe('tune');
    expect(nameless).toEqual({ ...named, verdict: 'reject' });
  });

  it('has late responses from an unknown pod', async () => {
    const { verdict, episodes } = await judged('cold-successor', withoutPodNames);
    expect(verdict).toBe('reject');
    const late = episodes.filter((one) => one.step !== null);
    expect(late.length).toBeGreaterThan(0);
    for (const { mechanism, evidence } of late) {
      expect(mechanism.id).toBe('unknown');
      expect(evidence).toHaveLength(1);
      expect(reasonsText(evidence)).toMatch(
        /^pod cold-\S+ first became a ready endpoint at .*; answers do not name their pod, so whether the \d+ late or wrong answers from then on were its own is not known$/,
      );
    }
  });

  it('has kept connections that no node proxy cut, and the evidence says what is not shown', () => {
    const cut: Behaviour = (atS, random) =>
      atS >= 236.2 && atS < 237.6 ? { ms: 1, outcome: 'closed', pod: 1 } : healthy(atS, random);
    const { episodes, recommendations } = judgedNameless({ reused: cut, extra: termination(236.5) });
    expect(episodes).toMatchObject([{ mechanism: { id: 'connection-cut' }, likely: true }]);
    expect(evidenceText({ episodes })).toContain(
      'whether these connections had reached that pod or one that stays is not known',
    );
    // With names a graceful shutdown is recommended, which would be wrong for a pod that stays.
    expect(recommendations).toEqual([]);
  });

  it('loses new connections to a terminating pod or to a new one: which one is unknown', () => {
    // web-1 is a ready endpoint in no slice from 239.5 s on; web-3 is one from 237.9 s on.
    const lost: Behaviour = (atS, random) =>
      atS >= 238 && atS < 240 && random() < 0.5 ? { ms: 1, outcome: 'closed', pod: 0 } : healthy(atS, random);
    const extra = [
      ...termination(239.5, 241).filter((one) => one.atUs < 239_000_000 || one.type === 'pod'),
      slice(237.9, ['web-1', 'web-2', 'web-3']),
      slice(239.5, ['web-2', 'web-3'], ['web-1']),
      ...named,
    ];
    const { episodes } = judgedNameless({ fresh: lost, extra });
    expect(episodes.map((one) => one.mechanism.id)).toEqual(['unknown']);
    expect(evidenceText({ episodes })).toContain(
      'or before reaching pod web-1, which was terminating, is not known',
    );
  });
});
