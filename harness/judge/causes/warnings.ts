import type { RecordOf } from '../../journal/records.ts';
import { type Reason, reason } from '../../reasons/reason.ts';
import type { Timeline } from '../../timeline/model.ts';
import { systemNamespace } from '../../timeline/system-namespace.ts';
import type { Period } from '../periods.ts';

/**
 * Warnings this long before a period, and this long after it, are listed with it: a cause precedes its
 * effect, and a watch is late.
 */
const beforeUs = 10_000_000;
const afterUs = 2_000_000;
/** Maximum number listed for one period. */
const most = 6;
const longestMessage = 200;

type KubernetesWarning = RecordOf<'event'>;

/**
 * Kubernetes' warnings near a period: about the given namespaces, nodes and kube-system, in that order and by
 * time. Equal warnings about several objects, or repeated ones, are listed once with their number. None is
 * reported as the cause.
 */
export function findWarningsNear(
  during: Period,
  namespaces: ReadonlySet<string>,
  { events }: Pick<Timeline, 'events'>,
): Reason[] {
  const ranks = (one: KubernetesWarning) =>
    namespaces.has(one.namespace) ? 0 : one.object.startsWith('Node/') ? 1 : 2;
  const near = events.filter(
    (one) =>
      one.warning === true &&
      one.atUs >= during.fromUs - beforeUs &&
      one.atUs <= during.toUs + afterUs &&
      (namespaces.has(one.namespace) || one.namespace === systemNamespace || one.object.startsWith('Node/')),
  );
  const alike = Map.groupBy(near, (one) =>
    JSON.stringify([ranks(one), one.reason, readKind(one), shortMessage(one)]),
  );
  const groups = [...alike.values()].sort(
    ([a], [b]) => ranks(a as KubernetesWarning) - ranks(b as KubernetesWarning),
  );
  const listed = groups.slice(0, most).map((group) => describeAlike(group, during));
  const left = groups.length - listed.length;
  return left > 0 ? [...listed, reason('further-warnings', { kinds: left })] : listed;
}

/** Namespaces of a target's workload; of every target if `target` is null. */
export function targetNamespaces(
  { timeline: { workload } }: { readonly timeline: Pick<Timeline, 'workload'> },
  target: string | null,
): ReadonlySet<string> {
  const named = (workload?.targets ?? []).filter(({ name }) => target === null || name === target);
  return new Set(named.map(({ namespace }) => namespace));
}

function describeAlike(same: readonly KubernetesWarning[], during: Period): Reason {
  const [first] = same as readonly [KubernetesWarning, ...KubernetesWarning[]];
  const ofObjects = [...Map.groupBy(same, ({ object }) => object).values()];
  // Journaled again only when its count has doubled.
  const times = ofObjects.reduce((sum, group) => sum + Math.max(...group.map(({ count }) => count)), 0);
  const place = first.object.startsWith('Node/') ? '' : `${first.namespace}/`;
  const name = first.object.split('/')[1] ?? '';
  return reason(
    'warning',
    {
      reason: printable(first.reason),
      object: printable(`${readKind(first)} ${place}${name}`),
      otherObjects: ofObjects.length - 1,
      times: times > ofObjects.length ? times : null,
      ...distance(first.atUs, during),
      message: shortMessage(first),
    },
    [{ record: 'event', atUs: first.atUs }],
  );
}

/** How long before, in or after a period something was. */
function distance(atUs: number, { fromUs, toUs }: Period) {
  if (atUs < fromUs) return { when: 'before', ms: (fromUs - atUs) / 1000 } as const;
  if (atUs <= toUs) return { when: 'during', ms: (atUs - fromUs) / 1000 } as const;
  return { when: 'after', ms: (atUs - toUs) / 1000 } as const;
}

const readKind = ({ object }: KubernetesWarning) => object.split('/')[0] ?? '';

/** Its message in one line, limited in length. */
function shortMessage({ message }: KubernetesWarning): string {
  const text = printable(message);
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage - 1)}…`;
}

function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ').trim();
}
