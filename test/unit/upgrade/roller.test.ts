import { describe, expect, onTestFinished, test } from 'vitest';
import { RehearsalError } from '../../../harness/errors.ts';
import { type InPlaceOptions, inPlaceRoller } from '../../../harness/upgrade/in-place.ts';
import { noneRoller } from '../../../harness/upgrade/none.ts';
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

const gate = { validations: 1, everyMs: 5, timeoutMs: 1_000 };
const bothSteps = [worker, worker2].map((node) => ({ node, intervalMs: 1 }));
const never = new AbortController().signal;

async function rollable(changes: Partial<InPlaceOptions> = {}) {
  const cluster = await smallCluster();
  onTestFinished(() => cluster.api[Symbol.asyncDispose]());
  const { api, append, clock, putNode } = cluster;
  const isCordoned = (name: string) =>
    (
      api.stored(nodes).find(({ metadata }) => metadata.name === name) as {
        spec?: { unschedulable?: boolean };
      }
    ).spec?.unschedulable === true;
  const cordonedAtKubelet: boolean[] = [];
  const options: InPlaceOptions = {
    ops: inPlaceOps({
      upgradeKubelet: async ({ name }, to) => {
        cordonedAtKubelet.push(isCordoned(name));
        putNode(name, to);
      },
    }),
    kube: api.kube,
    drain: drainPolicy({ timeoutMs: 1_000 }),
    gate,
    from: '1.33.13',
    addons: null,
    validate: async () => [],
    append,
    clock,
    ...changes,
  };
  return { ...cluster, options, isCordoned, cordonedAtKubelet };
}

