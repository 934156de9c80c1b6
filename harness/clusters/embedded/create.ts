import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { abortable } from '../../async/abortable.ts';
import type { Commands } from '../../command/commands.ts';
import type { ApiAccess } from '../../embedded/client/client.ts';
import { getLags, readMeasuredLags } from '../../embedded/measured-lags.ts';
import { listSlots } from '../../embedded/node-names.ts';
import { type Child, forkProcess } from '../../embedded/process/fork.ts';
import type { ClusterReady, ClusterRequests, ClusterSettings } from '../../embedded/process/messages.ts';
import { errorMessage, RehearsalError } from '../../errors.ts';
import type { Cluster, CreateOptions } from '../cluster.ts';
import { checkEmbedded } from './check.ts';
import { embeddedCluster } from './cluster.ts';
import { listImageCommands } from './images.ts';
import { clusterLog, exportLogs, locateLogs } from './logs.ts';

const exportWithinMs = 10_000;
const tailLines = 20;

/** Creates a cluster whose nodes are all Ready, or nothing. */
export async function createCluster(options: CreateOptions): Promise<Cluster> {
  const { cluster: spec, runId, signal } = options;
  const name = spec.name ?? `rehearse-${runId}`;
  const folder = locateLogs(options.privateFolder);
  const logFile = join(folder, clusterLog);
  const lags = readMeasuredLags();
  signal.throwIfAborted();
  await requireMachine();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const settings: ClusterSettings = {
    ...{ runId, name, folder },
    version: spec.from,
    slots: listSlots(spec),
    lags: getLags(lags),
    commands: listImageCommands(spec),
  };
  const child = forkProcess<ClusterRequests, ClusterReady>(
    new URL('../../embedded/process/cluster-process.ts', import.meta.url),
    settings,
    {
      ...{ runId, logFile },
      cpus: spec.cpus,
    },
  );
  try {
    note(child, name, options.commands);
    options.onProgress('Waiting for every node to be Ready');
    const ready = await abortable(child.ready, signal);
    const kubeconfig = join(options.privateFolder, 'kubeconfig');
    await writeFile(kubeconfig, createKubeconfig(name, ready.access), { mode: 0o600 });
    return embeddedCluster({ ...options, name, kubeconfig, folder, child, ready, lags });
  } catch (error) {
    await child.end();
    await exportLogs({ folder, access: null }, options.logFolder, AbortSignal.timeout(exportWithinMs));
    signal.throwIfAborted();
    const message = errorMessage(error);
    const log = await readTail(logFile);
    throw new RehearsalError(
      'cluster-create-failed',
      `The cluster ${name} could not be created: ${message}${log === '' ? '' : `\n${log}`}`,
      { cause: error },
    );
  }
}

/** @throws RehearsalError of the first missing prerequisite */
async function requireMachine(): Promise<void> {
  const missing = (await checkEmbedded()).find((check) => !check.ok);
  if (missing !== undefined) throw new RehearsalError(missing.code, `${missing.name}: ${missing.found}`);
}

/** So that `clean` ends a kept one. */
function note(child: Child<ClusterRequests, ClusterReady>, name: string, commands: Commands): void {
  const noteEnd = commands.adopt(child.pid, ['embedded cluster', name]);
  void child.ended.then(noteEnd);
}

async function readTail(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-tailLines).join('\n');
}

/** A kubeconfig for this one cluster, with its authority and token: the user's own files are not touched. */
function createKubeconfig(name: string, access: ApiAccess): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: {
          server: access.url,
          'certificate-authority-data': Buffer.from(access.ca).toString('base64'),
        },
      },
    ],
    users: [{ name, user: { token: access.token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}
