import type { Commands, RunOptions } from '../../../command/commands.ts';

/** The `kind` command. Every call names the cluster and a kubeconfig of our own, so that the user's is never read or written. */
export interface KindCli {
  /** Keeps the nodes when it fails, so that their logs can be read. Does not wait for nodes to be Ready: kind's own wait returns too early. */
  create(name: string, config: string, signal: AbortSignal, onLine: (line: string) => void): Promise<void>;
  loadImages(name: string, images: readonly string[], signal: AbortSignal): Promise<void>;
  exportLogs(name: string, folder: string, signal: AbortSignal): Promise<void>;
}

const minuteMs = 60_000;

/** @param kubeconfig path of the only kubeconfig that kind may touch */
export function kindCli(commands: Commands, kubeconfig: string): KindCli {
  const kind = (args: readonly string[], options: RunOptions) =>
    commands.run('kind', args, { ...options, env: { KUBECONFIG: kubeconfig } });
  return {
    async create(name, config, signal, onLine) {
      const args = [
        'create',
        'cluster',
        '--name',
        name,
        '--kubeconfig',
        kubeconfig,
        '--config',
        '-',
        '--retain',
      ];
      // Its milestones, without its emoji and its tips.
      const onText = (line: string) => {
        const milestone = /^\s*✓ ([\x20-\x7e]*[\x21-\x7e])/.exec(line)?.[1];
        if (milestone !== undefined) onLine(`kind: ${milestone}`);
      };
      await kind(args, { signal, input: config, onLine: onText, timeoutMs: 15 * minuteMs });
    },
    async loadImages(name, images, signal) {
      await kind(['load', 'docker-image', '--name', name, ...images], { signal, timeoutMs: 10 * minuteMs });
    },
    async exportLogs(name, folder, signal) {
      await kind(['export', 'logs', folder, '--name', name], { signal, timeoutMs: 2 * minuteMs });
    },
  };
}