describe('an upgrade in place', () => {
  test('reports each action before and after it, node by node', async () => {
    const { options, cordonedAtKubelet } = await rollable();
    const { said, intents, thrown } = await recordRoll(
      inPlaceRoller(options).roll({ to: '1.34.4', steps: bothSteps }, never),
    );
    expect(thrown).toBeUndefined();
    const ofStep = (step: number) => [
      `${step} step begin`,
      ...['config', 'cordon', 'drain', 'kubelet', 'await-version', 'uncordon'].flatMap((action) => [
        `${step} ${action} begin`,
        `${step} ${action} end done`,
      ]),
      `${step} step end done`,
      `${step} interval begin`,
      `${step} interval end done`,
      `${step} gate begin`,
      `${step} gate end done`,
    ];
    expect(said).toEqual([...ofStep(0), ...ofStep(1)]);
    expect(intents[0]).toMatchObject({ node: 'worker', repeat: 0, slot: worker.slot });
    expect(cordonedAtKubelet).toEqual([true, true]);
  });

  test('lets a node run on after its drain for as long as the delay says', async () => {
    const { options } = await rollable({
      drain: drainPolicy({ timeoutMs: 1_000, postDrainDelayMs: 20 }),
    });
    const { said } = await recordRoll(inPlaceRoller(options).roll({ to: '1.34.4', steps: bothSteps }, never));
    const drained = said.indexOf('0 drain end done');
    expect(said.slice(drained, drained + 4)).toEqual([
      '0 drain end done',
      '0 post-drain-delay begin',
      '0 post-drain-delay end done',
      '0 kubelet begin',
    ]);
  });

  test('uncordons every node that it has upgraded', async () => {
    const { options, api } = await rollable({
      ops: inPlaceOps({ upgradeKubelet: async ({ name }) => reported(name) }),
    });
    // as a real node does: the report changes its status and not its spec
    function reported(name: string) {
      const node = api.stored(nodes).find(({ metadata }) => metadata.name === name);
      if (node === undefined) throw new Error(`no ${name}`);
      const status = node.status as object;
      api.put(nodes, { ...node, status: { ...status, nodeInfo: { kubeletVersion: 'v1.34.4' } } });
    }
    await recordRoll(inPlaceRoller(options).roll({ to: '1.34.4', steps: bothSteps }, never));
    expect(api.stored(nodes).map(({ spec }) => spec)).toEqual([
      { unschedulable: false },
      { unschedulable: false },
    ]);
  });

  test('leaves the node of a failed kubelet cordoned, names it and starts nothing more', async () => {
    const commandFailed = new RehearsalError('command-failed', 'kubelet ended with code 1');
    const { options, isCordoned } = await rollable({
      ops: inPlaceOps({ upgradeKubelet: () => Promise.reject(commandFailed) }),
    });
    const { said, intents, thrown } = await recordRoll(
      inPlaceRoller(options).roll({ to: '1.34.4', steps: bothSteps }, never),
    );
    expect(said.slice(-3)).toEqual(['0 kubelet begin', '0 kubelet end failed', '0 step end failed']);
    expect(intents.at(-1)?.detail).toContain('kubelet ended with code 1');
    expect(thrown).toMatchObject({ code: 'upgrade-failed', message: expect.stringContaining('worker') });
    expect(isCordoned('worker')).toBe(true);
  });

  test('cordons a node whose config failed', async () => {
    const { options, isCordoned } = await rollable({
      ops: inPlaceOps({
        upgradeConfig: () =>
          Promise.reject(new RehearsalError('command-failed', 'kubeadm ended with code 1')),
      }),
    });
    const { said, thrown } = await recordRoll(
      inPlaceRoller(options).roll({ to: '1.34.4', steps: bothSteps }, never),
    );
    expect(said.slice(2)).toEqual([
      '0 config end failed',
      '0 cordon begin',
      '0 cordon end done',
      '0 step end failed',
    ]);
    expect(thrown).toMatchObject({ code: 'upgrade-failed', message: expect.stringContaining('kubeadm') });
    expect(isCordoned('worker')).toBe(true);
  });

  test('leaves the node of a drain that timed out cordoned', async () => {
    const { options, api, putPod, isCordoned } = await rollable({
      drain: drainPolicy({ timeoutMs: 100 }),
    });
    putPod('web');
    budgetBlocks(api, 'web', Array<string>(100).fill('web needs 3'));
    const { said, thrown } = await recordRoll(
      inPlaceRoller(options).roll({ to: '1.34.4', steps: bothSteps }, never),
    );
    expect(said.slice(-2)).toEqual(['0 drain end failed', '0 step end failed']);
    expect(thrown).toMatchObject({ code: 'drain-timed-out' });
    expect(isCordoned('worker')).toBe(true);
  });

  test("rethrows a provider's errors unchanged", async () => {
    const lost = new RehearsalError('cluster-lost', 'no such container');
    const { options } = await rollable({ ops: inPlaceOps({ upgradeKubelet: () => Promise.reject(lost) }) });
    const { thrown } = await recordRoll(
      inPlaceRoller(options).roll({ to: '1.34.4', steps: bothSteps }, never),
    );
    expect(thrown).toBe(lost);
  });

  test('without a version change skips the config and waits for a kubelet that started after the restart', async () => {
    const { options, putNode, putLease, api } = await rollable();
    putLease('worker', '2026-01-01T00:00:00.000000Z');
    let polled = 0;
    api.rules.unshift((request) => {
      // the new kubelet posts once the roller has checked in vain
      if (request.method === 'GET' && request.url?.endsWith('/leases/worker') && ++polled === 2)
        putLease('worker', '2026-01-01T00:00:10.000000Z');
      return false;
    });
    const ops = inPlaceOps({
      upgradeConfig: () => Promise.reject(new Error('not called')),
      upgradeKubelet: async ({ name }, to) => putNode(name, to, '2026-01-01T00:00:05Z'),
    });
    const { said, thrown } = await recordRoll(
      inPlaceRoller({ ...options, ops, gate: null }).roll(
        { to: '1.33.13', steps: [{ node: worker, intervalMs: 0 }] },
        never,
      ),
    );
    expect(thrown).toBeUndefined();
    expect(said).not.toContain('0 config begin');
    expect(said).toContain('0 await-version end done');
    expect(polled).toBe(2);
  });

  test('waits for an API server that answers with errors before the cordon', async () => {
    const { options, api } = await rollable();
    let errors = 2;
    api.rules.unshift((request, response) => {
      if (request.method !== 'PATCH' || errors-- <= 0) return false;
      answer(response, 503, { kind: 'Status', message: 'not ready' });
      return true;
    });
    const { thrown } = await recordRoll(
      inPlaceRoller(options).roll({ to: '1.34.4', steps: bothSteps.slice(0, 1) }, never),
    );
    expect(thrown).toBeUndefined();
  });
});

