/**
 * The cost of a node in a large embedded cluster: 10 nodes with 100 pods, then 50 with 500. Each is upgraded
 * node by node with drains that observe a budget, by the same roller as in a rehearsal. The pods are `sleep`,
 * so that only the cluster is measured. The cost of a node should not grow with their number.
 *
 *   node bench/embedded-scale.ts [NODES ...]      by default 10 50: about ten minutes on two cores
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getProvider } from '../harness/clusters/providers.ts';
import { createCommands } from '../harness/command/commands.ts';
import { clockFrom } from '../harness/journal/clock.ts';
import { connect, type Kube } from '../harness/kube/connect.ts';
import type { ClusterSpec } from '../harness/scenario/scenario.ts';
import { earlierDrains } from '../harness/scenario/upgrade-policy.ts';
import { inPlaceRoller } from '../harness/upgrade/in-place.ts';

const podsPerNode = 10;
const image = 'sleeper';
const [from, to] = ['1.33.13', '1.34.4'];
/** Duration of one tick of /proc's clock, on Linux. */
const tickS = 0.01;
const { signal } = new AbortController();

async function measure(workers: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-scale-'));
  const [privateFolder, logFolder] = [join(folder, 'private'), join(folder, 'logs')];
  for (const path of [privateFolder, logFolder]) mkdirSync(path);
  const cluster: ClusterSpec = {
    provider: 'embedded',
    ...{ name: null, from, to, controlPlanes: 1, images: [], nodeImages: {} },
    pools: [{ name: 'workers', nodes: workers }],
    commands: { [image]: ['sleep', 'infinity'] },
    cpus: null,
    production: null,
    clone: null,
  };
  const runId = `scale-${workers}-${process.pid}`;
  const say = (what: string, ms: number) =>
    console.log(
      `${String(workers).padStart(3)} nodes  ${what.padEnd(44)} ${(ms / 1000).toFixed(2).padStart(8)} s`,
    );
  const began = performance.now();
  await using made = await getProvider('embedded').create({
    ...{ runId, cluster, privateFolder, logFolder, signal },
    commands: createCommands(),
    onProgress: () => {},
  });
  say('created, a node', (performance.now() - began) / (workers + 1));
  await using kube = connect(made.kubeconfig);

  const deploying = performance.now();
  await deploy(kube, workers * podsPerNode);
  say(`${workers * podsPerNode} pods ready, ten pods`, (performance.now() - deploying) / workers);

  const [rolling, cpuBefore] = [performance.now(), cpuS(runId)];
  const roller = inPlaceRoller({
    ...{ ops: made.ops, kube, from, clock: clockFrom(), gate: null },
    drain: {
      timeoutMs: 120_000,
      onTimeout: 'fail',
      maxQuarantined: null,
      ...earlierDrains,
      postDrainDelayMs: 0,
    },
    validate: async () => [],
    append: () => {},
    addons: null,
  });
  const steps = made.nodes.map((node) => ({ node, intervalMs: 0 }));
  for await (const _ of roller.roll({ to, steps }, signal));
  say('rolled, a node', (performance.now() - rolling) / steps.length);
  say('CPU of the cluster meanwhile, a node', ((cpuS(runId) - cpuBefore) * 1000) / steps.length);

  const nodes = (await kube.core.listNode()).items;
  const old = nodes.filter(
    (node) => node.status?.nodeInfo?.kubeletVersion !== `v${to}` || node.spec?.unschedulable,
  );
  console.log(
    `${String(workers).padStart(3)} nodes  ${nodes.length - old.length} of ${nodes.length} at ${to} and schedulable; ${await readyPods(kube)} pods ready`,
  );
  rmSync(folder, { recursive: true, force: true });
}

async function deploy(kube: Kube, replicas: number): Promise<void> {
  const labels = { app: image };
  await kube.policy.createNamespacedPodDisruptionBudget({
    namespace: 'default',
    body: { metadata: { name: image }, spec: { maxUnavailable: '10%', selector: { matchLabels: labels } } },
  });
  await kube.apps.createNamespacedDeployment({
    namespace: 'default',
    body: {
      metadata: { name: image },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { terminationGracePeriodSeconds: 2, containers: [{ name: image, image }] },
        },
      },
    },
  });
  while ((await readyPods(kube)) < replicas) await sleep(500);
}

async function readyPods(kube: Kube): Promise<number> {
  const deployment = await kube.apps.readNamespacedDeployment({ namespace: 'default', name: image });
  return deployment.status?.readyReplicas ?? 0;
}

/** CPU seconds of all processes of a run so far, including ended children. */
function cpuS(runId: string): number {
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`K8S_REHEARSE_RUN=${runId}`)) continue;
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // it has ended meanwhile
    }
  }
  return ticks * tickS;
}

const sizes = process.argv.slice(2).map(Number);
for (const workers of sizes.length > 0 ? sizes : [10, 50]) await measure(workers);
