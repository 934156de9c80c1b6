import type { ImageOptions } from '../cluster.ts';
import { loadArchives } from './archives.ts';
import { buildWebImage, requireImages } from './web-image.ts';

/**
 * Archives first: on a machine without a registry every other image may be in one of them. @returns the web
 * service's image
 */
export async function prepareImages(options: ImageOptions): Promise<string> {
  const { commands, workloadImages, signal } = options;
  await loadArchives(options);
  await requireImages(commands, workloadImages, signal);
  return await buildWebImage(commands, options);
}
