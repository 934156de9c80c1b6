import type { AnyObject } from '../../objects.ts';
import type { TableColumn } from '../resource.ts';

/** Selectors in kubectl's notation. */
interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export const column = (
  name: string,
  description: string,
  type: TableColumn['type'] = 'string',
): TableColumn => ({ name, type, format: '', description, priority: 0 });

/** Shown with `-o wide` only. */
export const wide = (
  name: string,
  description: string,
  type: TableColumn['type'] = 'string',
): TableColumn => ({
  ...column(name, description, type),
  priority: 1,
});

export const nameColumn: TableColumn = {
  ...column('Name', 'Name must be unique within a namespace.'),
  format: 'name',
};

export const ageColumn = column(
  'Age',
  'CreationTimestamp is a timestamp representing the server time when this object was created.',
);

export const formatAge = ({ metadata }: AnyObject, nowMs: number): string =>
  since(metadata.creationTimestamp, nowMs);

/** Formats how long ago a time was. */
export function since(time: string | undefined, nowMs: number): string {
  return time === undefined ? '<unknown>' : humanDuration(nowMs - Date.parse(time));
}

/** Formats as apimachinery's `duration.HumanDuration`: at most two units, finer ones for shorter durations. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1_000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return withRest(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return withRest(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (hours < 192) return withRest(days, 'd', hours % 24, 'h');
  if (days < 365 * 2) return `${days}d`;
  const years = Math.trunc(days / 365);
  if (days < 365 * 8) return withRest(years, 'y', days % 365, 'd');
  return `${years}y`;
}

const withRest = (whole: number, unit: string, rest: number, restUnit: string) =>
  rest === 0 ? `${whole}${unit}` : `${whole}${unit}${rest}${restUnit}`;

/** `app=web,tier=front` */
export function labelsText(labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.toSorted().join(',') || '<none>';
}

/** `app=web,tier in (back,front)` */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: Selector = {}): string {
  const pairs = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator.toLowerCase()} (${values.toSorted().join(',')})`;
  });
  return [...pairs, ...expressions].toSorted().join(',') || '<none>';
}

/** The first three, and the number of others. */
export function firstFew(all: readonly string[]): string {
  const most = 3;
  const shown = all.slice(0, most).join(',');
  return all.length > most ? `${shown} + ${all.length - most} more...` : shown || '<unset>';
}
