import { fileURLToPath } from 'node:url';
import { nodeExecutable } from '../../embedded/process/channel.ts';
import { RehearsalError } from '../../errors.ts';
import type { ClusterSpec } from '../../scenario/scenario.ts';

/** The built-in web service: here it needs no building. */
export const webImage = 'k8s-rehearse/web:builtin';

/** As source it is TypeScript, as published JavaScript; beside the harness in both. */
const webServer = fileURLToPath(
  new URL(`../../../workloads/web/server${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

/** What a container of each image runs, the scenario's own images and the built-in one. */
export function commandsOf(spec: Pick<ClusterSpec, 'commands'>): ClusterSpec['commands'] {
  return { ...spec.commands, [webImage]: [nodeExecutable, webServer] };
}

/** @throws RehearsalError `image-missing` naming the first image that nothing is known to run for */
export function requireCommands(spec: Pick<ClusterSpec, 'commands'>, images: readonly string[]): void {
  const commands = commandsOf(spec);
  const missing = images.find((image) => commands[image] === undefined);
  if (missing !== undefined)
    throw new RehearsalError('image-missing', `Nothing says what a container of the image ${missing} runs`, {
      hint: `No image is pulled here: give its command under \`cluster.commands\`, as \`${missing}: [node, server.js]\`.`,
    });
}
