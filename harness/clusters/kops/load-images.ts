import type { Commands } from '../../command/commands.ts';
import { errorMessage, RehearsalError } from '../../errors.ts';

const provideMs = 30 * 60_000;

/**
 * Has the command of `cluster.clone.provideImages` make images of the local engine available to every node, also to those that
 * come later: a push to a registry that the nodes pull from, for example.
 * @param provide program and arguments; the images' names are appended. Null: none was given
 * @throws RehearsalError `image-missing` when there is no such command, or it fails
 */
export async function loadImages(
  commands: Commands,
  provide: readonly string[] | null,
  images: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const [program, ...args] = provide ?? [];
  if (program === undefined)
    throw new RehearsalError(
      'image-missing',
      `The nodes of the clone can't get the images ${images.join(', ')}`,
      {
        hint: 'Give `cluster.clone.provideImages`: a command that makes the images whose names are appended available to every node.',
      },
    );
  try {
    await commands.run(program, [...args, ...images], { signal, timeoutMs: provideMs });
  } catch (error) {
    signal.throwIfAborted();
    throw new RehearsalError(
      'image-missing',
      `\`cluster.clone.provideImages\` did not make the images available: ${errorMessage(error)}`,
      { cause: error },
    );
  }
}
