import { type NodeNaming, splitAtNodeNames, type TextPiece } from '../../format/node-names.ts';
import { type Hole, html, spaceHtml } from './markup.ts';

/** Writes a text into the page. */
export type TextHtml = (text: string) => Hole;

/** Text unchanged. */
export const fullNamesHtml: TextHtml = (text) => text;

/** Text with the short name of each node of a cluster, which shows the full one on hover. */
export function shortNamesHtml(naming: NodeNaming): TextHtml {
  return (text) => splitAtNodeNames(text, naming).map(pieceHtml);
}

function pieceHtml({ text, fullName }: TextPiece): Hole {
  if (fullName !== null) return html`<abbr title="${fullName}">${text}</abbr>`;
  return [/^\s/.test(text) ? spaceHtml : null, text, /\S\s$/.test(text) ? spaceHtml : null];
}
