/**
 * Names and messages in a report come from clusters, scenarios and programs, and may contain anything, even
 * on purpose. Each function makes text harmless for one place; renderers use one of them for every text.
 */

// Control characters, and those that reorder or hide the following text (Unicode's "Trojan Source").
const unprintable = /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff]/gu;

/** One line of visible text: line breaks become spaces, invisible characters become U+FFFD. */
export function showUnprintable(text: string): string {
  return text.toWellFormed().replace(/\s+/g, ' ').trim().replace(unprintable, '\ufffd');
}

/** For text and quoted attributes of HTML. */
export function escapeHtml(text: string): string {
  return showUnprintable(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const markdownEntities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** For text within a line or table cell of GitHub-flavoured Markdown: no markup, no HTML, no new cell or line. */
export function escapeMarkdown(text: string): string {
  return showUnprintable(text)
    .replace(/[\\`*_{}[\]|~$]/g, '\\$&')
    .replace(/[&<>]/g, (character) => markdownEntities[character] ?? character);
}

/** For text at the start of a paragraph or list item, where a `#`, `-` or `1.` would have a meaning. */
export function escapeMarkdownLine(text: string): string {
  return escapeMarkdown(text)
    .replace(/^[-+=#]/, '\\$&')
    .replace(/^(\d{1,9})(?=[.)](?:\s|$))/, '$1\\');
}

/**
 * JSON for a `<script type="application/json">`: the same value, without characters that HTML or old
 * JavaScript would interpret.
 */
export function embedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
