import { expect, test } from 'vitest';
import { createCommands } from '../../../../harness/command/commands.ts';
import type { JournalEntry } from '../../../../harness/journal/records.ts';
import { createMoment, type Moment } from '../../../../harness/plan/moments.ts';
import type { Hook } from '../../../../harness/scenario/hooks/hook.ts';
import { createRunHooks } from '../../../../harness/upgrade/hooks/run-hooks.ts';

const never = new AbortController().signal;
const ofWorker: Moment = { when: 'before', at: 'node', of: 'worker-1', names: ['worker', 'search'] };

function hook(name: string, script: string, changes: Partial<Hook> = {}): Hook {
  return {
    ...{ name, when: 'before', at: 'node', of: null, onFailure: 'fail' },
    does: {
      kind: 'call',
      call: {
        ...{ kind: 'command', command: [process.execPath, '-e', script] },
        ...{ exitCode: 0, json: null, timeoutMs: 20_000 },
      },
    },
    ...changes,
  };
}

function runnable(...hooks: readonly Hook[]) {
  const journal: JournalEntry[] = [];
  const lines: string[] = [];
  const run = createRunHooks({
    hooks,
    means: {
      ...{ commands: createCommands(), env: { KUBECONFIG: '/private' }, headers: () => ({}) },
      apply: async (hook, withinMs) => ({ ok: false, words: `${hook} not ready within ${withinMs}` }),
    },
    append: (entry) => void journal.push(entry),
    say: (line) => void lines.push(line),
  });
  const names = () =>
    journal.flatMap((entry) => (entry.type === 'hook' ? [`${entry.name} ${entry.edge}`] : []));
  return { run, journal, lines, names };
}

test('journals a hook before and after it, and tells its command where it runs', async () => {
  const script = `
    const { REHEARSE_HOOK, REHEARSE_WHEN, REHEARSE_AT, REHEARSE_OF, KUBECONFIG } = process.env;
    const place = [REHEARSE_HOOK, REHEARSE_WHEN, REHEARSE_AT, REHEARSE_OF, KUBECONFIG].join(' ');
    process.exit(place === 'commit before node worker-1 /private' ? 0 : 1);`;
  const { run, journal, lines } = runnable(hook('commit', script));
  await run(ofWorker, 2, never);
  const place = { type: 'hook', name: 'commit', when: 'before', at: 'node', of: 'worker-1', step: 2 };
  expect(journal).toEqual([
    { ...place, edge: 'begin' },
    { ...place, edge: 'end', outcome: 'done', detail: 'exit code 0' },
  ]);
  expect(lines).toEqual(['hook commit before worker-1']);
});

test('runs the hooks of a moment alone, in their order', async () => {
  const { run, names } = runnable(
    hook('second side', '', { when: 'after' }),
    hook('each node', ''),
    hook('search nodes', '', { of: 'search' }),
    hook('workers', '', { of: 'worker' }),
    hook('web nodes', '', { of: 'web' }),
    hook('pool', '', { at: 'pool' }),
  );
  await run(ofWorker, 0, never);
  const ran = ['each node', 'search nodes', 'workers'];
  expect(names()).toEqual(ran.flatMap((name) => [`${name} begin`, `${name} end`]));
});

test('ends the roll after a hook that failed, and begins no further one', async () => {
  const { run, journal, names } = runnable(hook('commit', 'process.exit(4)'), hook('pause indexers', ''));
  await expect(run(ofWorker, 0, never)).rejects.toMatchObject({
    code: 'hook-failed',
    exitCode: 20,
    message: 'hook commit before worker-1 failed: exit code 4 instead of 0',
  });
  expect(journal.at(-1)).toMatchObject({ outcome: 'failed', detail: 'exit code 4 instead of 0' });
  expect(names()).toEqual(['commit begin', 'commit end']);
});

test('continues after a hook that may fail', async () => {
  const { run, lines, names } = runnable(
    hook('commit', 'process.exit(4)', { onFailure: 'continue' }),
    hook('pause indexers', ''),
  );
  await run(ofWorker, 0, never);
  expect(names()).toEqual(['commit begin', 'commit end', 'pause indexers begin', 'pause indexers end']);
  expect(lines).toContain(
    'hook commit before worker-1 failed, and the roll continues: exit code 4 instead of 0',
  );
});

test('applies manifests, and fails if they are not ready', async () => {
  const { run } = runnable(hook('index', '', { does: { kind: 'apply', manifests: [], withinMs: 7 } }));
  await expect(run(ofWorker, 0, never)).rejects.toMatchObject({
    message: 'hook index before worker-1 failed: index not ready within 7',
  });
});

test('pauses', async () => {
  const { run, journal } = runnable(
    hook('look', '', { when: 'after', at: 'run', does: { kind: 'pause', forMs: 20 } }),
  );
  await run(createMoment('after', 'run', null), null, never);
  expect(journal.at(-1)).toMatchObject({ of: null, step: null, outcome: 'done', detail: 'paused for 20 ms' });
});

test('ends a pause with the signal, and says so', async () => {
  const ending = new AbortController();
  const { run, journal } = runnable(hook('look', '', { does: { kind: 'pause', forMs: 60_000 } }));
  const running = run(ofWorker, 0, ending.signal);
  ending.abort(new Error('interrupted'));
  await expect(running).rejects.toThrow('interrupted');
  expect(journal.at(-1)).toMatchObject({ edge: 'end', outcome: 'aborted' });
});
