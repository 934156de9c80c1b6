import { describe, expect, it } from 'vitest';
import type { Cluster, RollEvent } from '../../../harness/clusters/cluster.ts';
import { RehearsalError } from '../../../harness/errors.ts';
import { rollByCommand } from '../../../harness/upgrade/by-command.ts';
import { scenario } from '../../support/judge/simulated-run.ts';

const command = ['kops', 'rolling-update', 'cluster', '--yes'];
const begin: RollEvent = { type: 'roll-command', command, edge: 'begin' };
const end: RollEvent = { type: 'roll-command', command, edge: 'end', exitCode: 0, outcome: 'done' };
const line: RollEvent = {
  ...{ type: 'roll-line', command: 'kops', what: 'draining', node: 'i-1', instance: null, pool: null },
  text: 'Draining the node: "i-1".',
};
const options = { upgrade: scenario.upgrade, to: '1.34.4', direction: 'forward', endAfter: null } as const;

/** A provider whose command does these things, and then throws what it is given. */
function provider(events: readonly RollEvent[], error?: () => unknown): Pick<Cluster, 'roll'> {
  return {
    async *roll() {
      yield* events;
      if (error !== undefined) throw error();
    },
  };
}

async function collect(cluster: Pick<Cluster, 'roll'>, signal = new AbortController().signal) {
  const events: RollEvent[] = [];
  try {
    for await (const event of rollByCommand(cluster, options, signal)) events.push(event);
    return { events, error: null };
  } catch (error) {
    return { events, error };
  }
}

describe('a roll by a command', () => {
  it('passes on what the command does and prints', async () => {
    expect(await collect(provider([begin, line, end]))).toEqual({ events: [begin, line, end], error: null });
  });

  it('is the failure of the upgrade where the command failed', async () => {
    const failed = { ...begin, edge: 'end', exitCode: 1, outcome: 'failed' } as const;
    const thrown = () => new RehearsalError('command-failed', 'kops ended with code 1');
    const { events, error } = await collect(provider([begin, failed], thrown));
    expect(events).toEqual([begin, failed]);
    expect(error).toMatchObject({ code: 'upgrade-failed', message: 'kops ended with code 1' });
  });

  it('keeps the code that the provider gave its failure', async () => {
    const thrown = () => new RehearsalError('drain-timed-out', 'a budget holds web-1');
    expect((await collect(provider([begin, end], thrown))).error).toMatchObject({ code: 'drain-timed-out' });
  });

  it('ends a command that the provider left open', async () => {
    const { events, error } = await collect(provider([begin, line], () => new Error('lost')));
    expect(events.at(-1)).toEqual({ type: 'roll-command', command, edge: 'end', outcome: 'failed' });
    expect(error).toMatchObject({ message: 'lost' });
  });

  it('is aborted with its signal, whatever the provider throws', async () => {
    const abort = new AbortController();
    const cluster = provider([begin, line], () => {
      abort.abort(new RehearsalError('interrupted', 'interrupted by the user'));
      return new RehearsalError('command-failed', 'kops ended with SIGTERM');
    });
    const { events, error } = await collect(cluster, abort.signal);
    expect(events.at(-1)).toEqual({ type: 'roll-command', command, edge: 'end', outcome: 'aborted' });
    expect(error).toMatchObject({ code: 'interrupted' });
  });

  it('can be had of no provider that has none', async () => {
    expect((await collect({})).error).toMatchObject({ code: 'harness-failed' });
  });
});
