import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Leftover, Provider } from '../../../harness/clusters/cluster.ts';
import { createCommands } from '../../../harness/command/commands.ts';
import { type ProcessId, processId } from '../../../harness/command/process-id.ts';
import { clean } from '../../../harness/rehearsal/clean.ts';
import { createPrivateFolder, type PrivateFolder } from '../../../harness/rehearsal/private-folder.ts';
import { providerTraits } from '../../../harness/scenario/providers/table.ts';
import { startChild, withGrandchild } from '../../support/rehearsal/child.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** A provider whose leftovers are names in memory, as `RUN/NAME`; those named `cluster` are clusters. */
function providerWith(...names: string[]) {
  const left = new Set(names);
  const asked: (string | null)[] = [];
  const provider: Provider = {
    traits: providerTraits.kind,
    checkObjects: (objects) => ({ objects, issues: [], warnings: [] }),
    check: () => Promise.reject(new Error('clean checks nothing')),
    prepareImages: () => Promise.reject(new Error('clean prepares nothing')),
    create: () => Promise.reject(new Error('clean creates nothing')),
    async leftovers(_, runId) {
      asked.push(runId);
      const all = [...left].map((name): Leftover => {
        const [run = '', own = ''] = name.split('/');
        return {
          runId: run,
          kind: own === 'cluster' ? 'cluster' : 'container',
          name: own,
          async remove() {
            left.delete(name);
          },
        };
      });
      return all.filter((one) => runId === null || one.runId === runId);
    },
  };
  return { provider, left, asked };
}

/** A process that has ended. */
async function deadPid(): Promise<number> {
  const child = await startChild();
  await child.end();
  return child.pid;
}

/** The private folder of a run whose harness was killed; its process id was `pid` while it ran. */
async function killedRun(stateFolder: string, runId: string): Promise<PrivateFolder> {
  const run = { runId, provider: 'kind', runDirectory: `reports/${runId}`, startedAt: 'then' } as const;
  return createPrivateFolder(stateFolder, run, await deadPid());
}

function runningRun(stateFolder: string, runId: string): PrivateFolder {
  const run = { runId, provider: 'kind', runDirectory: `reports/${runId}`, startedAt: 'now' } as const;
  return createPrivateFolder(stateFolder, run, process.pid);
}

function cleaning(stateFolder: string, provider: Provider, only: string | null = null) {
  const { signal } = new AbortController();
  const none = providerWith().provider;
  const providers = { kind: provider, embedded: none, kops: none };
  return Array.fromAsync(clean({ stateFolder, providers, commands: createCommands(), only, signal }));
}

