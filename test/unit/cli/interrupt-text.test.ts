import { expect, it } from 'vitest';
import { describeInterrupt } from '../../../harness/cli/interrupt-text.ts';

it('says that a step of this tool may go on for a minute, and that a command ends at once', () => {
  expect(describeInterrupt(1, 'nodes')).toMatch(
    /^interrupted: the current step may take one more minute, then/,
  );
  expect(describeInterrupt(1, 'command')).toMatch(
    /^interrupted: the command that rolls the nodes is ended now, then/,
  );
});

it('says what the next Ctrl-C does, until there is none', () => {
  expect(describeInterrupt(2, 'command')).toContain('once more to exit without teardown');
  expect(describeInterrupt(3, 'nodes')).toBeNull();
});
