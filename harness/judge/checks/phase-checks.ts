import { reason } from '../../reasons/reason.ts';
import type { Evidence } from '../evidence.ts';
import { type Check, check } from './check.ts';

/** A wait may end a little early, by the clock that the journal uses. */
const earlyMs = 100;

/** A phase that is recorded as done and was shorter than the scenario's setting showed too little. */
export function phasesAtLength({ timeline, scenario }: Pick<Evidence, 'timeline' | 'scenario'>): Check {
  const { baselineMs, recoveryMs } = scenario.load;
  const asked = { baseline: baselineMs, recovery: recoveryMs } as const;
  const ended = timeline.phases.flatMap(({ phase, fromUs, toUs }) =>
    (phase === 'baseline' || phase === 'recovery') && toUs !== null
      ? [{ phase, tookMs: (toUs - fromUs) / 1000 }]
      : [],
  );
  const faults = ended
    .filter(({ phase, tookMs }) => tookMs < asked[phase] - earlyMs)
    .map(({ phase, tookMs }) => reason('phase-short', { phase, tookMs, askedMs: asked[phase] }));
  return check(
    'phases-at-length',
    false,
    ended.length < Object.keys(asked).length && faults.length === 0 ? null : faults,
    reason('phases-at-length'),
  );
}
