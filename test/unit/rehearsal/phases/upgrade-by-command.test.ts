import { describe, expect, it } from 'vitest';
import { pause } from '../../../../harness/async/pause.ts';
import type { Cluster, RollEvent, RollOptions } from '../../../../harness/clusters/cluster.ts';
import { RehearsalError } from '../../../../harness/errors.ts';
import { type Clock, clockFrom } from '../../../../harness/journal/clock.ts';
import type { JournalEntry, JournalRecord } from '../../../../harness/journal/records.ts';
import type { Kube } from '../../../../harness/kube/connect.ts';
import { newInterruption } from '../../../../harness/rehearsal/interruption.ts';
import { upgradeByCommand } from '../../../../harness/rehearsal/phases/upgrade-by-command.ts';
import type { Run } from '../../../../harness/rehearsal/run.ts';
import { TimelineFold } from '../../../../harness/timeline/timeline.ts';
import { podState, scenario } from '../../../support/judge/simulated-run.ts';
import { silentView } from '../../../support/rehearsal/silent-view.ts';
import {
  command as commandRecord,
  line,
  machine,
  record,
  setup,
  shown,
} from '../../../support/timeline/command-roll.ts';

const ofKops = { ...scenario, cluster: { ...scenario.cluster, provider: 'kops' as const } };
const command = ['kops', 'rolling-update', 'cluster', '--yes'];
const about = { node: 'i-1', instance: 'i-1', pool: 'nodes' };
const events: readonly RollEvent[] = [
  { type: 'roll-command', command, edge: 'begin' },
  { type: 'roll-line', command: 'kops', what: 'draining', ...about, text: 'Draining the node: "i-1".' },
  { type: 'roll-line', command: 'kops', what: null, ...about, text: 'some words' },
  { type: 'roll-command', command, edge: 'end', exitCode: 0, outcome: 'done' },
];
const nodes = [machine(0, 'control-plane-a', 'control-plane'), machine(0), machine(1)];
const budget = {
  metadata: { name: 'web' },
  spec: { selector: { matchLabels: { app: 'web' } } },
  status: { disruptionsAllowed: 0, currentHealthy: 3, desiredHealthy: 3, expectedPods: 3 },
};
const kube = {
  core: {
    listNode: async () => ({ items: [] }),
    listNamespacedPod: async () => ({ items: [] }),
    readNamespacedPod: async () => ({ metadata: { labels: { app: 'web' } } }),
  },
  policy: { listNamespacedPodDisruptionBudget: async () => ({ items: [budget] }) },
} as unknown as Kube;

async function upgrade(
  roll: NonNullable<Cluster['roll']>,
  validate: () => Promise<readonly string[]> = async () => [],
  explain: () => Promise<readonly { words: string; final: boolean }[]> = async () => [],
  seen: readonly JournalRecord[] = [],
  policy = scenario.upgrade,
  clock: Pick<Clock, 'nowUs'> = clockFrom(),
) {
  const journaled: JournalEntry[] = [];
  const view = silentView();
  const timeline = new TimelineFold();
  for (const record of seen) timeline.add(record);
  const run = {
    ...{ scenario: { ...ofKops, upgrade: policy }, view, clock },
    ...{ timeline, interruption: newInterruption() },
    journal: { append: (entry: JournalEntry) => journaled.push(entry) },
  } as unknown as Run;
  const prepared = { cluster: { roll, nodes } as unknown as Cluster, kube, expectedImages: [] };
  const error = await upgradeByCommand(run, prepared, { validate, explain }).catch(
    (thrown: unknown) => thrown,
  );
  return { journaled, told: view.lines, error };
}

