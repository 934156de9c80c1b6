import type { RecordOf } from '../../journal/records.ts';
import { systemNamespace, type Timeline } from '../../timeline/model.ts';
import type { Period } from '../periods.ts';
import { durationText } from '../words.ts';

/** Warnings so long before something, and so long after it, are listed with it: a cause comes first, a watch is late. */
const beforeUs = 10_000_000;
const afterUs = 2_000_000;
/** Listed for one stretch of time. */
const most = 6;
const longestMessage = 200;

type Warning = RecordOf<'event'>;

/**
 * What Kubernetes warned of near a stretch of time: about the given namespaces, nodes and kube-system, in order of that and
 * of time. Equal warnings about several objects, or repeated ones, are listed once with their number. None is called the
 * cause.
 */
export function warningsNear(
  during: Period,
  namespaces: ReadonlySet<string>,
  { events }: Pick<Timeline, 'events'>,
): string[] {
  const ranks = (one: Warning) =>
    namespaces.has(one.namespace) ? 0 : one.object.startsWith('Node/') ? 1 : 2;
  const near = events.filter(
    (one) =>
      one.warning === true &&
      one.atUs >= during.fromUs - beforeUs &&
      one.atUs <= during.toUs + afterUs &&
      (namespaces.has(one.namespace) || one.namespace === systemNamespace || one.object.startsWith('Node/')),
  );
  const alike = Map.groupBy(near, (one) =>
    JSON.stringify([ranks(one), one.reason, kindOf(one), wordsOf(one)]),
  );
  const groups = [...alike.values()].sort(([a], [b]) => ranks(a as Warning) - ranks(b as Warning));
  const listed = groups.slice(0, most).map((group) => warningText(group, during));
  const left = groups.length - listed.length;
  return left > 0 ? [...listed, `${left} further kinds of warnings (journal.ndjson, type event)`] : listed;
}

/** Where what a target asks lives; of every target where none is named. */
export function targetNamespaces(
  { timeline: { workload } }: { readonly timeline: Pick<Timeline, 'workload'> },
  target: string | null,
): ReadonlySet<string> {
  const named = (workload?.targets ?? []).filter(({ name }) => target === null || name === target);
  return new Set(named.map(({ namespace }) => namespace));
}

function warningText(same: readonly Warning[], during: Period): string {
  const [first] = same as readonly [Warning, ...Warning[]];
  const ofObjects = [...Map.groupBy(same, ({ object }) => object).values()];
  const others = ofObjects.length > 1 ? ` and ${ofObjects.length - 1} more` : '';
  // Journaled again only when its count has doubled.
  const times = ofObjects.reduce((sum, group) => sum + Math.max(...group.map(({ count }) => count)), 0);
  const repeated = times > ofObjects.length ? `, at least ${times} times` : '';
  const place = first.object.startsWith('Node/') ? '' : `${first.namespace}/`;
  const name = `${kindOf(first)} ${place}${first.object.split('/')[1] ?? ''}`;
  return `warning ${printable(first.reason)} of ${printable(name)}${others}${repeated}, ${relativeText(first.atUs, during)}: ${wordsOf(first)}`;
}

function relativeText(atUs: number, { fromUs, toUs }: Period): string {
  if (atUs < fromUs) return `${durationText((fromUs - atUs) / 1000)} before it began`;
  if (atUs <= toUs) return `${durationText((atUs - fromUs) / 1000)} after it began`;
  return `${durationText((atUs - toUs) / 1000)} after its end`;
}

const kindOf = ({ object }: Warning) => object.split('/')[0] ?? '';

/** Its message in one line, within bounds. */
function wordsOf({ message }: Warning): string {
  const text = printable(message);
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage - 1)}…`;
}

function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ').trim();
}
