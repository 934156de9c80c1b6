import { statfs } from 'node:fs/promises';
import type { Commands } from '../../command/commands.ts';
import { gigabytes } from '../../format/numbers.ts';
import type { Check, CheckedScenario } from '../cluster.ts';
import { imageChecks } from '../docker/check-images.ts';
import { dockerCli } from '../docker/docker-cli.ts';
import { ask, createCheck, engineChecks, programCheck } from '../docker/engine.ts';
import { doorCheck } from '../docker/haproxy/check.ts';
import { chooseNodeImage, clusterLabel } from './labels.ts';

/** Nodes, staged images and binaries of a small replica, with a margin. */
const neededBytes = 8e9;

/** Every prerequisite of a run on kind, each checked separately: a missing one only hides those that depend on it. */
export async function checkKind(
  commands: Commands,
  scenario: CheckedScenario | null,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const engine = await engineChecks(commands, signal);
  const kind = await programCheck('kind', 'kind-missing', () => ask(commands, 'kind', ['version'], signal));
  if (engine.some((check) => !check.ok)) return [...engine, kind];
  const images = await imageChecks(commands, scenario, nodeImages(scenario), signal);
  const { name: wanted = null } = scenario?.cluster ?? {};
  const name = wanted === null ? [] : [await nameCheck(commands, wanted, signal)];
  const door = scenario === null ? [] : [doorCheck(scenario)];
  return [...engine, kind, ...images, ...name, ...door, await diskCheck(commands, signal)];
}

/** Of both versions. */
function nodeImages(scenario: CheckedScenario | null): readonly string[] {
  if (scenario === null) return [];
  const { cluster } = scenario;
  return [cluster.from, cluster.to].map((version) => chooseNodeImage(cluster, version));
}

async function nameCheck(commands: Commands, name: string, signal: AbortSignal): Promise<Check> {
  const occupied = (await dockerCli(commands).withLabel(`${clusterLabel}=${name}`, signal)).length > 0;
  return createCheck(
    `cluster name ${name}`,
    'name-occupied',
    !occupied,
    occupied ? 'a kind cluster of that name exists' : 'free',
  );
}

async function diskCheck(commands: Commands, signal: AbortSignal): Promise<Check> {
  const folder = (
    await ask(commands, 'docker', ['info', '--format', '{{.DockerRootDir}}'], signal)
  ).stdout.trim();
  try {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    return createCheck(
      'free disk',
      'disk-full',
      free >= neededBytes,
      `${gigabytes(free)} of ${gigabytes(neededBytes)} needed at ${folder}`,
    );
  } catch {
    return createCheck(
      'free disk',
      'disk-full',
      true,
      `not to be seen from here (${folder} belongs to the engine's own machine)`,
    );
  }
}
