import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { NodeMaintenance } from '../../../harness/clusters/cluster.ts';
import { RehearsalError } from '../../../harness/errors.ts';
import type { RollStep } from '../../../harness/plan/plan.ts';
import type { NodeRef } from '../../../harness/scenario/scenario.ts';
import { createRoller, type RollerDeps } from '../../../harness/upgrade/create-roller.ts';
import { answer } from '../../support/kube/fake-api.ts';
import { drainPolicy } from '../../support/upgrade/drain-policy.ts';
import {
  budgetBlocks,
  inPlaceOps,
  nodes,
  recordRoll,
  smallCluster,
  worker,
  worker2,
} from '../../support/upgrade/small-cluster.ts';

const never = new AbortController().signal;
const names = (refs: readonly NodeRef[]) => refs.map(({ name }) => name).join(' ');

/** Each worker leaves and is followed by a new one. */
const replaced: readonly RollStep[] = [worker, worker2].map((node) => ({
  node,
  intervalMs: 1,
  replacement: { ahead: [], refill: true },
}));
/** One new worker comes first, in the place of the last. */
const surged: readonly RollStep[] = [
  { node: worker, intervalMs: 1, replacement: { ahead: [worker2.slot], refill: true } },
  { node: worker2, intervalMs: 1, replacement: { ahead: [], refill: false } },
];

/**
 * The small cluster with machines that join and leave at once, and a record of every action on them, in
 * order.
 */
async function replaceable(
  changes: { drainTimeoutMs?: number; postDrainDelayMs?: number; readyWithinMs?: number } = {},
) {
  const cluster = await smallCluster();
  onTestFinished(() => cluster.api[Symbol.asyncDispose]());
  const { api, append, clock, putNode } = cluster;
  const actions: string[] = [];
  let made = 0;
  const isCordoned = (name: string) =>
    api
      .stored(nodes)
      .some(
        ({ metadata, spec }) =>
          metadata.name === name && (spec as { unschedulable?: boolean }).unschedulable === true,
      );
  const machines: Required<Pick<NodeMaintenance, 'provision' | 'retire'>> = {
    provision: async (slot, to) => {
      made += 1;
      const name = `new${made}`;
      putNode(name, to);
      actions.push(`provision ${name} in ${slot.pool} ${slot.ordinal}`);
      return { uid: `u${made}`, name, slot };
    },
    retire: async ({ name }) => {
      actions.push(`retire ${isCordoned(name) ? 'cordoned ' : ''}${name}`);
      api.remove(nodes, name);
    },
  };
  const deps: RollerDeps = {
    ops: { ...inPlaceOps({ upgradeKubelet: async ({ name }, to) => putNode(name, to) }), ...machines },
    kube: api.kube,
    validate: async () => [],
    validateAddons: async () => [],
    append,
    clock,
    onNodes: async (refs) => void actions.push(`backends ${names(refs)}`),
    ...(changes.readyWithinMs === undefined ? {} : { readyWithinMs: changes.readyWithinMs }),
  };
  const scenario = {
    cluster: { from: '1.33.13' },
    upgrade: {
      none: false,
      controlPlane: { addons: { validations: 1, everyMs: 5, timeoutMs: 1_000 } },
      drain: {
        ...drainPolicy({ timeoutMs: changes.drainTimeoutMs ?? 1_000 }),
        postDrainDelayMs: changes.postDrainDelayMs ?? 0,
      },
      gate: { validations: 1, everyMs: 5, timeoutMs: 1_000 },
    },
  } as Parameters<typeof createRoller>[0];
  const roll = (
    steps: readonly RollStep[],
    ops: Partial<NodeMaintenance> = {},
    rest: Partial<RollerDeps> & { readonly signal?: AbortSignal } = {},
  ) =>
    recordRoll(
      createRoller(scenario, { ...deps, ...rest, ops: { ...deps.ops, ...ops } }).roll(
        { to: '1.34.4', steps },
        rest.signal ?? never,
      ),
    );
  return { ...cluster, machines, actions, isCordoned, roll };
}

const said = (step: number, ...actions: string[]) => [
  `${step} step begin`,
  ...actions.flatMap((action) => [`${step} ${action} begin`, `${step} ${action} end done`]),
  `${step} step end done`,
  ...['interval', 'gate'].flatMap((action) => [`${step} ${action} begin`, `${step} ${action} end done`]),
];
const leaving = ['cordon', 'drain', 'retire'];
const coming = ['provision', 'await-version'];

