import { type ContainerSpec, expanded } from './environment.ts';

/**
 * What a container runs. The command that its image stands for is that image's entrypoint: `args` are added to it, and
 * `command` replaces it whole. Null: the image stands for no command.
 */
export function commandLine(
  container: ContainerSpec,
  commands: Readonly<Record<string, readonly string[]>>,
  env: Readonly<Record<string, string>>,
): readonly string[] | null {
  const image = container.image ?? '';
  const ofImage = Object.hasOwn(commands, image) ? commands[image] : undefined;
  if (ofImage === undefined) return null;
  const expand = (words: readonly string[]) => words.map((word) => expanded(word, env));
  const args = expand(container.args ?? []);
  return container.command?.length ? [...expand(container.command), ...args] : [...ofImage, ...args];
}

/** Why a container can't start, and what to do about it. */
export function noCommand(image: string, commands: Readonly<Record<string, readonly string[]>>): string {
  const known = Object.keys(commands);
  const has = known.length === 0 ? 'none' : known.join(', ');
  return `The embedded cluster pulls no images: each stands for a command of this machine. It has ${has}; map "${image}" to a command under cluster.commands in the scenario`;
}