describe('an upgrade by a command', () => {
  it('is journaled as it comes, then waits for the cluster, then takes the inventory', async () => {
    const { journaled, told } = await upgrade(async function* () {
      yield* events;
    });
    expect(journaled.slice(0, 4)).toEqual(events);
    expect(journaled.slice(4)).toMatchObject([
      { type: 'validation', ok: true },
      { type: 'inventory', when: 'after', version: scenario.cluster.to, expected: [] },
    ]);
    expect(told).toEqual([
      'kops rolling-update cluster --yes',
      'kops: Draining the node: "i-1".',
      'waiting until the API shows the new nodes alone',
    ]);
  });

  it('is told what to do by the scenario', async () => {
    const asked: unknown[] = [];
    await upgrade(async function* (options) {
      asked.push(options);
      yield* events;
    });
    const { upgrade: policy, cluster } = scenario;
    expect(asked).toEqual([{ upgrade: policy, to: cluster.to, direction: 'forward', endAfter: null }]);
  });

  it.each([
    [0.01, 1],
    [0.5, 2],
    [0.34, 2],
    [1, 3],
  ])('that is to be ended at %d of three nodes goes back after %d of them', async (atShare, endAfter) => {
    const policy = { ...scenario.upgrade, abort: { atShare, holdMs: 10 } };
    const asked: RollOptions[] = [];
    const roll: NonNullable<Cluster['roll']> = async function* (options) {
      asked.push(options);
      yield* events;
    };
    const { journaled, told } = await upgrade(roll, undefined, undefined, [], policy);
    const { from, to } = scenario.cluster;
    expect(asked).toEqual([
      { upgrade: policy, to, direction: 'forward', endAfter },
      { upgrade: policy, to: from, direction: 'back', endAfter: null },
    ]);
    const others = journaled.filter(({ type }) => !type.startsWith('roll-line') && type !== 'roll-command');
    expect(others).toMatchObject([
      { type: 'roll-stop', upgraded: endAfter, nodes: 3 },
      { type: 'way-back', to: from },
      { type: 'validation' },
      { type: 'inventory', when: 'after', version: from },
    ]);
    expect(told).toContain(`the roll was ended after ${endAfter} of 3 nodes`);
  });

  it('does not go back where the roll failed before it was to be ended', async () => {
    const policy = { ...scenario.upgrade, abort: { atShare: 0.5, holdMs: 10 } };
    let rolls = 0;
    const roll: NonNullable<Cluster['roll']> = async function* () {
      rolls += 1;
      yield* events.slice(0, 2);
      throw new RehearsalError('drain-timed-out', 'a budget holds web-1');
    };
    const { journaled, error } = await upgrade(roll, undefined, undefined, [], policy);
    expect(error).toMatchObject({ code: 'drain-timed-out' });
    expect(rolls).toBe(1);
    expect(journaled.map(({ type }) => type)).not.toContain('roll-stop');
  });

  it('leaves what the cluster still misses to the judge', async () => {
    const { journaled, error } = await upgrade(
      async function* () {
        yield* events;
      },
      async () => ['node i-1 is not Ready'],
      async () => [{ words: 'it never will be', final: true }],
    );
    expect(error).toBeUndefined();
    expect(journaled.slice(5)).toMatchObject([
      { type: 'note', message: expect.stringContaining('it never will be') },
      { type: 'inventory', when: 'after' },
    ]);
  });

  it('takes no inventory of one that failed', async () => {
    const { journaled, error } = await upgrade(async function* () {
      yield* events.slice(0, 2);
      throw new RehearsalError('drain-timed-out', 'a budget holds web-1');
    });
    expect(error).toMatchObject({ code: 'drain-timed-out' });
    expect(journaled.at(-1)).toEqual({ type: 'roll-command', command, edge: 'end', outcome: 'failed' });
  });

  it('that failed names what its command left on the nodes, with the commands that undo it', async () => {
    const node = machine(0);
    const marked = { scheduledForUpdate: true as const, unschedulable: true };
    const seen = [...setup([node]), commandRecord(10, 'begin'), shown(11, node, marked)];
    const { error } = await upgrade(
      async function* () {
        yield* events.slice(0, 2);
        throw new RehearsalError('drain-timed-out', 'a budget holds web-1');
      },
      undefined,
      undefined,
      seen,
    );
    expect(error).toMatchObject({ code: 'drain-timed-out' });
    expect((error as Error).message.split('\n')).toEqual([
      'a budget holds web-1',
      `The command left behind: ${node.name} is cordoned, tainted kops.k8s.io/scheduled-for-update. To undo it: kubectl uncordon ${node.name}; kubectl taint node ${node.name} kops.k8s.io/scheduled-for-update-.`,
    ]);
  });

  it('explains while it goes on why the command can not evict a pod', async () => {
    const node = machine(0);
    const pod = podState({ namespace: 'app', name: 'web-1', node: node.name });
    const why = 'error when evicting pods/"web-1" -n "app" (will retry after 5s): Cannot evict pod';
    const seen = [
      ...setup([node]),
      record(6, { type: 'pod', change: 'added', pod }),
      commandRecord(10, 'begin'),
      line(11, 'draining', node),
      shown(11.1, node, { unschedulable: true }),
      { ...line(12, null), text: why } as JournalRecord,
    ];
    const { journaled, told } = await upgrade(
      async function* (_options, signal) {
        yield* events.slice(0, 2);
        await pause(20, signal);
        throw new RehearsalError('drain-timed-out', 'a budget holds web-1');
      },
      undefined,
      undefined,
      seen,
      undefined,
      { nowUs: () => 20_000_000 },
    );
    expect(journaled.find(({ type }) => type === 'eviction-held')).toMatchObject({
      ...{ pod: 'web-1', node: node.name, sinceUs: 12_000_000 },
      budgets: [{ name: 'web', allowed: 0, healthy: 3, desired: 3, expected: 3 }],
    });
    expect(told.join('\n')).toContain('budget app/web allows 0 disruptions now');
  });
});
