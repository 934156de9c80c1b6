import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../../../harness/clusters/cluster.ts';
import { createCommands } from '../../../harness/command/commands.ts';
import { connect, type Kube } from '../../../harness/kube/connect.ts';
import type { WorkloadSpec } from '../../../harness/scenario/scenario.ts';
import { type DeployedWorkload, deployWorkload } from '../../../harness/workload/deploy.ts';
import type { Subject } from '../../contract/subject.ts';
import { until } from './until.ts';

/** A cluster with the web service on it, as a rehearsal creates it. */
export interface World extends AsyncDisposable {
  readonly runId: string;
  readonly cluster: Cluster;
  readonly kube: Kube;
  readonly workload: DeployedWorkload;
  readonly image: string;
}

/**
 * Two pods on two workers; one may be absent. They serve for three seconds after the start of their
 * termination.
 */
export const service: WorkloadSpec = {
  builtin: 'web',
  replicas: 2,
  workUs: 0,
  preStopMs: 3_000,
  terminationGraceMs: 10_000,
  budget: { minAvailable: 1 },
  spread: true,
  onSigterm: 'graceful',
  readinessProbe: true,
  startupMs: 0,
  ready: { withinMs: 300_000 },
};

const neverAborted = () => new AbortController().signal;

/** Creates the cluster and deploys the service; ready when its pods are. */
export async function createWorld({ provider, spec, name }: Subject): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), `contract-${name}-`));
  const [privateFolder, logFolder] = [join(folder, 'private'), join(folder, 'logs')];
  for (const path of [privateFolder, logFolder]) mkdirSync(path, { mode: 0o700 });
  const runId = `contract-${name}-${process.pid}`;
  const commands = createCommands();
  const signal = neverAborted();
  await using made = new AsyncDisposableStack();
  made.defer(async () => rmSync(folder, { recursive: true, force: true }));
  const options = { runId, cluster: spec, privateFolder, logFolder, commands, onProgress: () => {}, signal };
  const image = await provider.prepareImages({ ...options, workloadImages: [] });
  const cluster = made.use(await provider.create(options));
  const kube = made.use(connect(cluster.kubeconfig));
  await cluster.loadImages([image], signal);
  await cluster.ops.stage(spec.to, signal);
  const workload = await deployWorkload({
    kubeconfig: cluster.kubeconfig,
    spec: service,
    image,
    probes: provider.traits.has.podNetwork.supported ? ['pods'] : [],
    control: null,
    runId,
    signal,
  });
  await until('every pod of the service is ready', async () => {
    const deployment = await kube.apps.readNamespacedDeployment({
      namespace: workload.namespace,
      name: workload.deployment,
    });
    return deployment.status?.readyReplicas === service.replicas;
  });
  const kept = made.move();
  return {
    ...{ runId, cluster, kube, workload, image },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
