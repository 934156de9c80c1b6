import { type NodeNaming, readClusterName, shortenNodeNames } from '../format/node-names.ts';
import type { Summary } from '../judge/answer/summary.ts';

type Named = Pick<Summary, 'steps' | 'probes' | 'nodes'>;

/** How a summary's nodes are named in texts; null if no node name has a known form. */
export function findNodeNaming(summary: Named): NodeNaming {
  return summary.nodes === undefined ? findClusterName(summary) : createNaming(summary.nodes);
}

/** Of nodes whose names say nothing. */
export function createNaming(nodes: NonNullable<Named['nodes']>): NodeNaming {
  return new Map(nodes.map(({ name, shortName }) => [name, shortName]));
}

/** The cluster of a summary's nodes; null if no node name has a known form. */
function findClusterName({ steps, probes }: Pick<Summary, 'steps' | 'probes'>): string | null {
  const names = [...steps.map(({ node }) => node), ...probes.map(({ source }) => source)];
  return names.map(readClusterName).find((name) => name !== null) ?? null;
}

/** Those of several runs, each once. */
export function findClusterNames(summaries: readonly Pick<Summary, 'steps' | 'probes'>[]): readonly string[] {
  return [...new Set(summaries.map(findClusterName).filter((name) => name !== null))];
}

/** How the nodes of several runs are named. */
export function findNodeNamings(summaries: readonly Named[]): readonly NodeNaming[] {
  return [...new Set(summaries.map(findNodeNaming))];
}

/** The same value with the short name of each node in all its texts. Keys are unchanged. */
export function shortenTexts<T>(value: T, naming: NodeNaming): T {
  if (naming === null) return value;
  return mapTexts(value, (text) => shortenNodeNames(text, naming)) as T;
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}
