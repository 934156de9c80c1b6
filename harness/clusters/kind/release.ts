import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Version } from '../cluster.ts';
import type { DockerCli } from '../docker/docker-cli.ts';
import { runLabel } from '../docker/labels.ts';

/** Programs of a node that an in-place upgrade needs in their new version. */
const binaries = ['kubeadm', 'kubelet'] as const;

/** The files of a version, copied from its node image into a folder of this machine. Disposal removes the folder. */
export interface Release extends AsyncDisposable {
  readonly version: Version;
  /** The images that this version's kubeadm names. */
  readonly images: readonly string[];
  /** One archive of those images; null if they were not requested. */
  readonly archive: string | null;
  /** Each program and its file. Several may be the same file, which acts by the name it is called by. */
  readonly programs: readonly { readonly name: string; readonly file: string }[];
}

/**
 * Runs the version's node image as a helper container whose files are copied.
 * @param folder is created, and removed with the release
 */
export async function unpackRelease(
  docker: DockerCli,
  from: { version: Version; image: string; runId: string; folder: string; withImages: boolean },
  signal: AbortSignal,
): Promise<Release> {
  const { version, folder } = from;
  const name = `rehearse-${from.runId}-release-${version}`;
  const helper = (...command: readonly string[]) =>
    docker.run(['exec', name, ...command], { signal, timeoutMs: 5 * 60_000 });
  const fetch = (path: string, to: string) =>
    docker.run(['cp', `${name}:${path}`, to], { signal, timeoutMs: 5 * 60_000 });
  const dispose = () => rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const args = [
      'run',
      '--detach',
      '--pull',
      'never',
      '--name',
      name,
      '--label',
      `${runLabel}=${from.runId}`,
    ];
    await docker.run([...args, '--network', 'none', '--entrypoint', 'containerd', from.image], {
      signal,
      timeoutMs: 60_000,
    });
    const files = lines(
      await helper('readlink', '--canonicalize', ...binaries.map((binary) => `/usr/bin/${binary}`)),
    );
    for (const file of new Set(files)) await fetch(file, join(folder, basename(file)));
    const images = lines(
      await helper('kubeadm', 'config', 'images', 'list', '--kubernetes-version', `v${version}`),
    );
    const archive = from.withImages ? join(folder, 'images.tar') : null;
    if (archive !== null) {
      await helper(
        'ctr',
        '--namespace',
        'k8s.io',
        'images',
        'export',
        '--platform',
        await platform(helper),
        '/images.tar',
        ...images,
      );
      await fetch('/images.tar', archive);
    }
    const programs = binaries.map((binary, index) => ({
      name: binary,
      file: join(folder, basename(files[index] ?? binary)),
    }));
    return { version, images, archive, programs, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  } finally {
    await docker.remove([name]);
  }
}

/** In containerd's notation. */
async function platform(helper: (...command: readonly string[]) => Promise<string>): Promise<string> {
  const machine = (await helper('uname', '-m')).trim();
  return `linux/${{ x86_64: 'amd64', aarch64: 'arm64' }[machine] ?? machine}`;
}

const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
