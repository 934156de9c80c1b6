import { errorMessage, RehearsalError } from '../../errors.ts';
import type { ImageOptions } from '../cluster.ts';
import { dockerCli } from './docker-cli.ts';
import { requireEngine } from './engine.ts';

const loadMs = 15 * 60_000;

/** Loads each image archive that the spec names into the local engine. */
export async function loadArchives({
  commands,
  cluster,
  onProgress,
  signal,
}: Omit<ImageOptions, 'workloadImages'>): Promise<void> {
  await requireEngine(commands, signal);
  const docker = dockerCli(commands);
  for (const archive of cluster.images) {
    onProgress(`Loading ${archive}`);
    try {
      await docker.run(['load', '--quiet', '--input', archive], { signal, timeoutMs: loadMs });
    } catch (error) {
      signal.throwIfAborted();
      const message = errorMessage(error);
      throw new RehearsalError('image-missing', `The archive ${archive} could not be loaded: ${message}`, {
        cause: error,
      });
    }
  }
}
