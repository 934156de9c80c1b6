import { writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { errorMessage, RehearsalError } from '../../errors.ts';
import { findNameConflict } from '../../scenario/clone-name.ts';
import type { NodeRef } from '../../scenario/scenario.ts';
import type { Cluster, CreateOptions } from '../cluster.ts';
import { type KopsCli, kopsCli } from './cli/kops-cli.ts';
import { type Clone, clone } from './clone/clone.ts';
import { kopsCluster } from './cluster.ts';
import { deleteClone } from './delete.ts';
import { formatObjects } from './kops-objects.ts';
import { exportLogs } from './logs.ts';
import { chooseCloneName } from './names.ts';
import { awaitNodes, isReady, nodeLister, nodeRefs } from './nodes.ts';
import { kubeconfigIn, writeNote, writeObjects } from './note.ts';
import { createSecretContent } from './own-secrets.ts';
import { goDuration } from './roll/flags.ts';
import { createScope, requireProduction } from './scope-of-run.ts';
import { readSpecification } from './specification.ts';
import { createPublicKey } from './ssh-key.ts';

const minuteMs = 60_000;
const validWithinMs = 20 * minuteMs;
const deleteWithinMs = 30 * minuteMs;

/** Makes a clone of production that kops calls valid, or nothing. Production's cluster is read and never changed. */
export async function createCluster(options: CreateOptions): Promise<Cluster> {
  const { cluster: spec, commands, runId, privateFolder, logFolder, signal } = options;
  const scope = createScope(spec, chooseCloneName(spec, runId));
  const kubeconfig = kubeconfigIn(privateFolder);
  const kops = kopsCli({ commands, scope, kubeconfig, logFolder });
  const conflict = findNameConflict(scope.production, scope.clone);
  if (conflict !== null) throw new RehearsalError('production-protected', `Nothing was sent: ${conflict}`);
  const copy = await makeClone(kops, options);
  // Before the first command that changes something: whatever follows, `clean` knows where to look.
  writeNote(privateFolder, { ...scope, phase: 'creating' });
  try {
    await create(kops, copy, options);
    options.onProgress('Waiting for every node to be Ready');
    const nodes = await readyNodes(kubeconfig, spec, signal);
    return kopsCluster({ ...options, kops, kubeconfig, nodes, fidelity: copy.fidelity });
  } catch (error) {
    const bound = AbortSignal.timeout(deleteWithinMs);
    if (!signal.aborted)
      await exportLogs({ commands, runId, kubeconfig }, logFolder, AbortSignal.timeout(minuteMs));
    const left = await deleteClone(kops, runId, privateFolder, bound).then(
      () => '',
      (failure: Error) =>
        `\nDeleting the incomplete clone failed, too; \`rehearse clean\` removes it: ${failure.message}`,
    );
    signal.throwIfAborted();
    throw new RehearsalError(
      'cluster-create-failed',
      `The clone ${scope.clone} could not be created: ${errorMessage(error)}${left}`,
      { cause: error },
    );
  }
}

/** Production's specification as it is now, under the clone's name. */
async function makeClone(kops: KopsCli, { cluster, runId, signal }: CreateOptions): Promise<Clone> {
  const { production, clone: settings } = requireProduction(cluster);
  const { clone: name, stateStore } = kops.scope;
  const clusters = await kops.clusters(signal);
  if (clusters.some(({ metadata }) => metadata.name === name))
    throw new RehearsalError(
      'name-occupied',
      `The state store has a cluster ${name} already; it was not changed`,
    );
  return clone(await readSpecification(kops, production.cluster, signal), {
    ...{ name, stateStore: stateStore ?? '', cluster, clone: settings },
    tags: {
      runId,
      owner: userInfo().username,
      expires: new Date(Date.now() + settings.ttlMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    },
  });
}

async function create(
  kops: KopsCli,
  copy: Clone,
  { cluster, privateFolder, runId, signal, onProgress }: CreateOptions,
): Promise<void> {
  const { clone: name } = kops.scope;
  const { ttlMs } = requireProduction(cluster).clone;
  const objects = formatObjects([copy.cluster, ...copy.groups]);
  writeObjects(privateFolder, objects);
  const publicKey = join(privateFolder, 'ssh.pub');
  writeFileSync(publicKey, createPublicKey(runId), { mode: 0o600 });

  onProgress(`kops: creating ${name}`);
  await kops.run(['create', '--filename=-'], { signal, input: objects, timeoutMs: 5 * minuteMs });
  await kops.run(
    ['create', 'secret', 'sshpublickey', 'admin', `--name=${name}`, `--ssh-public-key=${publicKey}`],
    {
      ...{ signal, timeoutMs: 5 * minuteMs },
    },
  );
  for (const secret of copy.secrets)
    await kops.run(['create', 'secret', secret, `--name=${name}`, '--filename=-'], {
      ...{ signal, input: createSecretContent(secret), timeoutMs: 5 * minuteMs },
    });
  await kops.run(['update', 'cluster', `--name=${name}`, '--yes', `--admin=${goDuration(ttlMs)}`], {
    ...{ signal, timeoutMs: 15 * minuteMs },
  });
  await chmod(kubeconfigIn(privateFolder), 0o600);
  onProgress(`kops: validating ${name}`);
  await kops.run(['validate', 'cluster', `--name=${name}`, `--wait=${goDuration(validWithinMs)}`], {
    ...{ signal, timeoutMs: validWithinMs + minuteMs },
  });
}

async function readyNodes(
  kubeconfig: string,
  { controlPlanes, pools }: CreateOptions['cluster'],
  signal: AbortSignal,
): Promise<readonly NodeRef[]> {
  const expected = controlPlanes + pools.reduce((sum, pool) => sum + pool.nodes, 0);
  const nodes = await awaitNodes(
    nodeLister(kubeconfig),
    {
      timeoutMs: 5 * minuteMs,
      findUnmet: (nodes) => {
        const ready = nodes.filter(isReady).length;
        if (ready === expected && nodes.length === expected) return null;
        return `${ready} of ${nodes.length} nodes are Ready, and ${expected} are expected`;
      },
      fail: (unmet) => new RehearsalError('cluster-create-failed', unmet),
    },
    signal,
  );
  return nodeRefs(nodes);
}
