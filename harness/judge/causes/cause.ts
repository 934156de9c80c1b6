import type { Reason } from '../../reasons/reason.ts';
import type { MechanismName } from '../answer/summary.ts';

/** The mechanism of an episode. */
export interface Cause {
  readonly mechanism: MechanismName;
  /** What shows the mechanism; where it is unknown, what can't be known without the pods' names, or nothing. */
  readonly evidence: readonly Reason[];
  readonly lagMs: number | null;
  /** Whether the evidence shows it. False where it is unknown or only likely: then nothing is recommended. */
  readonly shown: boolean;
}
