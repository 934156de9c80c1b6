import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster, CreateOptions } from '../../../../harness/clusters/cluster.ts';
import { provider as embedded } from '../../../../harness/clusters/embedded/provider.ts';
import { type ChildNote, createCommands } from '../../../../harness/command/commands.ts';
import { type MarkedProcess, markedProcesses } from '../../../../harness/command/marked-processes.ts';
import { runVariable } from '../../../../harness/embedded/process/messages.ts';
import type { ClusterSpec } from '../../../../harness/scenario/scenario.ts';

export const smallSpec: ClusterSpec = {
  provider: 'embedded',
  name: null,
  from: '1.33.13',
  to: '1.34.4',
  controlPlanes: 1,
  pools: [{ name: 'workers', nodes: 2 }],
  images: [],
  nodeImages: {},
  commands: {},
  cpus: null,
  production: null,
  clone: null,
};

/** Run ids that are unique among test processes. */
export const newRunId = (what: string): string => `test-${what}-${process.pid}-${Date.now()}`;

export interface Making {
  readonly cluster: Promise<Cluster>;
  readonly notes: readonly ChildNote[];
  readonly options: CreateOptions;
}

/** Starts creating a cluster in that folder. */
export function making(
  folder: string,
  options: Partial<Pick<CreateOptions, 'runId' | 'signal' | 'onProgress'>> & { spec?: Partial<ClusterSpec> },
): Making {
  const notes: ChildNote[] = [];
  const privateFolder = join(folder, 'private');
  mkdirSync(privateFolder, { recursive: true });
  const all: CreateOptions = {
    runId: options.runId ?? newRunId('made'),
    cluster: { ...smallSpec, ...options.spec },
    privateFolder,
    logFolder: join(folder, 'logs'),
    commands: createCommands((note) => notes.push(note)),
    onProgress: options.onProgress ?? (() => {}),
    signal: options.signal ?? new AbortController().signal,
  };
  return { cluster: embedded.create(all), notes, options: all };
}

/** All processes of a run, wherever they are. */
export const findProcesses = (runId: string): readonly MarkedProcess[] =>
  markedProcesses(runVariable).filter(({ value }) => value === runId);