describe.concurrent('clean', () => {
  it('finds nothing if nothing is left', async () => {
    using folder = tempFolder();
    expect(await cleaning(join(folder.path, 'none'), providerWith().provider)).toEqual([]);
  });

  it('removes what a killed run left, with its private folder, and nothing of an active run', async () => {
    using folder = tempFolder();
    const killed = await killedRun(folder.path, 'killed');
    const running = runningRun(folder.path, 'running');
    const { provider, left } = providerWith('killed/worker', 'running/worker', 'killed/door');
    expect(await cleaning(folder.path, provider)).toEqual([
      {
        runId: 'killed',
        action: 'removed',
        removed: ['container worker', 'container door', 'private folder'],
      },
      { runId: 'running', action: 'left-running', removed: [] },
    ]);
    expect([...left]).toEqual(['running/worker']);
    expect([existsSync(killed.path), existsSync(running.path)]).toEqual([false, true]);
  });

  it("deletes no borrowed cluster, although it has the run's label", async () => {
    using folder = tempFolder();
    await killedRun(folder.path, 'killed');
    const { provider, left } = providerWith('killed/cluster', 'killed/door');
    const traits = { ...provider.traits, ownership: 'borrowed' } as const;
    expect(await cleaning(folder.path, { ...provider, traits })).toEqual([
      { runId: 'killed', action: 'removed', removed: ['container door', 'private folder'] },
    ]);
    expect([...left]).toEqual(['killed/cluster']);
  });

  it('leaves an active run alone even when it is named', async () => {
    using folder = tempFolder();
    runningRun(folder.path, 'running');
    const { provider, left } = providerWith('running/worker');
    expect(await cleaning(folder.path, provider, 'running')).toMatchObject([{ action: 'left-running' }]);
    expect([...left]).toEqual(['running/worker']);
  });

  it('leaves a kept run alone unless it is named', async () => {
    using folder = tempFolder();
    const kept = await killedRun(folder.path, 'kept');
    kept.keep();
    const { provider, left } = providerWith('kept/worker');
    expect(await cleaning(folder.path, provider)).toEqual([
      { runId: 'kept', action: 'left-kept', removed: [] },
    ]);
    expect([...left]).toEqual(['kept/worker']);
    expect(await cleaning(folder.path, provider, 'kept')).toMatchObject([
      { runId: 'kept', action: 'removed' },
    ]);
    expect([...left]).toEqual([]);
    expect(existsSync(kept.path)).toBe(false);
  });

  it('removes one killed run when it is named, and no other', async () => {
    using folder = tempFolder();
    await killedRun(folder.path, 'one');
    await killedRun(folder.path, 'other');
    const { provider, left } = providerWith('one/worker', 'other/worker');
    expect(await cleaning(folder.path, provider, 'one')).toMatchObject([{ runId: 'one', action: 'removed' }]);
    expect([...left]).toEqual(['other/worker']);
    expect(readdirSync(join(folder.path, 'runs'))).toEqual(['other']);
  });

  it('lists objects with the label of an unknown run, and removes them only when named', async () => {
    using folder = tempFolder();
    const { provider, left } = providerWith('elsewhere/worker');
    expect(await cleaning(folder.path, provider)).toEqual([
      { runId: 'elsewhere', action: 'left-unknown', removed: [] },
    ]);
    expect([...left]).toEqual(['elsewhere/worker']);
    expect(await cleaning(folder.path, provider, 'elsewhere')).toEqual([
      { runId: 'elsewhere', action: 'removed', removed: ['container worker'] },
    ]);
    expect([...left]).toEqual([]);
  });

  it('finds what appears only after the first check', async () => {
    using folder = tempFolder();
    await killedRun(folder.path, 'killed');
    const { provider, left, asked } = providerWith('killed/control-plane');
    const late: Provider = {
      ...provider,
      async leftovers(commands, runId, signal) {
        const found = await provider.leftovers(commands, runId, signal, null);
        // The engine creates the next container when the first check is over.
        if (asked.length === 1) left.add('killed/worker');
        return found;
      },
    };
    expect(await cleaning(folder.path, late)).toMatchObject([
      { removed: ['container control-plane', 'container worker', 'private folder'] },
    ]);
    expect([...left]).toEqual([]);
  });

  it('continues after a run that could not be removed, and keeps its private folder for another attempt', async () => {
    using folder = tempFolder();
    const [stuck, free] = [await killedRun(folder.path, 'a-stuck'), await killedRun(folder.path, 'b-free')];
    const { provider, left } = providerWith('a-stuck/door', 'a-stuck/worker', 'b-free/worker');
    const busy: Provider = {
      ...provider,
      leftovers: async (...args) =>
        (await provider.leftovers(...args)).map((one) =>
          one.runId === 'a-stuck' && one.name === 'worker'
            ? { ...one, remove: () => Promise.reject(new Error('device is busy')) }
            : one,
        ),
    };
    expect(await cleaning(folder.path, busy)).toEqual([
      { runId: 'a-stuck', action: 'failed', removed: ['container door'], message: 'device is busy' },
      { runId: 'b-free', action: 'removed', removed: ['container worker', 'private folder'] },
    ]);
    expect([...left]).toEqual(['a-stuck/worker']);
    expect([existsSync(stuck.path), existsSync(free.path)]).toEqual([true, false]);
  });

  it('ends what a killed run still had running, with everything that it had started, before it searches for leftovers', async () => {
    using folder = tempFolder();
    const killed = await killedRun(folder.path, 'killed');
    await using child = await startChild(withGrandchild);
    killed.noteChild({ edge: 'begin', process: child.id, command: ['kind', 'create', 'cluster'] });
    const [pid, grandchild] = child.said as [number, number];
    const { provider } = providerWith();
    let runningAtFirstLook: (ProcessId | null)[] | undefined;
    const watching: Provider = {
      ...provider,
      leftovers(...args) {
        runningAtFirstLook ??= [processId(pid), processId(grandchild)];
        return provider.leftovers(...args);
      },
    };
    expect(processId(grandchild)).not.toBeNull();
    expect(await cleaning(folder.path, watching)).toEqual([
      { runId: 'killed', action: 'removed', removed: [`process ${pid}`, 'private folder'] },
    ]);
    expect(runningAtFirstLook).toEqual([null, null]);
    await child.exited;
  });

  it.runIf(process.platform === 'linux')(
    'ends what an ended child left running in its process group',
    async () => {
      using folder = tempFolder();
      const killed = await killedRun(folder.path, 'killed');
      const child = await startChild(withGrandchild);
      killed.noteChild({ edge: 'begin', process: child.id, command: ['kind', 'create', 'cluster'] });
      const [pid, grandchild] = child.said as [number, number];
      await child.end();
      expect(processId(grandchild)).not.toBeNull();
      expect(await cleaning(folder.path, providerWith().provider)).toMatchObject([
        { removed: [`process ${pid}`, 'private folder'] },
      ]);
      expect(processId(grandchild)).toBeNull();
    },
  );

  it('ends no process that only has the id of one that a killed run had running', async () => {
    using folder = tempFolder();
    const killed = await killedRun(folder.path, 'killed');
    await using other = await startChild();
    const earlier = { pid: other.pid, started: '1' };
    killed.noteChild({ edge: 'begin', process: earlier, command: ['kind', 'create', 'cluster'] });
    expect(await cleaning(folder.path, providerWith().provider)).toMatchObject([
      { removed: ['private folder'] },
    ]);
    expect(processId(other.pid)).toEqual(other.id);
  });

  it('stops at Ctrl-C', async () => {
    using folder = tempFolder();
    await killedRun(folder.path, 'killed');
    const stop = new AbortController();
    const { provider } = providerWith('killed/worker');
    const endless: Provider = {
      ...provider,
      async leftovers(...args) {
        stop.abort(new Error('interrupted'));
        return await provider.leftovers(...args);
      },
    };
    const cleaned = clean({
      stateFolder: folder.path,
      providers: { kind: endless, embedded: provider, kops: provider },
      commands: createCommands(),
      only: null,
      signal: stop.signal,
    });
    await expect(Array.fromAsync(cleaned)).rejects.toThrow('interrupted');
  });
});
