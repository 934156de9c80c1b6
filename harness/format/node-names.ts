/**
 * Node names in the form of kind and the embedded cluster: `CLUSTER-control-plane`, `CLUSTER-worker`,
 * `CLUSTER-worker2`. Texts use the short form, `control-plane-1`, `worker-1`, `worker-2`; records contain the full one.
 */
const roles = 'control-plane|worker';

/** A piece of a text: a node's short name with the full one, or the text between names. */
export interface TextPiece {
  readonly text: string;
  readonly fullName: string | null;
}

/** The cluster of a node with that name; null for a name of another form. */
export function readClusterName(nodeName: string): string | null {
  return new RegExp(`^([a-z0-9.-]+)-(?:${roles})\\d*$`).exec(nodeName)?.[1] ?? null;
}

/**
 * How the nodes of a cluster are named in texts: by the name of the cluster, where all have the form above; else by the full
 * name of each, with its short one.
 */
export type NodeNaming = string | ReadonlyMap<string, string> | null;

/**
 * Splits a text at the names of a cluster's nodes. The name of a pod, object or lane that resembles one is kept whole, and so
 * is the node of a command that is to be copied.
 */
export function splitAtNodeNames(text: string, naming: NodeNaming): readonly TextPiece[] {
  if (naming === null) return [{ text, fullName: null }];
  const { pattern, shorten } = typeof naming === 'string' ? inCluster(naming) : byName(naming);
  const name = new RegExp(`(?<![\\w./-])${copied}(?:${pattern})(?![\\w/-]|\\.\\w)`, 'g');
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(name)) {
    const [fullName] = match;
    pieces.push({ text: text.slice(end, match.index), fullName: null });
    pieces.push({ text: shorten(match), fullName });
    end = match.index + fullName.length;
  }
  return [...pieces, { text: text.slice(end), fullName: null }].filter((piece) => piece.text !== '');
}

/** Before the node of a command of kubectl. */
const copied = '(?<!kubectl (?:uncordon|label node|taint node) )';

interface NamePattern {
  readonly pattern: string;
  readonly shorten: (match: RegExpMatchArray) => string;
}

const inCluster = (cluster: string): NamePattern => ({
  pattern: `${escapeName(cluster)}-(${roles})(\\d*)`,
  shorten: ([, role = '', number = '']) => `${role}-${number || 1}`,
});

function byName(names: ReadonlyMap<string, string>): NamePattern {
  // Of names that begin alike, the longest.
  const longestFirst = [...names.keys()].sort((one, other) => other.length - one.length);
  return {
    // An empty choice would match everywhere.
    pattern: longestFirst.length === 0 ? '(?!)' : longestFirst.map(escapeName).join('|'),
    shorten: ([fullName]) => names.get(fullName) ?? fullName,
  };
}

const escapeName = (name: string): string => name.replace(/[^\w-]/g, '\\$&');

/** A text with the short name of every node of the cluster. */
export function shortenNodeNames(text: string, naming: NodeNaming): string {
  return splitAtNodeNames(text, naming)
    .map((piece) => piece.text)
    .join('');
}

/** The same for the nodes of several clusters. */
export function shortenNamesInClusters(text: string, clusters: Iterable<NodeNaming>): string {
  return [...clusters].reduce<string>(shortenNodeNames, text);
}

/**
 * The same for a text alone: the clusters are those of the steps that it names, such as `CLUSTER-worker2
 * (worker, step 3 of 3)`.
 */
export function shortenStepNames(text: string): string {
  const title = new RegExp(`([a-z0-9.-]+)-(?:${roles})\\d* \\((?:${roles}), step `, 'g');
  const clusters = new Set([...text.matchAll(title)].map(([, cluster = '']) => cluster));
  return shortenNamesInClusters(text, clusters);
}
