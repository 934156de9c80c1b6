import { systemNamespace } from '../../timeline/model.ts';
import { joinedWithinUs } from '../episodes.ts';
import { durationText, timeText } from '../words.ts';
import { apiReturnedUs, goingIn, type Mechanism, unreachedRows } from './mechanism.ts';

/**
 * A node proxy whose requests failed while its API server was away tries again after 30 to 60 s, however soon the server is
 * back: client-go's reflector doubles its pause up to 30 s and adds as much again at random
 * (`NewExponentialBackoffManager(800ms, 30s, 2min, 2.0, 1.0)` in tools/cache/reflector.go of 1.33 and 1.34).
 */
const listsAgainWithinUs = 60_000_000;

/**
 * The node proxies followed a slice late, because the API server had been away: new connections went to a pod for more
 * than a second after it had ceased to be a ready endpoint. Its lag counts from the API server's return.
 */
export const staleProxy: Mechanism = (raw, evidence) => {
  const { intendedUs } = raw.view;
  const backUs = apiReturnedUs(evidence, raw.firstBadUs - listsAgainWithinUs, raw.lastBadUs);
  if (backUs === null) return null;
  const late = goingIn(raw, evidence).filter(
    ({ life }) => life.unroutedUs !== null && life.unroutedUs + joinedWithinUs < raw.lastBadUs,
  );
  const [first] = late.sort((a, b) => (a.life.unroutedUs as number) - (b.life.unroutedUs as number));
  if (first === undefined) return null;
  // What was due before that, the slices themselves sent to the pod.
  const sinceUs = Math.max(first.fromUs, first.life.unroutedUs as number);
  const rows = unreachedRows(raw).filter((row) => (intendedUs[row] as number) >= sinceUs);
  const lagMs = (raw.lastBadUs - backUs) / 1000;
  return {
    explains: rows.length,
    lagMs,
    evidence: `the API server was back at ${timeText(backUs)}; pod ${first.life.pod} was no ready endpoint from ${timeText(first.life.unroutedUs as number)} on, and yet new connections failed before reaching a pod until ${timeText(raw.lastBadUs)}, ${durationText(lagMs)} after the API server's return`,
  };
};

/** The node proxies themselves were being replaced: new connections failed before reaching a pod, though pods were ready and none was terminating. */
export const proxiesRestarting: Mechanism = (raw, evidence) => {
  const { timeline } = evidence;
  if (goingIn(raw, evidence).length > 0) return null;
  const span = timeline.unready.find(
    (one) =>
      one.subject === `DaemonSet ${systemNamespace}/kube-proxy` &&
      one.fromUs <= raw.firstBadUs &&
      (one.toUs ?? Number.POSITIVE_INFINITY) >= raw.lastBadUs,
  );
  if (span === undefined) return null;
  const rows = unreachedRows(raw);
  const until = span.toUs === null ? 'on' : `until ${timeText(span.toUs)}`;
  return {
    explains: rows.length,
    lagMs: (raw.lastBadUs - span.fromUs) / 1000,
    evidence: `${span.subject} was not rolled out from ${timeText(span.fromUs)} ${until}, no pod of the Service was terminating, and ${rows.length} new connections failed before reaching a pod`,
  };
};
