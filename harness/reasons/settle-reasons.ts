import { duration } from '../format/durations.ts';

interface SinceRelease {
  readonly ms: number;
  readonly release: Release;
}

/** The event from which a step's recovery counts. */
export type Release = 'uncordon' | 'replacement' | 'quarantine';

/** Reasons of `settle.within`. */
export const settleReasons = {
  'node-not-released': () => 'the node was neither uncordoned nor replaced',
  recovered: ({ ms, release }: SinceRelease) => `recovered ${duration(ms)} after the ${release}`,
  'recovered-late': ({ ms, release }: SinceRelease) => `recovered only ${duration(ms)} after the ${release}`,
  'recovered-unseen': ({ earliestMs, latestMs, release }: HiddenRecovery) =>
    `the watches were blind: it recovered between ${duration(earliestMs)} and ${duration(latestMs)} after the ${release}`,
  'recovery-hidden': ({ ms, release }: SinceRelease) =>
    `the watches were blind until the evidence ends: it may have recovered ${duration(ms)} after the ${release} at the earliest`,
  'not-recovered': ({ ms, release }: SinceRelease) =>
    `not recovered ${duration(ms)} after the ${release}, when the evidence ends`,
  'recovery-not-seen': ({ ms, release }: SinceRelease) =>
    `not seen to recover within the ${duration(ms)} that follow the ${release}`,
  'next-step-too-early': ({ unrecovered }: { unrecovered: readonly string[] }) =>
    `when the next step began it had not recovered: ${unrecovered.join('; ')}`,
};

interface HiddenRecovery {
  readonly earliestMs: number;
  readonly latestMs: number;
  readonly release: Release;
}
