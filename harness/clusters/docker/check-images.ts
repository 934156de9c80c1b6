import { access, constants } from 'node:fs/promises';
import type { Commands } from '../../command/commands.ts';
import { webBaseImage } from '../../scenario/builtin.ts';
import type { Check, CheckedScenario } from '../cluster.ts';
import { dockerCli } from './docker-cli.ts';
import { createCheck } from './engine.ts';
import { frontDoorImage } from './haproxy/front-door.ts';

/**
 * Whether the engine has what the front door and the built-in web service are made of, the workload's own images, and
 * those that the provider needs in addition.
 */
export async function imageChecks(
  commands: Commands,
  scenario: CheckedScenario | null,
  providerImages: readonly string[],
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const docker = dockerCli(commands);
  const archives = scenario?.cluster.images ?? [];
  const own = scenario === null || scenario.workload.builtin !== null ? [] : scenario.workload.images;
  const all = new Set([...providerImages, ...own, frontDoorImage, webBaseImage]);
  const images = [...all].map(async (image) => {
    const name = `image ${image}`;
    if (await docker.hasImage(image, signal))
      return createCheck(name, 'image-missing', true, 'on this machine');
    // Whether the archives hold it shows when they are loaded, which a check must not do.
    if (archives.length > 0)
      return createCheck(
        name,
        'image-missing',
        true,
        'not on this machine yet; the archives are loaded first',
      );
    return createCheck(name, 'image-missing', false, 'not on this machine', `docker pull ${image}`);
  });
  return Promise.all([...archives.map(archiveCheck), ...images]);
}

async function archiveCheck(archive: string): Promise<Check> {
  const name = `archive ${archive}`;
  const readable = await access(archive, constants.R_OK).then(
    () => true,
    () => false,
  );
  const hint = 'Correct the path under `cluster.images`.';
  return createCheck(name, 'image-missing', readable, readable ? 'readable' : 'no readable file', hint);
}
