import type { Resource } from '../../journal/records.ts';
import type { BlindSpot, UnreadySpan } from '../../timeline/model.ts';

/** Where the readiness of each kind is watched. */
const watchedAs: Readonly<Record<UnreadySpan['kind'], Resource>> = {
  node: 'nodes',
  DaemonSet: 'daemonsets',
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
};

/** The blind spots in which something could become ready, or unready, unseen. */
export function readinessUnseen(blind: readonly BlindSpot[]): readonly BlindSpot[] {
  const resources = new Set(Object.values(watchedAs));
  return blind.filter((spot) => resources.has(spot.resource));
}

/**
 * Unreadiness that was found to be over when the watch could see again, or not found to be over while it could not, may
 * have ended as soon as it went blind.
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