describe('a replaced node', () => {
  test('is cordoned, loses its requests, is drained and removed before its successor joins', async () => {
    const { roll, actions, putPod, api } = await replaceable();
    putPod('web');
    const { said: reported, intents, thrown } = await roll(replaced);
    expect(thrown).toBeUndefined();
    expect(reported).toEqual([...said(0, ...leaving, ...coming), ...said(1, ...leaving, ...coming)]);
    expect(actions).toEqual([
      'backends worker2',
      'retire cordoned worker',
      'provision new1 in workers 0',
      'backends worker2 new1',
      'backends new1',
      'retire cordoned worker2',
      'provision new2 in workers 1',
      'backends new1 new2',
    ]);
    const ends = intents.filter(({ provisioned }) => provisioned !== undefined);
    expect(ends).toMatchObject([
      {
        action: 'provision',
        node: 'worker',
        provisioned: { uid: 'u1', name: 'new1', slot: worker.slot },
        detail: 'new1 in slot 0 of pool workers',
      },
      { action: 'provision', node: 'worker2', provisioned: { name: 'new2', slot: worker2.slot } },
    ]);
    expect(names(api.stored(nodes).map(({ metadata }) => metadata as unknown as NodeRef))).toBe('new1 new2');
    const eviction = api.requests.findIndex((request) => request.includes('/eviction'));
    expect(eviction).toBeGreaterThan(api.requests.findIndex((request) => request.startsWith('PATCH')));
  });

  test('runs on after its drain for as long as the delay says', async () => {
    const { roll } = await replaceable({ postDrainDelayMs: 40 });
    const { said: reported, intents, thrown } = await roll(replaced.slice(0, 1));
    expect(thrown).toBeUndefined();
    expect(reported).toEqual(said(0, 'cordon', 'drain', 'post-drain-delay', 'retire', ...coming));
    expect(intents.find(({ action }) => action === 'post-drain-delay')).toMatchObject({ node: 'worker' });
  });

  test('ends its delay with the signal, and stays', async () => {
    const { roll, actions } = await replaceable({ postDrainDelayMs: 3_600_000 });
    const stop = new AbortController();
    const rolling = roll(replaced, {}, { signal: stop.signal });
    await vi.waitUntil(() => actions.length > 0, { timeout: 10_000 });
    stop.abort(new Error('stop'));
    const { thrown } = await rolling;
    expect(thrown).toEqual(new Error('stop'));
    expect(actions).toEqual(['backends worker2']);
  });

  test('has left the backends before its first eviction', async () => {
    const { roll, putPod, api } = await replaceable();
    putPod('web');
    const evicted: number[] = [];
    const onNodes = async () =>
      void evicted.push(api.requests.filter((one) => one.includes('/eviction')).length);
    await roll(replaced.slice(0, 1), {}, { onNodes });
    expect(evicted).toEqual([0, 1]);
  });

  test('stays cordoned, and is kept, when its drain is blocked', async () => {
    const { roll, actions, putPod, api, isCordoned } = await replaceable({ drainTimeoutMs: 100 });
    putPod('web');
    budgetBlocks(api, 'web', Array<string>(100).fill('web needs 3'));
    const { said: reported, thrown } = await roll(replaced);
    expect(reported.slice(-2)).toEqual(['0 drain end failed', '0 step end failed']);
    expect(thrown).toMatchObject({ code: 'drain-timed-out', message: expect.stringContaining('worker') });
    expect(isCordoned('worker')).toBe(true);
    expect(actions).toEqual(['backends worker2']);
  });

  test('is named if its machine could not be switched off', async () => {
    const { roll, isCordoned } = await replaceable();
    const retire = () => Promise.reject(new RehearsalError('command-failed', 'it goes on'));
    const { said: reported, thrown } = await roll(replaced, { retire });
    expect(reported.slice(-2)).toEqual(['0 retire end failed', '0 step end failed']);
    expect(thrown).toMatchObject({ code: 'upgrade-failed', message: 'retire of worker failed: it goes on' });
    expect(isCordoned('worker')).toBe(true);
  });

  test('leaves an empty slot that is named if no machine was available', async () => {
    const { roll } = await replaceable();
    const provision = () => Promise.reject(new RehearsalError('command-failed', 'no machine left'));
    const { said: reported, thrown } = await roll(replaced, { provision });
    expect(reported.slice(-2)).toEqual(['0 provision end failed', '0 step end failed']);
    expect(thrown).toMatchObject({
      code: 'upgrade-failed',
      message: 'slot 0 of pool workers has no new node: no machine left',
    });
  });

  test.each([
    ['is never Ready', (name: string) => name, '1.34.4, not Ready'],
    ['never registers', () => 'another', '404 new1 not found'],
  ])('leaves an empty slot that is named if the new node %s', async (_, registers, seen) => {
    const { roll, machines, putNode, actions } = await replaceable({ readyWithinMs: 50 });
    const provision: typeof machines.provision = async (slot, to) => {
      putNode(registers('new1'), to, '2026-01-01T00:00:00Z', 'False');
      return { uid: 'u1', name: 'new1', slot };
    };
    const { said: reported, thrown } = await roll(replaced, { provision });
    expect(reported.slice(-2)).toEqual(['0 await-version end failed', '0 step end failed']);
    expect(thrown).toMatchObject({ code: 'upgrade-failed' });
    expect((thrown as Error).message).toContain('slot 0 of pool workers has no new node: new1');
    expect((thrown as Error).message).toContain(seen);
    expect(actions.at(-1)).toBe('retire cordoned worker');
  });

  test('waits for a new node that registers late', async () => {
    const { roll, machines, putNode, api } = await replaceable();
    let asked = 0;
    api.rules.unshift((request) => {
      if (request.url?.endsWith('/nodes/late') && ++asked === 2) putNode('late', '1.34.4');
      return false;
    });
    const provision: typeof machines.provision = async (slot) => ({ uid: 'u1', name: 'late', slot });
    expect((await roll(replaced.slice(0, 1), { provision })).thrown).toBeUndefined();
    expect(asked).toBe(2);
  });

  test('rethrows errors of a provider or a front door unchanged', async () => {
    const { roll } = await replaceable();
    const lost = new RehearsalError('cluster-lost', 'the cluster process has ended');
    expect((await roll(replaced, { provision: () => Promise.reject(lost) })).thrown).toBe(lost);
    const shut = new Error('the front door is shut');
    const { said: reported, thrown } = await roll(
      replaced.slice(1),
      {},
      { onNodes: () => Promise.reject(shut) },
    );
    expect(thrown).toBe(shut);
    expect(reported.slice(-2)).toEqual(['0 cordon end done', '0 step end failed']);
  });
});

