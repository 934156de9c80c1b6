import type { Resource } from '../../journal/records.ts';
import type { BlindSpot, UnreadySpan } from '../../timeline/model.ts';

/** The watch that shows the readiness of each kind. */
const watchedAs: Readonly<Record<UnreadySpan['kind'], Resource>> = {
  node: 'nodes',
  DaemonSet: 'daemonsets',
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
};

/** Blind periods in which something could become ready, or unready, unseen. */
export function readinessUnseen(blind: readonly BlindSpot[]): readonly BlindSpot[] {
  const resources = new Set(Object.values(watchedAs));
  return blind.filter((spot) => resources.has(spot.resource));
}

/**
 * Unreadiness may have ended when the watch became blind, if it was found to be over afterwards, or was not
 * found to be over meanwhile.
 */
export function overAtTheEarliest(
  unready: readonly UnreadySpan[],
  blind: readonly BlindSpot[],
): readonly UnreadySpan[] {
  return unready.map((span) => {
    const hides = ({ resource, fromUs, toUs }: BlindSpot) =>
      resource === watchedAs[span.kind] &&
      fromUs < (span.toUs ?? Number.POSITIVE_INFINITY) &&
      (toUs === null || (span.toUs !== null && span.toUs <= toUs));
    const spot = blind.find(hides);
    return spot === undefined ? span : { ...span, toUs: Math.max(span.fromUs, spot.fromUs) };
  });
}
