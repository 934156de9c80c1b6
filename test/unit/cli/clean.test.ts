import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { cleanCommand } from '../../../harness/cli/clean.ts';
import { RehearsalError } from '../../../harness/errors.ts';
import { memoryContext } from '../../support/cli/memory-context.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const leftovers = vi.hoisted(() => vi.fn());
vi.mock('../../../harness/clusters/providers.ts', () => ({ providers: { kind: { leftovers } } }));

/** Cleans the directory in which these runs were killed. */
async function cleaning(...runs: readonly string[]) {
  using folder = tempFolder();
  for (const run of runs) mkdirSync(join(folder.path, 'runs', run), { recursive: true });
  const context = memoryContext([], { stateFolder: folder.path });
  return { exitCode: await cleanCommand(context, undefined), out: context.out() };
}

describe('rehearse clean', () => {
  it('reports that there is nothing to do', async () => {
    leftovers.mockResolvedValue([]);
    expect(await cleaning()).toEqual({ exitCode: 0, out: 'nothing to clean\n' });
  });

  it('names the provider that could not be asked, without failing', async () => {
    leftovers.mockRejectedValue(new RehearsalError('docker-missing', 'there is no docker'));
    expect(await cleaning()).toEqual({
      exitCode: 0,
      out: "kind: can't list what is left: there is no docker\nnothing to clean elsewhere\n",
    });
  });

  it('reports every run, and exits with 1 if one could not be removed', async () => {
    leftovers.mockImplementation(async (_, run) => {
      if (run === 'a') throw new Error('device\nis busy');
      return [];
    });
    expect(await cleaning('a', 'b')).toEqual({
      exitCode: 1,
      out: 'a: could not be removed: device is busy (removed before that: nothing)\nb: removed private folder\n',
    });
  });
});
