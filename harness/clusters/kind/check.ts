import { access, constants, statfs } from 'node:fs/promises';
import type { Commands, RunResult } from '../../command/commands.ts';
import { type ErrorCode, errorMessage, errorTable, RehearsalError } from '../../errors.ts';
import { gigabytes } from '../../format/numbers.ts';
import { mostConnections } from '../../plan/in-flight.ts';
import { webBaseImage } from '../../scenario/builtin.ts';
import type { Check, CheckedScenario, Prerequisite } from '../cluster.ts';
import { dockerCli } from './cli/docker-cli.ts';
import { frontDoorImage } from './front-door.ts';
import { maxConnections } from './haproxy/config.ts';
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
  const images = await imageChecks(commands, scenario, signal);
  const { name: wanted = null } = scenario?.cluster ?? {};
  const name = wanted === null ? [] : [await nameCheck(commands, wanted, signal)];
  const door = scenario === null ? [] : [doorCheck(scenario)];
  return [...engine, kind, ...images, ...name, ...door, await diskCheck(commands, signal)];
}

/** Beyond HAProxy's limit connections wait unaccepted, so the front door's limit would be measured. */
function doorCheck(scenario: CheckedScenario): Check {
  const connections = mostConnections(scenario);
  const ok = connections <= maxConnections;
  return {
    name: 'front door',
    ok,
    found: `accepts ${maxConnections} connections at a time; an outage needs ${connections}`,
    hint: ok
      ? ''
      : 'Lower `load.rate` or `load.timeout`: otherwise the limit of the front door distorts an outage.',
    code: null,
  };
}

/**
 * @throws RehearsalError `docker-missing` or `docker-unreachable`, before errors that would be misleading
 * without an engine
 */
export async function requireEngine(commands: Commands, signal: AbortSignal): Promise<void> {
  const missing = (await engineChecks(commands, signal)).find((check) => !check.ok);
  signal.throwIfAborted();
  if (missing !== undefined) throw new RehearsalError(missing.code, `${missing.name}: ${missing.found}`);
}

async function engineChecks(commands: Commands, signal: AbortSignal): Promise<readonly Prerequisite[]> {
  const docker = await programCheck('docker', 'docker-missing', () =>
    ask(commands, 'docker', ['--version'], signal),
  );
  if (!docker.ok) return [docker];
  const format = 'Docker engine {{.Server.Version}}';
  const engine = await programCheck('Docker engine', 'docker-unreachable', () =>
    ask(commands, 'docker', ['version', '--format', format], signal),
  );
  return [docker, engine];
}

const ask = (commands: Commands, file: string, args: readonly string[], signal: AbortSignal) =>
  commands.run(file, args, { signal, timeoutMs: 30_000 });

function createCheck(
  name: string,
  code: ErrorCode,
  ok: boolean,
  found: string,
  hint: string = errorTable[code].hint,
): Prerequisite {
  return { name, ok, found, hint: ok ? '' : hint, code };
}

async function programCheck(
  name: string,
  code: ErrorCode,
  asking: () => Promise<RunResult>,
): Promise<Prerequisite> {
  try {
    return createCheck(name, code, true, (await asking()).stdout.trim());
  } catch (error) {
    return createCheck(name, code, false, errorMessage(error));
  }
}

async function imageChecks(
  commands: Commands,
  scenario: CheckedScenario | null,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const docker = dockerCli(commands);
  const archives = scenario?.cluster.images ?? [];
  const images = [...new Set([...listImages(scenario), frontDoorImage, webBaseImage])].map(async (image) => {
    const name = `image ${image}`;
    if (await docker.hasImage(image, signal))
      return createCheck(name, 'image-missing', true, 'on this machine');
    // Only loading shows whether the archives contain it, which a check must not do.
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

/** Node images of both versions, and the workload's own. */
function listImages(scenario: CheckedScenario | null): readonly string[] {
  if (scenario === null) return [];
  const { cluster, workload } = scenario;
  const nodeImages = [cluster.from, cluster.to].map((version) => chooseNodeImage(cluster, version));
  return [...nodeImages, ...(workload.builtin === null ? workload.images : [])];
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
