import { exitMarginMs } from '../../scenario/builtin.ts';
import type { Evidence } from '../evidence.ts';
import { durationText } from '../words.ts';
import type { CutConnection } from './cut-connections.ts';

/** A watch sees the deletion up to so much later than the kubelet began to count. */
const deletionSeenWithinMs = 500;

/**
 * What shows that a request was cut because its pod's grace period was over, in words; null where that is not shown. Of the
 * user's own manifests no grace period is known.
 */
export function describeGraceExpiry(
  { endUs, terminating }: CutConnection,
  { scenario: { workload } }: Evidence,
): string | null {
  if (terminating === null || workload.builtin === null) return null;
  const { terminationGraceMs, onSigterm } = workload;
  const kept = onSigterm === 'graceful' ? exitMarginMs : 0;
  const lastedMs = (endUs - terminating.fromUs) / 1000;
  if (lastedMs < terminationGraceMs - kept - deletionSeenWithinMs) return null;
  const grace = `its grace period of ${durationText(terminationGraceMs)}`;
  return kept > 0
    ? `${grace}, of which it keeps ${durationText(kept)} for its exit, was over`
    : `${grace} was over, and it was killed`;
}
