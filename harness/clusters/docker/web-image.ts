import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Commands } from '../../command/commands.ts';
import { RehearsalError } from '../../errors.ts';
import { webBaseImage } from '../../scenario/builtin.ts';

/** At the same place in the source tree and in the published package. */
const folder = fileURLToPath(new URL('../../../workloads/web', import.meta.url));

const buildMs = 10 * 60_000;
const listMs = 30_000;

export interface BuildOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/**
 * The image of the web service and the prober in the local engine. It is built, without network, if there is
 * none with the same content yet. Its label `k8s-rehearse=web` identifies it; runs share it.
 * @returns its name, `k8s-rehearse/web:<hash of its content>`
 * @throws RehearsalError `image-missing` if the base image is not in the local engine; `command-failed` with
 * Docker's output
 */
export async function buildWebImage(
  commands: Commands,
  { signal, onProgress }: BuildOptions,
): Promise<string> {
  const base = await imageId(commands, webBaseImage, signal);
  if (base === null)
    throw new RehearsalError(
      'image-missing',
      `The image ${webBaseImage}, which the web service is built from, is not in the local engine.`,
      {
        hint: `Run \`docker pull ${webBaseImage}\`, or load it from an archive with \`docker load\`.`,
      },
    );
  const image = `k8s-rehearse/web:${await contentHash(base)}`;
  if ((await imageId(commands, image, signal)) !== null) return image;
  onProgress(`building the web service: ${image}`);
  const args = [
    'build',
    '--pull=false',
    '--network=none',
    '--label',
    'k8s-rehearse=web',
    '--tag',
    image,
    folder,
  ];
  await commands.run('docker', args, { signal, onLine: onProgress, timeoutMs: buildMs });
  return image;
}

/**
 * Checks the user's own images, before anything is created for them.
 * @throws RehearsalError `image-missing` naming every one that is not in the local engine
 */
export async function requireImages(
  commands: Commands,
  images: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const missing: string[] = [];
  for (const image of images) if ((await imageId(commands, image, signal)) === null) missing.push(image);
  if (missing.length > 0)
    throw new RehearsalError(
      'image-missing',
      `Images that \`workload.images\` names are not in the local engine: ${missing.join(', ')}.`,
    );
}

/** Null if the engine lacks it. @throws if the engine does not respond */
async function imageId(commands: Commands, image: string, signal: AbortSignal): Promise<string | null> {
  const { stdout } = await commands.run('docker', ['image', 'ls', '--quiet', '--no-trunc', image], {
    signal,
    timeoutMs: listMs,
  });
  return stdout.trim().split('\n')[0] || null;
}

/** Hash of the base image and of every file that the build reads. */
async function contentHash(base: string): Promise<string> {
  const hash = createHash('sha256').update(base);
  const names = (await readdir(folder)).filter(
    (name) => name === 'Dockerfile' || /(?<!\.d)\.[jt]s$/.test(name),
  );
  for (const name of names.sort()) {
    const content = await readFile(`${folder}/${name}`);
    hash.update(`\0${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}
