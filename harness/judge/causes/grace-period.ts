import { type Reason, reason } from '../../reasons/reason.ts';
import { exitMarginMs } from '../../scenario/builtin.ts';
import type { Evidence } from '../evidence.ts';
import type { CutConnection } from './cut-connections.ts';

/** A watch sees the deletion up to this much after the kubelet began to count. */
const deletionSeenWithinMs = 500;

/**
 * Evidence that a request was cut because its pod's grace period was over; null if there is none. The grace
 * period of the user's own manifests is unknown.
 */
export function findGraceExpiry(
  { endUs, terminating }: CutConnection,
  { scenario: { workload } }: Evidence,
): Reason | null {
  if (terminating === null || workload.builtin === null) return null;
  const { terminationGraceMs, onSigterm } = workload;
  const keptMs = onSigterm === 'graceful' ? exitMarginMs : 0;
  const lastedMs = (endUs - terminating.fromUs) / 1000;
  if (lastedMs < terminationGraceMs - keptMs - deletionSeenWithinMs) return null;
  return reason('grace-expired', { graceMs: terminationGraceMs, keptMs });
}