describe('a surge', () => {
  test('brings a new node first, and leaves the last one without a successor', async () => {
    const { roll, actions } = await replaceable();
    const { said: reported, thrown } = await roll(surged);
    expect(thrown).toBeUndefined();
    expect(reported).toEqual([...said(0, ...coming, ...leaving, ...coming), ...said(1, ...leaving)]);
    expect(actions).toEqual([
      'provision new1 in workers 1',
      'backends worker worker2 new1',
      'backends worker2 new1',
      'retire cordoned worker',
      'provision new2 in workers 0',
      'backends worker2 new1 new2',
      'backends new1 new2',
      'retire cordoned worker2',
    ]);
  });

  test('touches no node if the new one never joined', async () => {
    const { roll, api, isCordoned } = await replaceable();
    api.rules.unshift((request, response) => {
      if (!request.url?.endsWith('/nodes/new1')) return false;
      answer(response, 400, { kind: 'Status', message: 'no such thing' });
      return true;
    });
    const { thrown } = await roll(surged);
    expect(thrown).toMatchObject({
      code: 'upgrade-failed',
      message: 'slot 1 of pool workers has no new node: 400 no such thing',
    });
    expect(isCordoned('worker')).toBe(false);
  });
});

describe('nodes side by side', () => {
  const sideBySide = (steps: readonly RollStep[]) =>
    steps.map((step, index): RollStep => (index === 0 ? step : { ...step, withPrevious: true }));

  test('are drained while the others are, and share one interval and one gate', async () => {
    const { roll, machines, putPod } = await replaceable();
    putPod('web');
    putPod('web2', { node: 'worker2' });
    const both = Promise.withResolvers<void>();
    const retiring = new Set<string>();
    // Neither machine ends before both steps have come this far: one after the other they would wait for ever.
    const retire: typeof machines.retire = async (node, signal) => {
      retiring.add(node.name);
      if (retiring.size === 2) both.resolve();
      await both.promise;
      await machines.retire(node, signal);
    };
    const { said: reported, intents, thrown } = await roll(sideBySide(replaced), { retire });
    expect(thrown).toBeUndefined();
    for (const step of [0, 1])
      expect(reported.filter((one) => one.startsWith(`${step} `))).toEqual(
        step === 1 ? said(1, ...leaving, ...coming) : said(0, ...leaving, ...coming).slice(0, -4),
      );
    expect(reported.slice(-4)).toEqual(said(1).slice(-4));
    expect(new Set(intents.map(({ group }) => group))).toEqual(new Set([0]));
  });

  test('change the nodes that get requests one change after the other', async () => {
    const { roll, actions } = await replaceable();
    let running = 0;
    const onNodes = async (refs: readonly NodeRef[]) => {
      running += 1;
      expect(running).toBe(1);
      await Promise.resolve();
      actions.push(`backends ${names(refs)}`);
      running -= 1;
    };
    const { thrown } = await roll(sideBySide(replaced), {}, { onNodes });
    expect(thrown).toBeUndefined();
    const last = actions.findLast((action) => action.startsWith('backends')) ?? '';
    expect(last.split(' ').toSorted()).toEqual(['backends', 'new1', 'new2']);
  });

  test('go on to their end where one fails, and then the roll ends', async () => {
    const { roll, machines } = await replaceable();
    const retire: typeof machines.retire = (node, signal) =>
      node.name === 'worker'
        ? Promise.reject(new RehearsalError('command-failed', 'it goes on'))
        : machines.retire(node, signal);
    const { said: reported, thrown } = await roll(sideBySide(replaced), { retire });
    expect(thrown).toMatchObject({ code: 'upgrade-failed', message: 'retire of worker failed: it goes on' });
    expect(reported).toContain('0 step end failed');
    expect(reported).toContain('1 step end done');
    expect(reported.filter((one) => one.includes('interval'))).toEqual([]);
  });

  test('are all ended by an abort', async () => {
    const { roll } = await replaceable();
    const ending = new AbortController();
    const retire = () => {
      ending.abort(new RehearsalError('interrupted', 'interrupted by the user'));
      return Promise.reject(ending.signal.reason);
    };
    const { said: reported, thrown } = await roll(
      sideBySide(replaced),
      { retire },
      { signal: ending.signal },
    );
    expect(thrown).toBe(ending.signal.reason);
    expect(reported.filter((one) => one.includes('step end')).toSorted()).toEqual([
      '0 step end aborted',
      '1 step end aborted',
    ]);
  });

  test('bring each its own share of the surge before they leave', async () => {
    const { roll, actions } = await replaceable();
    const steps = sideBySide(
      [worker, worker2].map((node) => ({
        node,
        intervalMs: 1,
        replacement: { ahead: [node.slot], refill: false },
      })),
    );
    const { thrown } = await roll(steps);
    expect(thrown).toBeUndefined();
    for (const position of actions.flatMap((action, index) => (action.startsWith('retire') ? [index] : []))) {
      const before = actions.slice(0, position);
      const came = before.filter((action) => action.startsWith('provision')).length;
      const left = before.filter((action) => action.startsWith('retire')).length;
      expect(came).toBeGreaterThan(left);
    }
  });
});

