import { basename } from 'node:path';
import { RehearsalError } from '../../errors.ts';
import type { NodeRef } from '../../scenario/scenario.ts';
import type { NodeShell } from './cli/node-shell.ts';
import { stagedAt } from './labels.ts';
import type { Release } from './release.ts';

/** More would only queue for the same disk. */
const atOnce = 2;
const timeoutMs = 5 * 60_000;

/**
 * Puts a release onto every node, so that nothing is fetched during the upgrade: a DaemonSet of the new
 * version starts on all nodes at once.
 */
export async function stageOnNodes(
  shell: NodeShell,
  nodes: readonly NodeRef[],
  release: Release,
  signal: AbortSignal,
  onStaged: (node: NodeRef, images: number) => void,
): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const queue = nodes.values();
  const work = async () => {
    for (const node of queue) {
      await stageBinaries(shell, node.name, release, stop);
      const { archive } = release;
      onStaged(node, archive === null ? 0 : await stageImages(shell, node.name, release, archive, stop));
    }
  };
  // The first failure ends the others, and all have ended before the release's files are removed.
  const stopOthers = (error: unknown) => failed.abort(error);
  await Promise.all(Array.from({ length: atOnce }, () => work().catch(stopOthers)));
  stop.throwIfAborted();
}

async function stageBinaries(
  shell: NodeShell,
  node: string,
  release: Release,
  signal: AbortSignal,
): Promise<void> {
  const folder = stagedAt(release.version);
  const files = new Set(release.programs.map((program) => program.file));
  await shell.exec(node, ['mkdir', '-p', `${folder}/files`, `${folder}/bin`], { signal, timeoutMs });
  for (const file of files) await shell.copyTo(node, file, `${folder}/files/${basename(file)}`, signal);
  for (const { name, file } of release.programs)
    await shell.exec(node, ['ln', '-f', `${folder}/files/${basename(file)}`, `${folder}/bin/${name}`], {
      signal,
      timeoutMs,
    });
}

/** @returns the number of images; @throws RehearsalError `image-missing` if the node lacks one of them afterwards */
async function stageImages(
  shell: NodeShell,
  node: string,
  release: Release,
  archive: string,
  signal: AbortSignal,
): Promise<number> {
  const ctr = ['ctr', '--namespace', 'k8s.io', 'images'];
  const copy = `${stagedAt(release.version)}/images.tar`;
  await shell.copyTo(node, archive, copy, signal);
  await shell.exec(node, [...ctr, 'import', '--snapshotter', await snapshotter(shell, node, signal), copy], {
    signal,
    timeoutMs,
  });
  await shell.exec(node, ['rm', copy], { signal, timeoutMs });
  const held = (await shell.exec(node, [...ctr, 'list', '--quiet'], { signal, timeoutMs })).split('\n');
  const missing = release.images.filter((image) => !held.includes(image));
  if (missing.length > 0)
    throw new RehearsalError('image-missing', `${node} does not hold ${missing.join(', ')} after staging`);
  return release.images.length;
}

/** With another snapshotter, images would be unpacked a second time in the middle of the upgrade. */
async function snapshotter(shell: NodeShell, node: string, signal: AbortSignal): Promise<string> {
  const config = await shell.exec(node, ['containerd', 'config', 'dump'], { signal, timeoutMs });
  return /^\s*snapshotter = ["'](.+)["']$/m.exec(config)?.[1] ?? 'overlayfs';
}
