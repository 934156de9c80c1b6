/** What rehearsals leave, or must not leave, on the machine and in a test's folder. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RehearsalProcess } from './rehearsal-process.ts';
import { readRunId } from './results.ts';

const docker = (...args: string[]) =>
  execFileSync('docker', args, { encoding: 'utf8' }).split('\n').filter(Boolean);

/** Every container and volume on this machine that has a run's label, or the name of its cluster. */
export function traces(runId: string): readonly string[] {
  const ids = new Set([
    ...docker('ps', '-aq', '--filter', `label=k8s-rehearse.run=${runId}`),
    ...docker('ps', '-aq', '--filter', `label=io.x-k8s.kind.cluster=rehearse-${runId}`),
  ]);
  return [...ids, ...docker('volume', 'ls', '-q', '--filter', `label=k8s-rehearse.run=${runId}`)];
}

/** Containers of any run, by label or by name; other people's containers do not count. */
export function runContainers(): ReadonlySet<string> {
  return new Set([
    ...docker('ps', '-aq', '--filter', 'label=k8s-rehearse.run'),
    ...docker('ps', '-aq', '--filter', 'name=^rehearse-'),
  ]);
}

/** Every volume of this machine, for a later comparison. */
export function volumes(): ReadonlySet<string> {
  return new Set(docker('volume', 'ls', '-q'));
}

/**
 * Anonymous volumes of nodes have no label: new volumes that no container uses. Those of a test bed for kops are left out: its
 * machines keep theirs while they are replaced.
 */
export function leakedVolumes(before: ReadonlySet<string>): readonly string[] {
  const ofBeds = docker('volume', 'ls', '-q', '--filter', 'label=kopsbed');
  return docker('volume', 'ls', '-q', '--filter', 'dangling=true').filter(
    (name) => !before.has(name) && !ofBeds.includes(name),
  );
}

/** A process of an embedded cluster. */
export interface ClusterProcess {
  readonly pid: number;
  /** Of a node process or a pod's: the node's name. */
  readonly node: string | null;
  readonly command: string;
}

/**
 * Every process that an embedded run has started, including pods: each has the run's id in its environment.
 */
export function findProcesses(runId: string): readonly ClusterProcess[] {
  return runningWith(`K8S_REHEARSE_RUN=${runId}`);
}

/** Every program that the runs in a test's folder have started, and that runs: each has the home of that folder. */
export function findPrograms(folder: string): readonly string[] {
  return runningWith(`HOME=${join(folder, 'home')}`).map(({ command }) => command);
}

/** @param variable with its value, in the environment that a process was started with */
function runningWith(variable: string): readonly ClusterProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const variables = readParts(`/proc/${pid}/environ`);
      if (!variables.includes(variable)) return [];
      const node = variables.find((one) => one.startsWith('K8S_REHEARSE_NODE='))?.split('=')[1] ?? null;
      return [{ pid: Number(pid), node, command: readParts(`/proc/${pid}/cmdline`).join(' ') }];
    });
}

/** Empty for a process that has ended meanwhile, or belongs to somebody else. */
function readParts(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** Kubeconfigs left in a test's private state, or written to its rehearsals' home. */
export function kubeconfigs(folder: string): readonly string[] {
  const state = join(folder, 'state');
  const kept = existsSync(state)
    ? readdirSync(state, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('kubeconfig'))
    : [];
  const users = join(folder, 'home', '.kube', 'config');
  return existsSync(users) ? [...kept, users] : kept;
}

/** Nothing of a run on the embedded cluster is left on the machine, but its run directory. */
export function expectNothingLeft(rehearsal: RehearsalProcess): void {
  expect(findProcesses(readRunId(rehearsal))).toEqual([]);
  expect(kubeconfigs(rehearsal.folder)).toEqual([]);
}
