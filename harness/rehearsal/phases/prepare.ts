import type { Cluster, Provider } from '../../clusters/cluster.ts';
import type { DoorChoice } from '../../clusters/front-door.ts';
import { nodeProbes } from '../../journal/probe-entries.ts';
import { connect, type Kube } from '../../kube/connect.ts';
import { createPlan } from '../../plan/create-plan.ts';
import { describeOrders } from '../../plan/order-nodes.ts';
import { planFile, type RollPlan } from '../../plan/plan.ts';
import { type DeployedWorkload, deployWorkload } from '../../workload/deploy.ts';
import { checkManifests } from '../../workload/own/apply.ts';
import { deployOwn } from '../../workload/own/deploy-own.ts';
import { type ServedWorkload, servedByWeb } from '../../workload/served.ts';
import { abortOnInterrupt } from '../interruption.ts';
import type { Run } from '../run.ts';
import { writeJson } from '../run-directory.ts';
import { claimsOfRoll } from './roll-claims.ts';
import { createServing } from './service-certificate.ts';

/** A replica at production's version with the service on it, and everything the upgrade needs on every node. */
export interface PreparedReplica {
  readonly cluster: Cluster;
  readonly kube: Kube;
  readonly image: string;
  readonly workload: DeployedWorkload & ServedWorkload;
  /** See `Serving`. */
  readonly ca: string | null;
  /** Null where the cluster has no front door to choose. */
  readonly choice: DoorChoice | null;
  readonly plan: RollPlan;
  /** Images of the target version's control plane. */
  readonly expectedImages: readonly string[];
}

/**
 * Builds the replica and deploys the service under test.
 * @param onCluster called with the cluster as soon as it exists, so that later failures can be analysed
 */
export async function prepare(
  run: Run,
  provider: Provider,
  built: AsyncDisposableStack,
  onCluster: (cluster: Cluster) => void,
): Promise<PreparedReplica> {
  const { scenario, journal, view, commands } = run;
  const signal = abortOnInterrupt(run);
  const { cluster: spec } = scenario;
  const { workload: wanted } = scenario;
  const workloadImages = wanted.builtin === null ? wanted.images : [];
  const image = await provider.prepareImages({
    ...{ commands, cluster: spec, workloadImages, signal },
    onProgress: view.say,
  });

  const cluster = built.use(
    await provider.create({
      runId: run.id,
      cluster: spec,
      privateFolder: run.privateFolder.path,
      logFolder: run.directory.cluster,
      commands,
      onProgress: view.say,
      signal,
    }),
  );
  onCluster(cluster);
  journal.append({ type: 'claims', claims: claimsOfRoll(cluster.claims, scenario) });
  journal.append({
    type: 'cluster',
    name: cluster.name,
    nodes: cluster.nodes,
    apiServers: cluster.apiServers.map((server) => server.url),
    ...(provider.traits.rolling === 'command' && { rolling: 'command' as const, repeat: run.repetition }),
  });
  const plan = createPlan(scenario, cluster.nodes);
  writeJson(run.directory.plan, planFile(scenario, plan));
  for (const message of describeOrders(scenario)) journal.append({ type: 'note', message });

  const applying = {
    kubeconfig: cluster.kubeconfig,
    objects: run.objects,
    runId: run.id,
    signal,
    say: (message: string) => {
      view.say(message);
      journal.append({ type: 'note', message });
    },
  };
  if (wanted.builtin === null) {
    view.say('checking the manifests with the API server');
    await checkManifests(applying);
  }
  view.say('loading images into every node');
  await cluster.loadImages([image, ...workloadImages], signal);
  const expectedImages = scenario.upgrade.none ? [] : await stage(run, cluster, signal);

  const choice = (await cluster.chooseFrontDoor?.(scenario.frontDoor.type, signal)) ?? null;
  const balancer = choice?.kind === 'load-balancer' ? scenario.frontDoor.annotations : null;
  if (choice !== null) applying.say(`front door: ${choice.kind}, because ${choice.why}`);
  const { lanes, targets } = scenario.load;
  const serving = await createServing(lanes, run.id);
  const { probes } = scenario.criteria;
  const { apiWrite, rollout } = probes;
  view.say(wanted.builtin === null ? 'applying the manifests' : 'deploying the web service');
  const deployed = await deployWorkload({
    kubeconfig: cluster.kubeconfig,
    spec: wanted.builtin === null ? null : wanted,
    ports: serving.ports,
    balancer,
    image,
    probes: nodeProbes.filter((probe) => probes[probe]),
    control:
      apiWrite === null && rollout === null
        ? null
        : { rollouts: rollout === null ? [] : cluster.apiServers.map(({ name }) => name) },
    runId: run.id,
    signal,
  });
  const served =
    wanted.builtin === null
      ? await deployOwn({
          ...applying,
          targets,
          balancer,
          workers: cluster.nodes.filter(({ slot }) => slot.role === 'worker').length,
        })
      : servedByWeb(deployed, targets, wanted.replicas);
  journal.append({
    type: 'workload',
    rollouts: served.rollouts,
    targets: served.targets.map(({ name, namespace, service }) => ({ name, namespace, service })),
  });
  return {
    cluster,
    kube: built.use(connect(cluster.kubeconfig)),
    image,
    ca: serving.ca,
    choice,
    workload: { ...deployed, ...served },
    plan,
    expectedImages,
  };
}

async function stage(run: Run, cluster: Cluster, signal: AbortSignal): Promise<readonly string[]> {
  const { to } = run.scenario.cluster;
  return await cluster.ops.stage(to, signal, (node, images) => {
    run.journal.append({ type: 'staged', node: node.name, version: to, images });
    run.view.say(`staged ${to} on ${node.name}`);
  });
}
