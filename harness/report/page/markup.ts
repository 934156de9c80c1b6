import { embedJson, escapeHtml } from '../escape.ts';

/** HTML that may be part of the page unchanged. Only the functions here create it, so text can't be mistaken for it. */
class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

export type { Html };

/** A template's values: text, which is escaped; markup; lists of both, one after another; null for nothing. */
export type Hole = string | number | Html | null | readonly Hole[];

/** Markup from a template. Every text in it is escaped, for content and for quoted attributes alike. */
export function html(parts: TemplateStringsArray, ...holes: readonly Hole[]): Html {
  return new Html(String.raw({ raw: parts }, ...holes.map(renderHole)));
}

/** Markup with a separator between its pieces. */
export function joinHtml(pieces: readonly Hole[], separator: '\n' | ', ' | ' '): Html {
  return new Html(pieces.map(renderHole).join(separator));
}

/** For HTML that this tool wrote itself: its styles, scripts and policy. Nothing in it is escaped. */
export function ownHtml(markup: string): Html {
  return new Html(markup);
}

/** A space between two pieces, each of which is trimmed separately. */
export const spaceHtml = ownHtml(' ');

/** Data for a script of the page, as the content of a `<script type="application/json">`. */
export function jsonHtml(value: unknown): Html {
  return new Html(embedJson(value));
}

function renderHole(hole: Hole): string {
  if (hole === null) return '';
  if (hole instanceof Html) return hole.toString();
  if (typeof hole === 'object') return hole.map(renderHole).join('');
  return escapeHtml(String(hole));
}
