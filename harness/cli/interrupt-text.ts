import type { Rolling } from '../journal/records.ts';

/** What the first Ctrl-C does to a roll. */
const endings: Readonly<Record<Rolling, string>> = {
  nodes: 'the current step may take one more minute',
  command: 'the command that rolls the nodes is ended now',
};

/** What a Ctrl-C does, and what the next one would do; null for the third, which ends the tool. */
export function describeInterrupt(count: number, rolling: Rolling): string | null {
  if (count === 1)
    return `interrupted: ${endings[rolling]}, then report and teardown. Press Ctrl-C again to tear down now.`;
  if (count === 2)
    return 'interrupted again: tearing down now. Press Ctrl-C once more to exit without teardown.';
  return null;
}