test('control planes are upgraded in place in the same roll', async () => {
  const { roll, actions } = await replaceable();
  const controlPlane = { ...worker, slot: { ...worker.slot, role: 'control-plane' } } as const;
  const { said: reported, thrown } = await roll([
    { node: controlPlane, intervalMs: 1 },
    ...replaced.slice(1),
  ]);
  expect(thrown).toBeUndefined();
  expect(reported).toEqual([
    ...said(0, 'config', 'addons', 'cordon', 'drain', 'kubelet', 'await-version', 'uncordon'),
    ...said(1, ...leaving, ...coming),
  ]);
  expect(actions).toEqual([
    'backends worker',
    'retire cordoned worker2',
    'provision new1 in workers 1',
    'backends worker new1',
  ]);
});

describe('an aborted replacement', () => {
  test.each(['retire', 'provision'] as const)('ends the current %s as aborted', async (action) => {
    const { roll } = await replaceable();
    const ending = new AbortController();
    const interrupted = () => {
      ending.abort(new RehearsalError('interrupted', 'interrupted by the user'));
      return Promise.reject(ending.signal.reason);
    };
    const { said: reported, thrown } = await roll(
      replaced,
      { [action]: interrupted },
      { signal: ending.signal },
    );
    expect(reported.slice(-2)).toEqual([`0 ${action} end aborted`, '0 step end aborted']);
    expect(thrown).toBe(ending.signal.reason);
  });

  test('fills the slot of the running step if the stop is requested for after it', async () => {
    const { roll, machines, actions } = await replaceable();
    const stopping = new AbortController();
    const retire: typeof machines.retire = async (node, signal) => {
      stopping.abort(new RehearsalError('interrupted', 'interrupted by the user'));
      await machines.retire(node, signal);
    };
    const { said: reported, thrown } = await roll(replaced, { retire }, { stopAfterStep: stopping.signal });
    expect(reported.at(-1)).toBe('0 step end done');
    expect(actions.at(-1)).toBe('backends worker2 new1');
    expect(thrown).toBe(stopping.signal.reason);
  });
});

test('a provider without machines is a fault of the harness, not of the upgrade', async () => {
  const { roll } = await replaceable();
  const { thrown } = await roll(replaced, { provision: undefined } as unknown as Partial<NodeMaintenance>);
  expect(thrown).toMatchObject({ code: 'harness-failed' });
});
