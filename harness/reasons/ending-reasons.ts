import { clock } from '../format/durations.ts';

interface FailedStep {
  readonly node: string;
  readonly action: string;
  /** The roller's record of it; null if there is none. */
  readonly detail: string | null;
}

/** Where the records end; the action and its node are null if none was in progress. */
interface RecordsEnd {
  readonly phase: string;
  readonly lastUs: number;
  readonly action: string | null;
  readonly node: string | null;
}

/** How a run ended early. */
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
