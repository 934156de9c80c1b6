import type { NodeShell } from './cli/node-shell.ts';
import { adminKubectl } from './nodes.ts';

const timeoutMs = 30_000;

/**
 * Gives each node a blackhole route for its own pod range. kind's network has a route for each pod and none for the
 * range: packets to a deleted pod would leave by the default route, and a host out there might answer in place of the
 * service. Routes of running pods are more specific and have priority; Calico does the same for its blocks.
 */
export async function closePodRanges(
  shell: NodeShell,
  controlPlane: string,
  signal: AbortSignal,
): Promise<void> {
  const ranges = await shell.exec(
    controlPlane,
    adminKubectl(
      'get',
      'nodes',
      '-o',
      'jsonpath={range .items[*]}{.metadata.name}{" "}{.spec.podCIDRs[*]}{"\\n"}{end}',
    ),
    { signal, timeoutMs },
  );
  for (const line of ranges.split('\n').filter(Boolean)) {
    const [node = '', ...cidrs] = line.split(' ');
    for (const cidr of cidrs) {
      const family = cidr.includes(':') ? '-6' : '-4';
      await shell.exec(node, ['ip', family, 'route', 'replace', 'blackhole', cidr], { signal, timeoutMs });
    }
  }
}
