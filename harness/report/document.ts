/**
 * A report before it has a format: what it says, in order. Markdown and HTML render the same document, so that no
 * figure can differ between them. All text is raw; renderers escape it.
 */
export interface Section {
  /** Anchor in the page. */
  readonly id: string;
  readonly heading: string;
  readonly blocks: readonly Block[];
  /** Which files and which formula these numbers come from. */
  readonly source: string;
  /** Nodes keep their full names, as the cluster knows them. */
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

/** What is known of one thing, term by term. */
export interface Facts {
  readonly kind: 'facts';
  readonly title: string;
  readonly facts: readonly {
    readonly term: string;
    readonly texts: readonly string[];
    readonly tone?: Tone;
  }[];
}

/** What the page's own script draws. Tables hold the same figures, so Markdown leaves it out. */
export interface Figure {
  readonly kind: 'figure';
  /** Id of its element, by which its script finds it. */
  readonly id: string;
  /** The picture in words. */
  readonly label: string;
  /** What its script reads, as JSON. */
  readonly data: unknown;
}

export interface Column {
  readonly name: string;
  /** Set right, with digits of one width. */
  readonly numeric?: boolean;
  /** What the column means, and how it is computed. */
  readonly title?: string;
}

export interface Row {
  /** Anchor in the page. */
  readonly id?: string;
  /** Begins a group of rows, or follows within one. */
  readonly opens?: boolean;
  /** As many as there are columns; the first names the row. */
  readonly cells: readonly Cell[];
}

export type Cell =
  | string
  | {
      readonly text: string;
      /** Colour, where there is any. The text says the same without it. */
      readonly tone?: Tone;
      /** Anchors that stand before the text, as `E1, E2`. */
      readonly links?: readonly string[];
    };

type Tone = 'good' | 'bad' | 'unsure' | 'quiet';

/** A table, or where it would have no row a sentence that says why. */
export function tableOr(table: Omit<Table, 'kind'>, otherwise: string): Block {
  return table.rows.length === 0 ? { kind: 'text', text: otherwise } : { kind: 'table', ...table };
}

/** All that a cell says, links included. */
export function cellText(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  return [cell.links?.join(', '), cell.text].filter(Boolean).join(' ');
}

/** A cell that says a measurement is missing. */
export function missing(why = 'not measured'): Cell {
  return { text: why, tone: 'quiet' };
}
