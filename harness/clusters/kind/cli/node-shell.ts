import type { Commands, RunOptions } from '../../../command/commands.ts';
import { followLines } from '../follow.ts';

/** Commands and files on the cluster's nodes, without the API server. */
export interface NodeShell {
  /**
   * An abort or a timeout only ends the waiting; the program on the node continues. @returns stdout; @throws
   * RehearsalError `command-failed`
   */
  exec(node: string, command: readonly string[], options: RunOptions): Promise<string>;
  /**
   * Copies a file of this machine onto the node's disk. The folder must exist and not be a tmpfs, which
   * Docker can't copy into.
   */
  copyTo(node: string, from: string, to: string, signal: AbortSignal): Promise<void>;
  /**
   * Lines of a file that only grows, from its first one. Waits for the file and survives a restart of the
   * node. The reader on the node may stay until the node is removed; it only reads.
   */
  follow(node: string, path: string, signal: AbortSignal): AsyncIterable<string>;
}

export function nodeShell(commands: Commands): NodeShell {
  return {
    exec: async (node, command, options) =>
      (await commands.run('docker', ['exec', node, ...command], options)).stdout,
    async copyTo(node, from, to, signal) {
      await commands.run('docker', ['cp', '--follow-link', from, `${node}:${to}`], {
        signal,
        timeoutMs: 5 * 60_000,
      });
    },
    follow: (node, path, signal) =>
      followLines(
        (firstLine) =>
          commands.lines('docker', ['exec', node, 'tail', '-n', `+${firstLine}`, '-F', path], {
            signal,
            newlines: 'kept',
          }),
        signal,
      ),
  };
}