describe('the add-ons of kube-system', () => {
  const controlPlane = { ...worker, slot: { ...worker.slot, role: 'control-plane' } } as const;
  const policy = { validations: 2, everyMs: 5, timeoutMs: 1_000 };
  const steps = [
    { node: controlPlane, intervalMs: 0 },
    { node: worker2, intervalMs: 0 },
  ];
  const rolled = async (changes: Partial<InPlaceOptions>, to = '1.34.4') => {
    const cluster = await rollable({ gate: null, ...changes });
    return { ...cluster, ...(await recordRoll(inPlaceRoller(cluster.options).roll({ to, steps }, never))) };
  };
  const actions = (said: readonly string[]) =>
    said.flatMap((line) => /^(\d [\w-]+) begin$/.exec(line)?.[1] ?? []);

  test("are awaited after a control plane's configuration, before its cordon, until several validations in a row hold", async () => {
    const unmet = [['DaemonSet kube-system/kube-proxy: 1 of 3 updated'], [], []];
    const { said, journal, thrown } = await rolled({
      addons: {
        policy,
        validate: async () => unmet.shift() ?? [],
      },
    });
    expect(thrown).toBeUndefined();
    expect(actions(said)).toEqual([
      ...['step', 'config', 'addons', 'cordon', 'drain', 'kubelet', 'await-version', 'uncordon'].map(
        (action) => `0 ${action}`,
      ),
      ...['step', 'config', 'cordon', 'drain', 'kubelet', 'await-version', 'uncordon'].map(
        (action) => `1 ${action}`,
      ),
    ]);
    expect(journal.filter(({ type }) => type === 'validation')).toEqual([
      { type: 'validation', step: 0, ok: false, inARow: 0, unmet: [expect.stringContaining('kube-proxy')] },
      { type: 'validation', step: 0, ok: true, inARow: 1, unmet: [] },
      { type: 'validation', step: 0, ok: true, inARow: 2, unmet: [] },
    ]);
  });

  test('are not awaited if the scenario says so, and without a version change', async () => {
    const never = { policy, validate: () => Promise.reject(new Error('not called')) };
    const order = ['step', 'config', 'cordon', 'drain', 'kubelet', 'await-version', 'uncordon'];
    const without = await rolled({ addons: null });
    expect(actions(without.said)).toEqual([0, 1].flatMap((step) => order.map((one) => `${step} ${one}`)));
    const putting = await rollable();
    let beats = 0;
    const ops = inPlaceOps({
      upgradeKubelet: async ({ name }, to) => {
        beats += 1;
        putting.putNode(name, to, `2026-01-01T00:00:0${beats}Z`);
        setTimeout(() => putting.putLease(name, `2026-01-01T00:00:1${beats}.000000Z`), 10);
      },
    });
    for (const { name } of [worker, worker2]) putting.putLease(name, '2026-01-01T00:00:00.000000Z');
    const same = inPlaceRoller({ ...putting.options, ops, gate: null, addons: never });
    const { said, thrown } = await recordRoll(
      same.roll({ to: '1.33.13', steps }, AbortSignal.timeout(10_000)),
    );
    expect(thrown).toBeUndefined();
    expect(said).not.toContain('0 addons begin');
  });

  test('that are not rolled out in time fail the upgrade and are named; the node is cordoned and keeps its kubelet', async () => {
    const fault = 'DaemonSet kube-system/kube-proxy: its controller has not seen its last change';
    const { said, thrown, isCordoned, cordonedAtKubelet } = await rolled({
      addons: { policy: { ...policy, timeoutMs: 30 }, validate: async () => [fault] },
    });
    expect(said.slice(2)).toEqual([
      ...['0 config end done', '0 addons begin', '0 addons end failed'],
      ...['0 cordon begin', '0 cordon end done', '0 step end failed'],
    ]);
    expect(thrown).toMatchObject({
      code: 'addons-timed-out',
      message: `the add-ons of kube-system were not rolled out within 30 ms: ${fault}`,
    });
    expect(isCordoned('worker')).toBe(true);
    expect(cordonedAtKubelet).toEqual([]);
  });

  test('are validated again after the API was unavailable', async () => {
    let away = 3;
    const { thrown, said } = await rolled({
      addons: {
        policy,
        validate: () => (away-- > 0 ? Promise.reject(new TypeError('fetch failed')) : Promise.resolve([])),
      },
    });
    expect(thrown).toBeUndefined();
    expect(said).toContain('0 addons end done');
  });
});

