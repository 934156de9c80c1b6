import type { Commands, RunOptions } from '../../command/commands.ts';

/** The used parts of `docker inspect` for a container. */
export interface Container {
  readonly Id: string;
  readonly Name: string;
  readonly Config: { readonly Labels: Readonly<Record<string, string>> | null };
  readonly Mounts: readonly { readonly Destination: string }[];
  readonly NetworkSettings: {
    readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>>;
    readonly Ports: Readonly<
      Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>
    > | null;
  };
}

/** The `docker` command. */
export interface DockerCli {
  run(args: readonly string[], options: RunOptions): Promise<string>;
  /** Every container, running or not, with that label: `key` or `key=value`. */
  withLabel(label: string, signal: AbortSignal): Promise<readonly Container[]>;
  inspect(names: readonly string[], signal: AbortSignal): Promise<readonly Container[]>;
  hasImage(image: string, signal: AbortSignal): Promise<boolean>;
  /** Removes containers with their volumes. Those already gone are no error. */
  remove(names: readonly string[], signal?: AbortSignal): Promise<void>;
}

const queryMs = 60_000;

export function dockerCli(commands: Commands): DockerCli {
  const run = async (args: readonly string[], options: RunOptions) =>
    (await commands.run('docker', args, options)).stdout;
  const inspect = async (names: readonly string[], signal: AbortSignal): Promise<readonly Container[]> => {
    if (names.length === 0) return [];
    // A container that ends between `ps` and this command is missing, and causes exit code 1.
    const { stdout } = await commands.run('docker', ['container', 'inspect', ...names], {
      signal,
      accept: [1],
      timeoutMs: queryMs,
    });
    return JSON.parse(stdout || '[]') as Container[];
  };
  return {
    run,
    inspect,
    async withLabel(label, signal) {
      const ids = await run(['ps', '--all', '--quiet', '--no-trunc', '--filter', `label=${label}`], {
        signal,
        timeoutMs: queryMs,
      });
      return inspect(
        ids.split('\n').filter((id) => id !== ''),
        signal,
      );
    },
    async hasImage(image, signal) {
      const args = ['image', 'inspect', '--format', '{{.Id}}', image];
      return (await commands.run('docker', args, { signal, accept: [1], timeoutMs: queryMs })).exitCode === 0;
    },
    async remove(names, signal) {
      if (names.length === 0) return;
      const options = { timeoutMs: 3 * queryMs, ...(signal === undefined ? {} : { signal }) };
      await run(['rm', '--force', '--volumes', ...names], options);
    },
  };
}

/** Without the slash that Docker puts before it. */
export const getContainerName = (container: Container): string => container.Name.replace(/^\//, '');

/** @returns the IPv4 address on that network; undefined when the container is not on it (any more) */
export const getContainerAddress = (container: Container, network: string): string | undefined =>
  container.NetworkSettings.Networks[network]?.IPAddress || undefined;

/** @returns where a TCP port of the container is published on this machine, as `127.0.0.1:PORT` */
export function publishedAt(container: Container, port: number): string | undefined {
  const [binding] = container.NetworkSettings.Ports?.[`${port}/tcp`] ?? [];
  return binding && `${binding.HostIp}:${binding.HostPort}`;
}
