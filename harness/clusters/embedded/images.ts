import { fileURLToPath } from 'node:url';
import { programFile } from '../../command/program-file.ts';
import { nodeExecutable } from '../../embedded/process/fork.ts';
import { RehearsalError } from '../../errors.ts';
import type { ClusterSpec } from '../../scenario/scenario.ts';

/** The built-in web service, which needs no build here. */
export const webImage = 'k8s-rehearse/web:builtin';

/** Next to the harness in the source tree and in the published package. */
const webServer = fileURLToPath(programFile(new URL('../../../workloads/web/server.ts', import.meta.url)));

/** The command of each image: the scenario's own images and the built-in one. */
export function listImageCommands(spec: Pick<ClusterSpec, 'commands'>): ClusterSpec['commands'] {
  return { ...spec.commands, [webImage]: [nodeExecutable, webServer] };
}

/** @throws RehearsalError `image-missing` naming the first image without a command */
export function requireCommands(spec: Pick<ClusterSpec, 'commands'>, images: readonly string[]): void {
  const commands = listImageCommands(spec);
  const missing = images.find((image) => commands[image] === undefined);
  if (missing !== undefined)
    throw new RehearsalError('image-missing', `There is no command for containers of the image ${missing}`, {
      hint: `The embedded cluster pulls no images: set its command under \`cluster.commands\`, as \`${missing}: [node, server.js]\`.`,
    });
}
