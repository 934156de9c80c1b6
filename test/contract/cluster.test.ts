import { setHeaderOptions, type V1Pod, VersionApi } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { createCommands } from '../../harness/command/commands.ts';
import { clockFrom } from '../../harness/journal/clock.ts';
import type { JournalEntry } from '../../harness/journal/records.ts';
import { pairName } from '../../harness/judge/probes/pod-pairs.ts';
import { deletePod, evict, podRef, podsOn } from '../../harness/kube/evict.ts';
import { setUnschedulable } from '../../harness/kube/nodes.ts';
import type { DrainPolicy, NodeRef } from '../../harness/scenario/scenario.ts';
import { awaitVersion } from '../../harness/upgrade/await-version.ts';
import { drain } from '../../harness/upgrade/drain/drain.ts';
import { checkManifests } from '../../harness/workload/own/apply.ts';
import { doorRoute, doorSpec } from '../support/clusters/kind/fixtures.ts';
import { addonsAwaited } from '../support/contract/addons.ts';
import { exitWhenDeleted } from '../support/contract/first-process.ts';
import { agents, kubectlDrain, says } from '../support/contract/kubectl-drain.ts';
import { throughLoadBalancer } from '../support/contract/load-balancer.ts';
import { localTraffic } from '../support/contract/local-traffic.ts';
import { askedWhileCut } from '../support/contract/pod-network.ts';
import { answersReady, established, requests } from '../support/contract/requests.ts';
import { expectRoundTrip, oddForReal, oddObjects } from '../support/contract/round-trip.ts';
import { expectControlLane, expectTraits, observeTraits } from '../support/contract/traits.ts';
import { unhealthyNodes } from '../support/contract/unhealthy-nodes.ts';
import { eventsOfFailedHook, observeExplanation, unreadyCases } from '../support/contract/unready.ts';
import { until } from '../support/contract/until.ts';
import { watched } from '../support/contract/watched.ts';
import { createWorld, service, type World } from '../support/contract/world.ts';
import { kubectlFor } from '../support/kubectl.ts';
import { drainPolicy } from '../support/upgrade/drain-policy.ts';
import { placed } from '../support/workload/placed.ts';
import { differences } from './differences.ts';
import { subject } from './subject.ts';

const { signal } = new AbortController();

