import type { V1Node, V1NodeSystemInfo } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import type { RollEvent } from '../../../../../harness/clusters/cluster.ts';
import { kopsCli } from '../../../../../harness/clusters/kops/cli/kops-cli.ts';
import { clone } from '../../../../../harness/clusters/kops/clone/clone.ts';
import { roll } from '../../../../../harness/clusters/kops/roll/roll.ts';
import { RehearsalError } from '../../../../../harness/errors.ts';
import type { UpgradePolicy } from '../../../../../harness/scenario/scenario.ts';
import { refused, runId } from '../../../../support/clusters/kind/fixtures.ts';
import { cloneSpec, kopsSpec, production } from '../../../../support/clusters/kops/production.ts';
import { storeWith } from '../../../../support/clusters/kops/store.ts';
import { drainPolicy } from '../../../../support/upgrade/drain-policy.ts';

const name = 'rehearsal1.k8s.local';
const scope = { stateStore: 's3://kops-state', production: 'production.example.com', clone: name };

const upgrade: UpgradePolicy = {
  none: false,
  controlPlane: { strategy: 'replace', intervalMs: 10_000, addons: null },
  nodes: {
    strategy: 'surge',
    maxSurge: 1,
    maxUnavailable: 0,
    rounding: { maxSurge: 'up', maxUnavailable: 'down-to-one' },
    order: { by: 'listed' },
    canary: null,
    intervalMs: 20_000,
  },
  pools: {},
  drain: drainPolicy({ timeoutMs: 60_000, onError: 'fail', postDrainDelayMs: 2_500 }),
  gate: { validations: 2, everyMs: 10_000, timeoutMs: 600_000, beforeGroup: 0, checks: [] },
  abort: null,
  hooks: [],
};

const flags =
  '--control-plane-interval=10s --node-interval=20s --drain-timeout=60s --fail-on-drain-error=true --post-drain-delay=2.5s --validate-count=2 --validation-timeout=600s';

const cloned = () =>
  clone(production(), {
    ...{ name, stateStore: scope.stateStore, cluster: kopsSpec, clone: cloneSpec },
    tags: { runId, owner: 'someone', expires: '2026-11-21T05:15:12Z' },
  });

const node = (
  name: string,
  version: string,
  more: Partial<V1Node['spec']> = {},
  controlPlane = false,
): V1Node => ({
  metadata: { name, labels: controlPlane ? { 'node-role.kubernetes.io/control-plane': '' } : {} },
  spec: more,
  status: {
    nodeInfo: { kubeletVersion: `v${version}` } as V1NodeSystemInfo,
    conditions: [{ type: 'Ready', status: 'True' }],
  },
});

const upgraded = [node('cp', '1.34.4', {}, true), node('w1', '1.34.4'), node('w2', '1.34.4')];

const help = 'Usage: --control-plane-interval duration';

interface Rolled {
  readonly to?: string;
  readonly direction?: 'forward' | 'back';
  readonly endAfter?: number | null;
  readonly policy?: UpgradePolicy;
  readonly nodes?: () => readonly V1Node[];
  readonly program?: Parameters<typeof storeWith>[1];
  /** What `--help` says. */
  readonly said?: string;
}

