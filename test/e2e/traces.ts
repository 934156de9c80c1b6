/** What rehearsals leave, or must not leave, on the machine and in a test's folder. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const docker = (...args: string[]) =>
  execFileSync('docker', args, { encoding: 'utf8' }).split('\n').filter(Boolean);

/** Every container and volume on this machine that carries a run's mark, or the name of its cluster. */
export function traces(runId: string): readonly string[] {
  const ids = new Set([
    ...docker('ps', '-aq', '--filter', `label=k8s-rehearse.run=${runId}`),
    ...docker('ps', '-aq', '--filter', `label=io.x-k8s.kind.cluster=rehearse-${runId}`),
  ]);
  return [...ids, ...docker('volume', 'ls', '-q', '--filter', `label=k8s-rehearse.run=${runId}`)];
}

/** Containers of any run, by label or by name; those of other people's work do not count. */
export function runContainers(): ReadonlySet<string> {
  return new Set([
    ...docker('ps', '-aq', '--filter', 'label=k8s-rehearse.run'),
    ...docker('ps', '-aq', '--filter', 'name=^rehearse-'),
  ]);
}

/** Every volume of this machine, to compare with later. */
export function volumes(): ReadonlySet<string> {
  return new Set(docker('volume', 'ls', '-q'));
}

/** Anonymous volumes of nodes carry no label: volumes that were not there before and that no container uses. */
export function leakedVolumes(before: ReadonlySet<string>): readonly string[] {
  return docker('volume', 'ls', '-q', '--filter', 'dangling=true').filter((name) => !before.has(name));
}

/** Kubeconfigs left in a test's private state, or written to the home that its rehearsals were given. */
export function kubeconfigs(folder: string): readonly string[] {
  const state = join(folder, 'state');
  const kept = existsSync(state)
    ? readdirSync(state, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('kubeconfig'))
    : [];
  const users = join(folder, 'home', '.kube', 'config');
  return existsSync(users) ? [...kept, users] : kept;
}
