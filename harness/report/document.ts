/**
 * A report without a format: its content, in order. Markdown and HTML render the same document, so that no
 * figure can differ between them. All text is raw; renderers escape it.
 */
export interface Section {
  /** Anchor in the page. */
  readonly id: string;
  readonly heading: string;
  readonly blocks: readonly Block[];
  /** The files and the formula of these numbers. */
  readonly source: string;
  /** Nodes keep the full names that they have in the cluster. */
  readonly fullNames?: true;
}

export type Block =
  | { readonly kind: 'text'; readonly text: string; readonly tone?: Tone }
  | { readonly kind: 'list'; readonly title?: string; readonly items: readonly string[] }
  | Facts
  | Figure
  | Table;

export interface Table {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** Properties of one thing, term by term. */
export interface Facts {
  readonly kind: 'facts';
  readonly title: string;
  readonly facts: readonly {
    readonly term: string;
    readonly texts: readonly string[];
    readonly tone?: Tone;
  }[];
}

/** A figure that the page's own script draws. Tables contain the same numbers, so Markdown leaves it out. */
export interface Figure {
  readonly kind: 'figure';
  /** Id of its element, by which its script finds it. */
  readonly id: string;
  /** Description of the figure. */
  readonly label: string;
  /** What its script reads, as JSON. */
  readonly data: unknown;
}

export interface Column {
  readonly name: string;
  /** Aligned right, with digits of equal width. */
  readonly numeric?: boolean;
  /** What the column means, and how it is computed. */
  readonly title?: string;
}

export interface Row {
  /** Anchor in the page. */
  readonly id?: string;
  /** Starts a group of rows, or continues one. */
  readonly opens?: boolean;
  /** One per column; the first names the row. */
  readonly cells: readonly Cell[];
}

export type Cell =
  | string
  | {
      readonly text: string;
      /** Colour, if any. The text has the same meaning without it. */
      readonly tone?: Tone;
      /** Anchors before the text, such as `E1, E2`. */
      readonly links?: readonly string[];
    };

type Tone = 'good' | 'bad' | 'unsure' | 'quiet';

/** A table, or if it has no rows a sentence with the reason. */
export function tableOr(table: Omit<Table, 'kind'>, otherwise: string): Block {
  return table.rows.length === 0 ? { kind: 'text', text: otherwise } : { kind: 'table', ...table };
}

/** The whole text of a cell, including links. */
export function cellText(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  return [cell.links?.join(', '), cell.text].filter(Boolean).join(' ');
}

/** A cell for a missing measurement. */
export function missing(why = 'not measured'): Cell {
  return { text: why, tone: 'quiet' };
}