/** Rolls the clone to its end, or to its error. */
async function rolled({
  to = '1.34.4',
  direction = 'forward',
  endAfter = null,
  policy = upgrade,
  nodes = () => upgraded,
  program,
  said = help,
}: Rolled = {}) {
  const store = storeWith([production(), cloned()], (line, input) =>
    line.endsWith('--help') ? said : program?.(line, input),
  );
  const kops = kopsCli({ commands: store, scope, kubeconfig: 'own', logFolder: null });
  const events: RollEvent[] = [];
  let error: unknown = null;
  try {
    const cluster = { from: '1.33.13', controlPlanes: 1, workers: 2 };
    const options = { upgrade: policy, to, direction, endAfter };
    const signal = new AbortController().signal;
    for await (const event of roll({ kops, listNodes: async () => nodes(), ...cluster }, options, signal))
      events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  return { store, events, error };
}

describe('a roll by kops', () => {
  it('takes the documented steps, control planes first, and updates again before the workers', async () => {
    const { store, error } = await rolled();
    expect(error).toBeNull();
    const cluster = `--name=${name}`;
    expect(store.changes()).toEqual([
      'kops replace --filename=-',
      `kops update cluster ${cluster}`,
      `kops update cluster ${cluster} --yes`,
      `kops rolling-update cluster ${cluster}`,
      `kops rolling-update cluster ${cluster} --yes --instance-group-roles=control-plane ${flags}`,
      `kops update cluster ${cluster} --yes`,
      `kops rolling-update cluster ${cluster} --yes --instance-group-roles=node ${flags}`,
    ]);
  });

  it('writes the new version and the strategy into the clone, and leaves production as it is', async () => {
    const { store } = await rolled();
    const specOf = (wanted: string) =>
      store.objects().find(({ kind, metadata }) => kind === 'Cluster' && metadata.name === wanted)?.spec;
    expect(specOf(name)).toMatchObject({ kubernetesVersion: '1.34.4', rollingUpdate: { maxSurge: 1 } });
    expect(specOf(scope.production)).toEqual(production().cluster.spec);
    const { store: replaced } = await rolled({
      policy: { ...upgrade, nodes: { ...upgrade.nodes, strategy: 'replace', maxUnavailable: 1 } },
    });
    const { store: shares } = await rolled({
      policy: {
        ...upgrade,
        nodes: { ...upgrade.nodes, strategy: 'surge', maxSurge: '25%', maxUnavailable: '10%' },
      },
    });
    for (const [store, rollingUpdate] of [
      [replaced, { maxSurge: 0, maxUnavailable: 1 }],
      [shares, { maxSurge: '25%', maxUnavailable: '10%' }],
    ] as const)
      expect(store.objects()).toContainEqual(
        expect.objectContaining({ spec: expect.objectContaining({ rollingUpdate }) }),
      );
  });

  it('reports each command before it is started and after it has ended', async () => {
    const { events } = await rolled();
    const edges = events.flatMap((event) =>
      event.type === 'roll-command' ? [[event.command[1], event.edge, event.exitCode]] : [],
    );
    expect(edges.slice(0, 4)).toEqual([
      ['replace', 'begin', undefined],
      ['replace', 'end', 0],
      ['update', 'begin', undefined],
      ['update', 'end', 0],
    ]);
  });

  it('forces a roll without a new version', async () => {
    const { store } = await rolled({
      to: '1.33.13',
      nodes: () => upgraded.map((one) => node(one.metadata?.name ?? '', '1.33.13', {}, one === upgraded[0])),
    });
    expect(
      store.changes().filter((line) => line.includes('--yes --force --instance-group-roles')),
    ).toHaveLength(2);
  });

  it('updates the workers only when no Node of a replaced control plane is left', async () => {
    const left = [...upgraded, node('old', '1.33.13', {}, true)];
    let asked = 0;
    const { store, error } = await rolled({
      nodes: () => {
        asked += 1;
        return asked === 1 ? left : upgraded;
      },
    });
    expect(error).toBeNull();
    expect(asked).toBeGreaterThan(2);
    expect(store.changes()).toHaveLength(7);
  });

  it('uses the words of an older kops', async () => {
    const { store } = await rolled({ said: 'Usage: --master-interval duration' });
    expect(store.changes()).toContain(
      `kops rolling-update cluster --name=${name} --yes --instance-group-roles=master ${flags.replace('control-plane', 'master')}`,
    );
  });
});

const cluster = `--name=${name}`;
const rolling = (role: string) =>
  `kops rolling-update cluster ${cluster} --yes --instance-group-roles=${role} ${flags}`;

describe('a roll that is ended early', () => {
  /** What kops prints of these nodes, one after the other. */
  const said = (nodes: readonly string[]) =>
    nodes.map((id) =>
      [
        'Cluster validated.',
        `Draining the node: "${id}".`,
        `Stopping instance "${id}", node "${id}", in group "nodes.${name}" (this may take a while).`,
        'waiting for 20s after terminating instance',
        'Validating the cluster.',
        'Cluster validated.',
      ].join('\n'),
    );
  const program = (line: string) => {
    if (line.includes('--instance-group-roles=control-plane')) return said(['cp']).join('\n');
    return line.includes('--instance-group-roles=node') ? said(['w1', 'w2']).join('\n') : undefined;
  };

  it('goes on to the workers only where more nodes than the control planes are to be rolled', async () => {
    const { store, error } = await rolled({ endAfter: 1, program });
    expect(error).toBeNull();
    expect(store.changes().at(-1)).toBe(rolling('control-plane'));
    expect(store.interrupts()).toEqual([]);
  });

  it('interrupts the roll of the workers after the step of the first one, and waits for no kubelet', async () => {
    const nodes = () => [node('cp', '1.34.4', {}, true), node('w1', '1.34.4'), node('w2', '1.33.13')];
    const { store, events, error } = await rolled({ endAfter: 2, program, nodes });
    expect(error).toBeNull();
    expect(store.interrupts()).toEqual([rolling('node')]);
    expect(events.at(-1)).toMatchObject({
      type: 'roll-command',
      edge: 'end',
      exitCode: 130,
      outcome: 'aborted',
    });
    const ended = events.filter((event) => event.type === 'roll-line' && event.what === 'terminating');
    expect(ended).toMatchObject([{ node: 'cp' }, { node: 'w1' }]);
  });

  it('interrupts nothing where the last node is reached', async () => {
    const { store, events } = await rolled({ endAfter: 3, program });
    expect(store.interrupts()).toEqual([]);
    expect(events.at(-1)).toMatchObject({ edge: 'end', outcome: 'done' });
  });

  it('counts nodes that kops does not validate by the next one that it drains', async () => {
    const unvalidated = (line: string) => program(line)?.replaceAll(/(Validating the c|C)luster.*\n?/g, '');
    const { store } = await rolled({
      ...{ endAfter: 2, program: unvalidated, policy: { ...upgrade, gate: null } },
    });
    expect(store.interrupts()).toHaveLength(1);
  });
});

describe('the way back', () => {
  const old = ['w1', 'w2'].map((worker) => node(worker, '1.33.13'));
  const options = { to: '1.33.13', direction: 'back' as const };

  it('takes the documented steps with the old version, workers first, and validates at its end', async () => {
    const nodes = () => [node('cp', '1.33.13', {}, true), ...old];
    const { store, error } = await rolled({ ...options, nodes });
    expect(error).toBeNull();
    expect(store.changes()).toEqual([
      'kops replace --filename=-',
      `kops update cluster ${cluster}`,
      `kops update cluster ${cluster} --yes`,
      `kops rolling-update cluster ${cluster}`,
      rolling('node'),
      rolling('control-plane'),
      `kops validate cluster ${cluster} --wait=600s`,
    ]);
    const written = store
      .objects()
      .find(({ kind, metadata }) => kind === 'Cluster' && metadata.name === name);
    expect(written?.spec).toMatchObject({ kubernetesVersion: '1.33.13' });
  });

  it('leaves the control planes where a worker is newer: its kubelet would be newer than its API server', async () => {
    const listNodes = async () => [node('cp', '1.34.4', {}, true), ...old.slice(1), node('w1', '1.34.4')];
    const { awaitWorkers } = await import('../../../../../harness/clusters/kops/roll/versions.ts');
    await expect(awaitWorkers(listNodes, '1.33.13', new AbortController().signal, 0)).rejects.toMatchObject({
      code: 'upgrade-failed',
      message: expect.stringMatching(
        /^The workers were rolled back, but .*w1 \(1\.34\.4\).*: the control planes were not$/,
      ),
    });
  });
});

describe('a failed roll', () => {
  const drain =
    'Rolling update completed for cluster "rehearsal1.k8s.local"!\nError: failed to drain node "i-1": error draining node: [error when evicting pods/"web-1" -n "default": global timeout reached: 20s]';
  const failing = (message: string) => ({
    program: (line: string) =>
      line.includes('--yes --instance-group-roles=node') ? refused(message) : undefined,
    nodes: () => [node('cp', '1.34.4', {}, true), node('i-1', '1.33.13', { unschedulable: true })],
  });

  it('is told by the exit code and the error line, whatever kops says of its completion', async () => {
    const { error, events } = await rolled(failing(drain));
    expect(error).toBeInstanceOf(RehearsalError);
    expect(error).toMatchObject({ code: 'drain-timed-out', exitCode: 20 });
    expect((error as Error).message).toContain(
      'ended with code 1: failed to drain node "i-1": error draining node',
    );
    expect(events.at(-1)).toMatchObject({
      type: 'roll-command',
      edge: 'end',
      outcome: 'failed',
      exitCode: 1,
    });
  });

  it.each([
    [
      'Error: error validating cluster after terminating instance: cluster did not validate',
      'gate-timed-out',
    ],
    ['Error: failed to drain node "i-1": admission webhook denied the request', 'upgrade-failed'],
    [
      'Error: failed to drain node "i-1": error draining node: error when evicting pods/"web-1" -n "default": admission webhook "w.example.com" denied the request',
      'eviction-refused',
    ],
    ['Error: error deleting instance "i-1": AccessDenied', 'upgrade-failed'],
  ])('has the code of its cause: %s', async (message, code) => {
    expect((await rolled(failing(message))).error).toMatchObject({ code });
  });

  it('is one where kops completes it and a kubelet still runs the old version', async () => {
    const { awaitKubelets } = await import('../../../../../harness/clusters/kops/roll/versions.ts');
    const listNodes = async () => [node('w1', '1.33.13')];
    await expect(awaitKubelets(listNodes, '1.34.4', new AbortController().signal, 0)).rejects.toMatchObject({
      code: 'upgrade-failed',
      message: expect.stringContaining('w1 (1.33.13)'),
    });
  });
});
