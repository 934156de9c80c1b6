import { describe, expect, it } from 'vitest';
import { allowedProcessors, onProcessors, parseAllowed, pinSelf } from '../../../harness/command/affinity.ts';
import { createCommands } from '../../../harness/command/commands.ts';
import { offLinux } from '../../support/off-linux.ts';

describe('the processors of a process', () => {
  it('are read from its status', () => {
    const status = 'Name:\tnode\nCpus_allowed:\tb\nCpus_allowed_list:\t0-1,3\nMems_allowed_list:\t0\n';
    expect(parseAllowed(status)).toEqual([0, 1, 3]);
    expect(parseAllowed('Name:\tnode\n')).toBeNull();
  });

  it('are named before the program that is pinned to them', () => {
    expect(onProcessors([0, 1, 3])).toEqual(['taskset', '-c', '0-1,3']);
  });

  it.skipIf(offLinux())(
    'are reduced while it is pinned, for its children too, and restored afterwards',
    async () => {
      const commands = createCommands();
      const before = allowedProcessors();
      const one = before.slice(-1);
      {
        await using _pinned = await pinSelf(commands, one);
        expect(allowedProcessors()).toEqual(one);
        const { stdout } = await commands.run('cat', ['/proc/self/status']);
        expect(parseAllowed(stdout)).toEqual(one);
      }
      expect(allowedProcessors()).toEqual(before);
    },
  );
});