describe('an aborted roll', () => {
  test('ends the running action and its step as aborted', async () => {
    const ending = new AbortController();
    const { options } = await rollable({
      ops: inPlaceOps({
        upgradeKubelet: async () => {
          ending.abort(new RehearsalError('interrupted', 'interrupted by the user'));
          throw ending.signal.reason;
        },
      }),
    });
    const { said, thrown } = await recordRoll(
      inPlaceRoller(options).roll({ to: '1.34.4', steps: bothSteps }, ending.signal),
    );
    expect(said.slice(-2)).toEqual(['0 kubelet end aborted', '0 step end aborted']);
    expect(thrown).toBe(ending.signal.reason);
  });

  test('finishes the running step if the stop is requested for after it', async () => {
    const stopping = new AbortController();
    const { options, putNode } = await rollable();
    const ops = inPlaceOps({
      upgradeKubelet: async ({ name }, to) => {
        stopping.abort(new RehearsalError('interrupted', 'interrupted by the user'));
        putNode(name, to);
      },
    });
    const roller = inPlaceRoller({ ...options, ops, stopAfterStep: stopping.signal });
    const { said, thrown } = await recordRoll(roller.roll({ to: '1.34.4', steps: bothSteps }, never));
    expect(said.at(-1)).toBe('0 step end done');
    expect(thrown).toBe(stopping.signal.reason);
  });

  test('ends its interval at a requested stop', async () => {
    const stopping = new AbortController();
    const { options } = await rollable();
    const roller = inPlaceRoller({ ...options, stopAfterStep: stopping.signal });
    const said: string[] = [];
    const rolling = (async () => {
      for await (const { action, edge, outcome } of roller.roll(
        { to: '1.34.4', steps: [{ node: worker, intervalMs: 3_600_000 }] },
        never,
      )) {
        said.push(`${action} ${edge} ${outcome ?? ''}`.trim());
        if (said.at(-1) === 'interval begin') setImmediate(() => stopping.abort(new Error('stop')));
      }
    })();
    await expect(rolling).rejects.toThrow('stop');
    expect(said.at(-1)).toBe('interval end aborted');
  });
});

test('a roll that changes nothing has the same steps, intervals and gates, and touches no node', async () => {
  const { options, api } = await rollable();
  const { said, thrown } = await recordRoll(
    noneRoller(options).roll({ to: '1.34.4', steps: bothSteps }, never),
  );
  expect(thrown).toBeUndefined();
  expect(said.slice(0, 6)).toEqual([
    '0 step begin',
    '0 step end done',
    '0 interval begin',
    '0 interval end done',
    '0 gate begin',
    '0 gate end done',
  ]);
  expect(api.requests).toEqual([]);
});

test('a gate that times out ends the roll after its step', async () => {
  const { options } = await rollable({
    validate: async () => ['web has 2 of 3'],
    gate: { ...gate, timeoutMs: 30 },
  });
  const { said, thrown } = await recordRoll(
    inPlaceRoller(options).roll({ to: '1.34.4', steps: bothSteps }, never),
  );
  expect(said.slice(-2)).toEqual(['0 gate begin', '0 gate end failed']);
  expect(thrown).toMatchObject({
    code: 'gate-timed-out',
    message: expect.stringContaining('web has 2 of 3'),
  });
});

test('a gate before an instance group is passed before the first node of it alone', async () => {
  const { options, journal } = await rollable({ gate: { ...gate, validations: 2, beforeGroup: 1 } });
  const { said } = await recordRoll(inPlaceRoller(options).roll({ to: '1.34.4', steps: bothSteps }, never));
  expect(said.slice(0, 3)).toEqual([
    '0 instance-group-gate begin',
    '0 instance-group-gate end done',
    '0 step begin',
  ]);
  expect(said.filter((line) => line.includes('instance-group-gate'))).toHaveLength(2);
  const validations = journal.filter(({ type }) => type === 'validation');
  expect(validations).toHaveLength(1 + 2 + 2);
});