describe(`a cluster of ${subject.name}`, () => {
  const { name, provider, spec } = subject;
  let world: World;
  let disposed = false;

  beforeAll(async () => {
    if (subject.missing === '') world = await createWorld(subject);
    else if (process.env.CI) throw new Error(`did not run: ${subject.missing}`);
    else console.warn(`DID NOT RUN on ${name}: ${subject.missing} is missing`);
  });
  afterAll(async () => {
    if (world !== undefined && !disposed) await world[Symbol.asyncDispose]();
  });
  /** The cases run in order; each continues from the state that the previous one left. */
  const on = (what: string, body: (world: World, context: TestContext) => Promise<void>) =>
    it(what, async (context) => {
      context.skip(subject.missing !== '', subject.missing);
      await body(world, context);
    });

  const webPods = async ({ kube, workload: { namespace } }: World): Promise<V1Pod[]> => {
    const { items } = await kube.core.listNamespacedPod({ namespace });
    return items.filter((pod) => pod.metadata?.deletionTimestamp === undefined);
  };
  const isReady = (pod: V1Pod) =>
    pod.status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false;
  const allReady = (it: World) =>
    until('every pod of the service is ready', async () => {
      const pods = await webPods(it);
      return pods.length === service.replicas && pods.every(isReady) ? pods : null;
    });
  const minAvailable = async ({ kube, workload }: World, count: number) => {
    const { namespace } = workload;
    // A patch, because the budget's controller may write between a read and a replacement.
    await kube.policy.patchNamespacedPodDisruptionBudget({
      namespace,
      name: workload.deployment,
      body: [{ op: 'replace', path: '/spec/minAvailable', value: count }],
    });
    await until('the budget is reckoned', async () => {
      const { items } = await kube.policy.listNamespacedPodDisruptionBudget({ namespace });
      const { metadata, status } = items[0] ?? {};
      return (
        status?.observedGeneration === metadata?.generation &&
        status?.disruptionsAllowed === service.replicas - count
      );
    });
  };
  const workers = ({ cluster }: World) => cluster.nodes.filter((node) => node.slot.role === 'worker');
  const drained = async (
    it: World,
    node: NodeRef,
    timeoutMs: number,
    onError: DrainPolicy['onError'] = 'retry',
  ) => {
    const entries: JournalEntry[] = [];
    const append = (entry: JournalEntry) => void entries.push(entry);
    const policy = drainPolicy({ timeoutMs, retryMs: 500, onError });
    await setUnschedulable(it.kube, node.name, true, signal);
    const outcome = await drain({
      kube: it.kube,
      node: node.name,
      policy,
      step: 0,
      append,
      clock: clockFrom(),
      explainTimes: { afterMs: 500, againMs: 60_000, pollMs: 200 },
      signal,
    })
      .then((said) => ({ said }))
      .catch((error: unknown) => ({ error }));
    // System pods run on these nodes, too, and differ between providers.
    const own = entries.filter((one) => one.type === 'eviction' && one.namespace === it.workload.namespace);
    const held = entries.filter(
      (one) => one.type === 'eviction-held' && one.namespace === it.workload.namespace,
    );
    return { ...outcome, entries: own, held };
  };

  on('has the nodes that were asked for, Ready, at the version', async ({ kube, cluster }) => {
    const { items } = await kube.core.listNode();
    expect(items.map((node) => node.status?.nodeInfo?.kubeletVersion)).toEqual(
      items.map(() => `v${spec.from}`),
    );
    expect(items.map((node) => node.metadata?.name).sort()).toEqual(
      cluster.nodes.map((node) => node.name).sort(),
    );
    expect(cluster.nodes.map(({ slot }) => `${slot.pool} ${slot.ordinal}`)).toEqual([
      'control-plane 0',
      'workers 0',
      'workers 1',
    ]);
    const ready = items.filter((node) =>
      node.status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True'),
    );
    expect(ready.length).toBe(3);
  });

  on('is as the table of traits has it', async (it) => {
    expect(await observeTraits(it)).toEqual(expectTraits(provider.traits));
    const codes = (await provider.check(createCommands(), null, signal)).map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining([...provider.traits.engineCodes]));
    if (provider.traits.pinsWithTaskset) expect(it.cluster.containers, 'nodes are processes').toBeUndefined();
  });

  on('holds every field of manifests as it was written', async (it) => {
    const real = differences.everyKind.on[name] === 'yes';
    await expectRoundTrip(it, real ? [...oddObjects, ...oddForReal] : oddObjects);
  });

  on('refuses fields that it does not know, each object at its place', async ({ cluster, runId }) => {
    const objects = placed([
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' }, dta: {} },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'b', namespace: 'default' },
        spec: { ports: 'x' },
      },
    ]);
    const work = checkManifests({ kubeconfig: cluster.kubeconfig, objects, runId, signal, say: () => {} });
    await expect(work).rejects.toMatchObject({
      code: 'manifests-refused',
      message: expect.stringMatching(
        /shop\.yaml:1:1: ConfigMap default\/a: 400 .*unknown field "dta"\n.*shop\.yaml:101:1: Service default\/b: 400 .*ports/,
      ),
    });
  });

  on('shows a cut between the pods of two nodes, and no more than that', async (it) => {
    if (!provider.traits.has.podNetwork.supported) return;
    const [node, peer] = workers(it) as [NodeRef, NodeRef];
    const { asked, cut, mended } = await askedWhileCut(it, node, peer);
    const cutWays = [pairName(node.name, peer.name), pairName(peer.name, node.name)];
    const lost = asked.filter(({ ok }) => !ok);
    expect(new Set(lost.map(({ way }) => way))).toEqual(new Set(cutWays));
    // No loss before the cut or after its repair. Loss throughout the cut, except for its last second, whose
    // packets may be retransmitted.
    expect(lost.filter(({ sentUs }) => sentUs < cut.fromUs || sentUs > mended.toUs)).toEqual([]);
    const cameThrough = asked.filter(
      ({ way, ok, sentUs }) =>
        ok && cutWays.includes(way) && sentUs > cut.toUs && sentUs < mended.fromUs - 1_000_000,
    );
    expect(cameThrough).toEqual([]);
  });

  on('shows the components that its claims rest on', async ({ kube }) => {
    const names = (kind: 'Node' | 'DaemonSet', pods: V1Pod[]) =>
      new Set(
        pods
          .filter((pod) => pod.metadata?.ownerReferences?.some((owner) => owner.kind === kind))
          .map((pod) => pod.spec?.containers[0]?.name ?? ''),
      );
    const pods = (await kube.core.listNamespacedPod({ namespace: 'kube-system' })).items;
    const text = (set: Set<string>) => [...set].sort().join(', ') || 'none';
    expect(text(names('Node', pods))).toBe(differences.staticPods.on[name]);
    const sets = (await kube.apps.listNamespacedDaemonSet({ namespace: 'kube-system' })).items;
    expect(text(new Set(sets.map((set) => set.metadata?.name ?? '')))).toBe(
      differences.systemDaemonSets.on[name],
    );
  });

  on('lists by field and by label, from one moment', async (it) => {
    const { kube, workload } = it;
    const pods = await webPods(it);
    const byNode = await Promise.all(workers(it).map((node) => podsOn(kube, node.name, signal)));
    const ofService = byNode.flat().filter((pod) => pod.metadata?.namespace === workload.namespace);
    expect(ofService.map((pod) => pod.metadata?.name).sort()).toEqual(
      pods.map((pod) => pod.metadata?.name).sort(),
    );
    const labelled = await kube.core.listPodForAllNamespaces({ labelSelector: 'app.kubernetes.io/name=web' });
    expect(labelled.items.length).toBe(pods.length);
    expect(labelled.metadata?.resourceVersion).toMatch(/^\d+$/);
    const others = await kube.core.listPodForAllNamespaces({
      labelSelector: 'app.kubernetes.io/name!=web,k8s-rehearse/run',
    });
    expect(others.items.filter((pod) => pod.metadata?.namespace === workload.namespace)).toEqual([]);
  });

  on('spreads the pods over the workers', async (it) => {
    expect(new Set((await allReady(it)).map((pod) => pod.spec?.nodeName)).size).toBe(2);
  });

  on('refuses what is outdated, with 409', async ({ kube, workload: { namespace, deployment: name } }) => {
    const before = await kube.apps.readNamespacedDeployment({ namespace, name });
    const { resourceVersion: _, annotations, ...metadata } = before.metadata ?? {};
    const touched = { ...before, metadata: { ...metadata, annotations: { ...annotations, touched: 'yes' } } };
    await kube.apps.replaceNamespacedDeployment({ namespace, name, body: touched });
    await expect(
      kube.apps.replaceNamespacedDeployment({ namespace, name, body: before }),
    ).rejects.toMatchObject({ code: 409 });
  });

  on('refuses what is invalid, with 422, and says where', async ({ kube, workload }) => {
    const { namespace, deployment: name } = workload;
    const body = await kube.apps.readNamespacedDeployment({ namespace, name });
    const pod = body.spec?.template.spec;
    expect(pod?.containers[0]?.lifecycle?.preStop?.sleep?.seconds).toBe(3);
    Object.assign(pod ?? {}, { terminationGracePeriodSeconds: 1 });
    // Its controller may write at the same time: an update without a version applies to any state.
    delete body.metadata?.resourceVersion;
    await expect(kube.apps.replaceNamespacedDeployment({ namespace, name, body })).rejects.toMatchObject({
      code: 422,
      body: expect.stringContaining(
        'spec.template.spec.containers[0].lifecycle.preStop.sleep: Invalid value: 3: must be non-negative and less than terminationGracePeriodSeconds (1)',
      ),
    });
  });

  on('answers an eviction that a budget forbids with 429, and names the budget', async (it) => {
    await minAvailable(it, service.replicas);
    const [pod] = await allReady(it);
    const eviction = await evict(it.kube, podRef(pod as V1Pod), signal);
    expect(eviction).toEqual({
      result: 'blocked',
      detail: 'The disruption budget web needs 2 healthy pods and has 2 currently',
    });
  });

  on(
    'refuses to evict a pod with two budgets with 500, which ends a drain if the policy says so',
    async (it) => {
      const { namespace } = it.workload;
      const second = { metadata: { name: 'second' }, spec: { selector: {}, minAvailable: 0 } };
      await it.kube.policy.createNamespacedPodDisruptionBudget({ namespace, body: second });
      const [pod] = await allReady(it);
      const refused = '500 This pod has more than one PodDisruptionBudget';
      expect(await evict(it.kube, podRef(pod as V1Pod), signal)).toEqual({
        result: 'refused',
        detail: expect.stringContaining(refused),
      });
      const node = workers(it)[0] as NodeRef;
      const { error, entries } = { error: undefined, ...(await drained(it, node, 60_000, 'fail')) };
      expect(error).toMatchObject({
        code: 'eviction-refused',
        message: expect.stringContaining(refused),
      });
      expect(entries).toMatchObject([{ result: 'refused' }]);
      await setUnschedulable(it.kube, node.name, false, signal);
      await it.kube.policy.deleteNamespacedPodDisruptionBudget({ namespace, name: 'second' });
    },
  );

  on('does not drain a node whose budget forbids it, and leaves it cordoned', async (it) => {
    const node = workers(it)[0] as NodeRef;
    const { error, entries, held } = { error: undefined, ...(await drained(it, node, 3_000)) };
    expect(error).toMatchObject({
      code: 'drain-timed-out',
      message: expect.stringContaining('disruption budget web'),
    });
    expect(entries).toMatchObject([{ result: 'blocked' }, { result: 'timed-out' }]);
    const counts = { allowed: 0, healthy: service.replicas, desired: service.replicas };
    expect(held).toMatchObject([
      { node: node.name, budgets: [{ name: 'web', ...counts, expected: service.replicas }] },
    ]);
    const cordoned = await it.kube.core.readNode({ name: node.name });
    expect(cordoned.spec?.unschedulable).toBe(true);
    expect(cordoned.spec?.taints).toContainEqual(
      expect.objectContaining({ key: 'node.kubernetes.io/unschedulable' }),
    );
    await setUnschedulable(it.kube, node.name, false, signal);
    await minAvailable(it, service.replicas - 1);
  });

  on('drains a node whose budget allows it: the successor is elsewhere', async (it) => {
    const node = workers(it)[0] as NodeRef;
    const result = await drained(it, node, 60_000);
    expect(result).toMatchObject({
      said: expect.stringContaining('evicted'),
      entries: [{ result: 'accepted' }],
    });
    const pods = await allReady(it);
    expect(pods.map((pod) => pod.spec?.nodeName)).toEqual(pods.map(() => workers(it)[1]?.name));
    await setUnschedulable(it.kube, node.name, false, signal);
  });

  on('is drained by kubectl, which leaves DaemonSets alone and goes by the budget', async (it, context) => {
    const { kube, cluster } = it;
    const kubectl = await kubectlFor(context, cluster.kubeconfig);
    // Both pods of the service run on it: the budget permits one eviction, and then the other.
    const node = workers(it)[1]?.name ?? '';
    await using agent = await agents(it);
    onTestFinished(() => setUnschedulable(kube, node, false, signal));
    const drain = (...flags: string[]) => kubectlDrain(kubectl, node, flags);

    expect(await drain()).toEqual({ exitCode: 1, said: says.agentsAreThere });
    expect((await kube.core.readNode({ name: node })).spec?.unschedulable).toBe(true);

    await minAvailable(it, service.replicas);
    const forbidden = await drain('--ignore-daemonsets', '--timeout=4s');
    expect(forbidden).toEqual({ exitCode: 1, said: says.budgetForbids('4s') });
    expect((await allReady(it)).map((pod) => pod.spec?.nodeName)).toEqual([node, node]);

    await minAvailable(it, service.replicas - 1);
    const drained = await drain('--ignore-daemonsets', '--timeout=90s');
    expect(drained).toEqual({ exitCode: 0, said: says.drained });
    expect((await agent.pods()).map((pod) => pod.spec?.nodeName)).toContain(node);
    expect((await allReady(it)).map((pod) => pod.spec?.nodeName)).not.toContain(node);
    const { stdout } = await kubectl.run(['uncordon', node]);
    expect(stdout).toBe(`node/${node} uncordoned`);
    expect((await kube.core.readNode({ name: node })).spec?.unschedulable).toBeUndefined();
  });

  on('keeps an evicted pod as an endpoint that serves but is not ready, until it has gone', async (it) => {
    const { kube, workload } = it;
    const pod = (await allReady(it))[0] as V1Pod;
    await using slices = watched(kube, workload.namespace);
    await slices.first;
    expect(await evict(kube, podRef(pod), signal)).toEqual({ result: 'accepted' });
    await until('the endpoint has gone', async () => slices.history(pod).at(-1) === 'absent');
    const states = slices.history(pod);
    expect(states[0]).toBe('ready serving');
    expect(states).toContain('serving terminating');
    expect(states).not.toContain('ready serving terminating');
    await allReady(it);
  });

  on(
    'tells a first process to end, and one that does not catch SIGTERM goes on until it is killed',
    async (it) => {
      const forEver = 'while :; do sleep 0.1; done';
      const cases = {
        catches: ['sh', '-c', `trap 'exit 7' TERM; echo up; ${forEver}`],
        plain: ['sh', '-c', `echo up; ${forEver}`],
        wrapped: [
          'sh',
          '-c',
          "node -e \"process.on('SIGTERM', () => process.exit(7)); console.log('up'); setInterval(() => {}, 1000)\"; true",
        ],
        raises: ['node', '-e', "console.log('up'); setInterval(() => {}, 1000)"],
      };
      const codes = await Promise.all(
        Object.entries(cases).map(async ([named, command]) => [
          named,
          await exitWhenDeleted(it, named, command),
        ]),
      );
      expect(Object.fromEntries(codes)).toEqual({
        ...{ catches: 7, plain: 137, wrapped: 137 },
        raises: Number(differences.raisedSigterm.on[name]),
      });
    },
  );

  on('sends new connections past a terminating pod, while its established ones continue', async (it) => {
    const { cluster, workload, image, kube } = it;
    const healthCheck = { of: 'node-proxy', everyMs: 500, timeoutMs: 500, rise: 1, fall: 2 } as const;
    const routes = [doorRoute('web', workload.nodePort ?? 0)];
    await using door = await cluster.openFrontDoor(
      { ...doorSpec, routes, healthCheck, allUnhealthy: 'refuse', controlImage: image },
      signal,
    );
    const pod = (await allReady(it))[0] as V1Pod;
    const own = pod.metadata?.name ?? '';
    using before = await until('it is reached', () => established(door.url('web'), own));
    await deletePod(kube, podRef(pod), signal);
    const seen = await until('no new connection reaches it', async () => {
      const now = await requests(door.url('web'), 10);
      return now.pods.includes(own) ? null : now;
    });
    expect(seen.failed).toEqual([]);
    expect(await before.ask(), 'one that was there before goes on').toBe(own);
    await expectControlLane(provider.traits, door);
    await allReady(it);
  });

  on('still sends to nodes that left the front door, and later ends what leads through them', async (it) => {
    const { cluster, workload, image } = it;
    const healthCheck = { ...doorSpec.healthCheck, of: 'none' } as const;
    const routes = [doorRoute('web', workload.nodePort ?? 0)];
    const deregistration = { lagMs: 3_000, drainDelayMs: 20_000 };
    const [pod] = await allReady(it);
    const own = pod?.metadata?.name ?? '';
    await using door = await cluster.openFrontDoor(
      { ...doorSpec, routes, healthCheck, allUnhealthy: 'refuse', deregistration, controlImage: image },
      signal,
    );
    using before = await until('it is reached', () => established(door.url('web'), own));
    await door.follow([]);
    expect((await requests(door.url('web'), 10)).failed).toEqual([]);
    await until('no new connection is made', async () => {
      const { pods } = await requests(door.url('web'), 4);
      return pods.length === 0;
    });
    expect(await before.ask(), 'an established one goes on').toBe(own);
    await until('it has ended, although it is in use', () =>
      before.ask().then(
        () => false,
        () => true,
      ),
    );
    await expectControlLane(provider.traits, door);
  });

  on('reaches a service by the load balancer that the status of its Service names', async (it) => {
    await allReady(it);
    const isNamed = differences.balancerStatus.on[name] === 'yes';
    const seen = await throughLoadBalancer(it, isNamed);
    const { port } = seen;
    expect(seen).toMatchObject({ type: 'LoadBalancer', isGone: true });
    expect(seen.found).toEqual(
      isNamed
        ? { places: [{ target: 'balanced', hosts: ['127.0.0.1'], port }] }
        : { missing: expect.stringContaining('no controller took notice of Service') },
    );
    expect(seen.failed).toEqual([]);
    expect(seen.answered, 'requests through the relay').toBe(isNamed ? 20 : 0);
    expect(seen.backends).toEqual(isNamed ? [`balanced 127.0.0.1:${port} (127.0.0.1)`] : []);
  });

  on('is served to clients, or closed to them, while every worker fails its health check', async (it) => {
    const { cluster, workload, image, kube } = it;
    const healthCheck = { of: 'node-proxy', everyMs: 200, timeoutMs: 200, rise: 2, fall: 2 } as const;
    const routes = [doorRoute('web', workload.nodePort ?? 0)];
    const opened = (allUnhealthy: 'route-to-all' | 'refuse') =>
      cluster.openFrontDoor({ ...doorSpec, routes, healthCheck, allUnhealthy, controlImage: image }, signal);
    await allReady(it);
    await using _unhealthy = await unhealthyNodes(
      kube,
      workers(it).map((node) => node.name),
    );
    {
      await using door = await opened('refuse');
      await until('it closes what comes', async () => (await requests(door.url('web'), 4)).pods.length === 0);
      await until('it says that no worker was in use', async () =>
        (await door.failures()).some(
          (one) => one.node === null && one.unanswered > 0 && one.target === 'web',
        ),
      );
      await expectControlLane(provider.traits, door);
    }
    await using door = await opened('route-to-all');
    // A single failed check makes a worker unhealthy: after ten intervals both are unhealthy for this front
    // door, too.
    const untilMs = performance.now() + 10 * (healthCheck.everyMs + healthCheck.timeoutMs);
    const failed: string[] = [];
    while (performance.now() < untilMs) failed.push(...(await requests(door.url('web'), 5)).failed);
    expect(failed).toEqual([]);
  });

  on('is served through workers with a pod alone where its Service keeps traffic local', async (it) => {
    const pods = await allReady(it);
    const { spec, ingress, asked } = await localTraffic(it, pods);
    expect(spec.type).toBe('LoadBalancer');
    expect(ingress, 'nothing was made for it').toEqual([]);
    for (const [index, { pods: answered, failed }] of asked.entries()) {
      expect(failed.length === 0 ? 'yes' : 'no').toBe(differences.localTraffic.on[name]);
      expect(new Set(answered)).toEqual(new Set([pods[index]?.metadata?.name]));
    }
  });

  on('is away while its only API server is upgraded; watches resume and miss nothing', async (it) => {
    const { cluster, kube } = it;
    const node = cluster.nodes.find((one) => one.slot.role === 'control-plane') as NodeRef;
    const inPlace = cluster.ops.inPlace;
    if (inPlace === undefined) throw new Error('it has no upgrade in place');
    await using slices = watched(kube, 'default');
    await slices.first;
    const url = cluster.apiServers[0]?.url ?? '';
    const upgrading = inPlace.upgradeConfig(node, spec.to, signal);
    await until('the API is away', () => answersReady(url).then((ready) => !ready));
    await upgrading;
    await until('the API is back', () => answersReady(url));
    const version = await until('it answers', () => kube.config.makeApiClient(VersionApi).getCode());
    expect(version.gitVersion).toBe(`v${spec.to}`);
    await until('a watch sees what came after', async () => {
      await slices.add(kube);
      return slices.added().length > 0;
    });
    expect(slices.added()).toEqual([...new Set(slices.added())]);
    expect(slices.blind()).toBeGreaterThan(0);
  });

  for (const unready of unreadyCases)
    on(`says why a pod is not ready where ${unready.what}`, async (it) => {
      const { explanation, log } = await observeExplanation(it, unready);
      expect(explanation).toMatchObject({ code: unready.code, final: unready.final });
      expect(log).toEqual(unready.log === undefined ? [] : [unready.log]);
    });

  on('tells of a preStop hook that failed, without what it said', async (it) => {
    expect(await eventsOfFailedHook(it)).toEqual([
      expect.objectContaining({
        object: expect.stringMatching(/^Pod\/web-/),
        message: 'PreStopHook failed',
        warning: true,
      }),
    ]);
  });

  on(
    'waits until an add-on that has just been changed is rolled out, without a pod of before',
    async (it) => {
      const { kube } = it;
      await using agent = await agents(it, 'kube-system');
      const template = { metadata: { annotations: { changed: 'yes' } } };
      await kube.apps.patchNamespacedDaemonSet(
        { namespace: 'kube-system', name: 'agent', body: { spec: { template } } },
        setHeaderOptions('Content-Type', 'application/strategic-merge-patch+json'),
      );
      const unmet = await addonsAwaited(kube, signal);
      expect(unmet.join('; ')).toContain('DaemonSet kube-system/agent');
      expect(unmet.join('; ')).toContain('is still terminating');
      const pods = (await agent.pods()).map(({ metadata }) => ({
        changed: metadata?.annotations?.changed,
        terminating: metadata?.deletionTimestamp !== undefined,
      }));
      expect(pods).toEqual([1, 2].map(() => ({ changed: 'yes', terminating: false })));
      // By then kubeadm has finished all its changes.
      const sets = (await kube.apps.listNamespacedDaemonSet({ namespace: 'kube-system' })).items;
      const system = (await kube.core.listNamespacedPod({ namespace: 'kube-system' })).items;
      for (const { metadata, spec } of sets) {
        const image = spec?.template.spec?.containers[0]?.image;
        const own = system.filter((pod) =>
          pod.metadata?.ownerReferences?.some(({ uid }) => uid === metadata?.uid),
        );
        expect(new Set(own.map((pod) => pod.spec?.containers[0]?.image))).toEqual(new Set([image]));
      }
    },
  );

  on(
    'upgrades a drained worker in place: its new version is reported, other pods are left alone',
    async (it) => {
      const { cluster, kube } = it;
      const node = workers(it)[0] as NodeRef;
      await drained(it, node, 60_000);
      const before = await allReady(it);
      await cluster.ops.inPlace?.upgradeConfig(node, spec.to, signal);
      await cluster.ops.inPlace?.upgradeKubelet(node, spec.to, signal);
      await awaitVersion(kube, node.name, spec.to, null, signal);
      await setUnschedulable(kube, node.name, false, signal);
      const after = await allReady(it);
      const identity = (pods: V1Pod[]) =>
        pods.map((pod) => `${pod.metadata?.uid} ${pod.status?.containerStatuses?.[0]?.restartCount}`).sort();
      expect(identity(after)).toEqual(identity(before));
    },
  );

  const replaced = async (it: World, ordinal: number, order: 'retire first' | 'provision first') => {
    const { cluster, kube } = it;
    const { provision, retire } = cluster.ops;
    if (!provision || !retire) return;
    const old = workers(it).find(({ slot }) => slot.ordinal === ordinal) as NodeRef;
    const join = async () => {
      const fresh = await provision(old.slot, spec.to, signal);
      await awaitVersion(kube, fresh.name, spec.to, null, signal);
      return fresh;
    };
    const leave = async () => {
      await drained(it, old, 60_000);
      await retire(old, signal);
    };
    const names = async () => (await kube.core.listNode()).items.map((node) => node.metadata?.name);

    if (order === 'retire first') await leave();
    const fresh = await join();
    if (order === 'provision first') {
      expect(await names()).toEqual(expect.arrayContaining([old.name, fresh.name]));
      await leave();
    }
    expect(fresh).toMatchObject({ slot: old.slot });
    expect(fresh.name).not.toBe(old.name);
    expect((await names()).toSorted()).toEqual(cluster.nodes.map((node) => node.name).toSorted());
    expect(await names()).toContain(fresh.name);
    expect(await names()).not.toContain(old.name);
    await allReady(it);
  };

  on('replaces a node where it can: a new one gets the slot', (it) => replaced(it, 1, 'retire first'));

  on('has a new node in addition to the old one if it can surge', (it) => replaced(it, 0, 'provision first'));

  on('has several new nodes and removes several at the same time if it can surge', async (it) => {
    const { cluster, kube } = it;
    const { provision, retire } = cluster.ops;
    if (!provision || !retire) return;
    const old = workers(it);
    const fresh = await Promise.all(
      old.map(async ({ slot }) => {
        const node = await provision(slot, spec.to, signal);
        await awaitVersion(kube, node.name, spec.to, null, signal);
        return node;
      }),
    );
    expect(fresh.map(({ slot }) => slot)).toEqual(old.map(({ slot }) => slot));
    await Promise.all(old.map((node) => drained(it, node, 60_000)));
    await Promise.all(old.map((node) => retire(node, signal)));
    const names = (await kube.core.listNode()).items.map((node) => node.metadata?.name);
    expect(names.toSorted()).toEqual(cluster.nodes.map((node) => node.name).toSorted());
    expect(names).toEqual(expect.arrayContaining(fresh.map(({ name }) => name)));
    expect(names.filter((name) => old.some((node) => node.name === name))).toEqual([]);
    await allReady(it);
  });

  on('leaves nothing behind', async ({ runId }) => {
    disposed = true;
    expect(await provider.leftovers(createCommands(), runId, signal, null)).not.toEqual([]);
    await world[Symbol.asyncDispose]();
    expect(await provider.leftovers(createCommands(), runId, signal, null)).toEqual([]);
    expect(provider.traits.ownership, 'disposal has deleted it').toBe('created');
  });
});
