import type { Kube } from '../kube/connect.ts';
import { bounded } from '../kube/request.ts';
import type { ContainerRun } from '../timeline/timeline.ts';

const lines = 5;
/** Maximum length of each line; a program's output has no limit. */
const longestLine = 200;

/** The last lines of a container's log, without control characters; none if it can't be read. */
export async function lastLogLines(
  kube: Kube,
  { namespace, pod, container, previous }: ContainerRun,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const request = { name: pod, namespace, container, previous, tailLines: lines };
  const text = await kube.core.readNamespacedPodLog(request, bounded(signal)).catch(() => '');
  return (text ?? '')
    .split('\n')
    .map((line) => line.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim())
    .filter((line) => line !== '')
    .slice(-lines)
    .map((line) => (line.length <= longestLine ? line : `${line.slice(0, longestLine - 1)}…`));
}