test('a gate before an instance group that times out begins no step', async () => {
  const { options, isCordoned } = await rollable({
    validate: async () => ['check search is green: exit code 2 instead of 0'],
    gate: { ...gate, timeoutMs: 30, beforeGroup: 1 },
  });
  const { said, thrown } = await recordRoll(
    inPlaceRoller(options).roll({ to: '1.34.4', steps: bothSteps }, never),
  );
  expect(said).toEqual(['0 instance-group-gate begin', '0 instance-group-gate end failed']);
  expect(thrown).toMatchObject({
    code: 'gate-timed-out',
    message: expect.stringContaining('search is green'),
  });
  expect(isCordoned('worker')).toBe(false);
});

test('hooks run around roles, pools and nodes, between the actions', async () => {
  const ran: string[] = [];
  const { options } = await rollable({
    runHooks: async ({ when, at, of }, step) => void ran.push(`${step} ${when} ${at} ${of}`),
  });
  for await (const { step, action, edge } of inPlaceRoller(options).roll(
    { to: '1.34.4', steps: bothSteps },
    never,
  ))
    if (action === 'step' || (action === 'gate' && edge === 'end')) ran.push(`${step} ${action} ${edge}`);
  expect(ran).toEqual([
    '0 before role worker',
    '0 before pool workers',
    '0 before node worker',
    '0 step begin',
    '0 step end',
    '0 after node worker',
    '0 gate end',
    '1 before node worker2',
    '1 step begin',
    '1 step end',
    '1 after node worker2',
    '1 gate end',
    '1 after pool workers',
    '1 after role worker',
  ]);
});

/** The second one goes side by side with the first one. */
const sideBySide = bothSteps.map((step, index) =>
  index === 0 ? step : { ...step, withPrevious: true as const },
);

test('hooks of a role or pool enclose nodes side by side, and those of a node its own step', async () => {
  const ran: string[] = [];
  const { options } = await rollable({
    gate: { ...gate, beforeGroup: 1 },
    runHooks: async ({ when, at, of }, step) => void ran.push(`${step} ${when} ${at} ${of}`),
  });
  for await (const { step, action, edge } of inPlaceRoller(options).roll(
    { to: '1.34.4', steps: sideBySide },
    never,
  ))
    if (action === 'step' || (action.endsWith('gate') && edge === 'end'))
      ran.push(`${step} ${action} ${edge}`);
  expect(ran.slice(0, 3)).toEqual([
    ...['0 before role worker', '0 before pool workers', '0 instance-group-gate end'],
  ]);
  expect(ran.slice(-3)).toEqual(['1 gate end', '1 after pool workers', '1 after role worker']);
  for (const [step, node] of ['worker', 'worker2'].entries())
    expect(ran.slice(3, -3).filter((line) => line.startsWith(`${step} `))).toEqual([
      ...[
        `${step} before node ${node}`,
        `${step} step begin`,
        `${step} step end`,
        `${step} after node ${node}`,
      ],
    ]);
});

test('a hook that fails before one of the nodes side by side lets the others end', async () => {
  const failure = new RehearsalError('hook-failed', 'hook commit before worker failed: exit code 1');
  const { options, isCordoned } = await rollable({
    runHooks: async ({ when, at, of }) => {
      if (when === 'before' && at === 'node' && of === 'worker') throw failure;
    },
  });
  const { said, thrown } = await recordRoll(
    inPlaceRoller(options).roll({ to: '1.34.4', steps: sideBySide }, never),
  );
  expect(thrown).toBe(failure);
  expect(said).toContain('1 step end done');
  expect(said.filter((line) => line.startsWith('0 '))).toEqual([]);
  expect(isCordoned('worker')).toBe(false);
});

test('a hook that fails begins no step', async () => {
  const failure = new RehearsalError('hook-failed', 'hook commit before worker failed: exit code 1');
  const { options, isCordoned } = await rollable({ runHooks: () => Promise.reject(failure) });
  const { said, thrown } = await recordRoll(
    inPlaceRoller(options).roll({ to: '1.34.4', steps: bothSteps }, never),
  );
  expect(said).toEqual([]);
  expect(thrown).toBe(failure);
  expect(isCordoned('worker')).toBe(false);
});
