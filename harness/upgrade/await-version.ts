import { pause } from '../async/pause.ts';
import { RehearsalError } from '../errors.ts';
import { duration } from '../format/durations.ts';
import { apiFailure, errorText, isTransient } from '../kube/api-error.ts';
import type { Kube } from '../kube/connect.ts';
import { leaseRenewal, type NodeReport, readNodeReport } from '../kube/nodes.ts';
import { retryTransient } from '../kube/request.ts';

const timeoutMs = 5 * 60_000;
const pollMs = 1_000;

/**
 * A node's reports around its kubelet's restart: together they distinguish a report of the new process from an old one.
 */
export interface RestartMark {
  /** The Ready condition's heartbeat before the restart. */
  readonly heartbeat: string;
  /** The lease's renewal after the restart: only the new process can renew it again. */
  readonly renewal: string;
}

/**
 * Restarts a kubelet, and records its node's reports before and after. @throws the error of `restart`; API
 * errors that last longer than five minutes
 */
export async function markedRestart(
  kube: Kube,
  node: string,
  signal: AbortSignal,
  restart: () => Promise<void>,
): Promise<RestartMark> {
  const patient = { signal, timeoutMs };
  const { heartbeat } = await retryTransient(() => readNodeReport(kube, node, signal), patient);
  await restart();
  return { heartbeat, renewal: await retryTransient(() => leaseRenewal(kube, node, signal), patient) };
}

/**
 * Waits until new reads show that the node itself reports the version and Ready; if the version does not change, that a
 * kubelet started after the mark reports it. Does not compare clocks of two machines. A new node may not have
 * registered yet.
 * @throws RehearsalError `upgrade-failed` after `withinMs`, with the last observation; the signal's reason when aborted
 */
export async function awaitVersion(
  kube: Kube,
  node: string,
  version: string,
  mark: RestartMark | null,
  signal: AbortSignal,
  withinMs: number = timeoutMs,
): Promise<string> {
  const limit = AbortSignal.timeout(withinMs);
  let seen = 'nothing';
  for (;;) {
    try {
      const report = await readNodeReport(kube, node, signal);
      const restarted = mark === null || (await hasRestarted(kube, node, report, mark, signal));
      seen = `${report.kubeletVersion}, ${report.ready ? 'Ready' : notReady(report)}${restarted ? '' : ', not restarted'}`;
      if (report.kubeletVersion === version && report.ready && restarted) return `reports ${seen}`;
    } catch (error) {
      signal.throwIfAborted();
      if (!isTransient(error) && apiFailure(error)?.status !== 404) throw error;
      seen = errorText(error);
    }
    if (limit.aborted)
      throw new RehearsalError(
        'upgrade-failed',
        `${node} did not report ${version}, Ready, within ${duration(withinMs)}; last seen: ${seen}`,
      );
    await pause(pollMs, signal);
  }
}

const notReady = ({ message }: NodeReport) => `not Ready${message && ` (${message})`}`;

async function hasRestarted(
  kube: Kube,
  node: string,
  report: NodeReport,
  mark: RestartMark,
  signal: AbortSignal,
): Promise<boolean> {
  return report.heartbeat !== mark.heartbeat && (await leaseRenewal(kube, node, signal)) !== mark.renewal;
}
