import type { Pod } from '../objects.ts';

export type PodSpec = NonNullable<Pod['spec']>;
export type ContainerSpec = PodSpec['containers'][number];

/** Inputs of a pod's environment in addition to its own object. */
export interface PodPlace {
  readonly podIp: string;
  readonly hostIp: string;
}

/**
 * The environment of a container, added to that of every process of the node. As in Kubernetes, a value can
 * refer to earlier variables. `enableServiceLinks` has no effect: no variables for Services are set.
 * @param fromObjects variables from Secrets and ConfigMaps
 */
export function createEnvironment(
  pod: Pod,
  container: ContainerSpec,
  place: PodPlace,
  given: Readonly<Record<string, string>>,
  fromObjects: Readonly<Record<string, string>>,
): Record<string, string> {
  const env: Record<string, string> = { ...given, HOSTNAME: pod.metadata.name };
  for (const { name, value, valueFrom } of container.env ?? []) {
    const field = valueFrom?.fieldRef?.fieldPath;
    const found = fromObjects[name];
    // If the source is optional and missing, the variable is omitted.
    const isFromObject = valueFrom?.secretKeyRef !== undefined || valueFrom?.configMapKeyRef !== undefined;
    if (isFromObject && found === undefined) continue;
    if (found !== undefined) env[name] = found;
    else env[name] = field === undefined ? expanded(value ?? '', env) : readField(pod, field, place);
  }
  return env;
}

/** Replaces `$(NAME)`. An unknown name stays unchanged, and `$$` stands for `$`. */
export function expanded(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$(\$|\(([^)]*)\))/g, (whole, kind: string, name: string) =>
    kind === '$' ? '$' : Object.hasOwn(env, name) ? (env[name] ?? whole) : whole,
  );
}

function readField(pod: Pod, path: string, { podIp, hostIp }: PodPlace): string {
  const { metadata, spec } = pod;
  const key = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (key !== null) return metadata[key[1] as 'labels' | 'annotations']?.[key[2] as string] ?? '';
  switch (path) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid;
    case 'spec.nodeName':
      return spec?.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec?.serviceAccountName ?? '';
    case 'status.podIP':
      return podIp;
    case 'status.hostIP':
      return hostIp;
    default:
      throw new Error(`The embedded cluster has no field ${path} for environments`);
  }
}

/**
 * The command line of a container. The command of its image is the entrypoint: `args` are appended to it, and
 * `command` replaces it. Null: the image has no command.
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
