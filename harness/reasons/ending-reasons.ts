import { clock } from '../format/durations.ts';

interface FailedStep {
  readonly node: string;
  readonly action: string;
  /** What the roller noted of it; null where it noted nothing. */
  readonly detail: string | null;
}

/** Where the records end; the action and its node are null where none was under way. */
interface RecordsEnd {
  readonly phase: string;
  readonly lastUs: number;
  readonly action: string | null;
  readonly node: string | null;
}

/** How a run came to an end before its time. */
export const endingReasons = {
  error: ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
  interrupted: () => 'the run was interrupted',
  'step-half-done': ({ node }: { node: string }) => `the step of ${node} is half done`,
  'step-failed': ({ node, action, detail }: FailedStep) =>
    `the ${action} of ${node} failed${detail ? `: ${detail}` : ''}`,
  'no-header': () => 'the journal has no header: nothing was recorded',
  'phase-not-begun': ({ phase, lastUs }: { phase: string; lastUs: number }) =>
    `the run stopped before phase ${phase}; the last record is at ${clock(lastUs)}`,
  'phase-ended': ({ phase, outcome }: { phase: string; outcome: string }) =>
    `phase ${phase} ended as ${outcome}`,
  'records-end': ({ phase, lastUs, action, node }: RecordsEnd) =>
    `the records end in phase ${phase}, at ${clock(lastUs)}${action === null ? '' : `, during the ${action} of ${node}`}: the run was killed, or its machine stopped`,
};
