import type { Block, Cell, Column, Facts, Figure, Row, Section, Table } from '../document.ts';
import { type Html, html, joinHtml, jsonHtml } from './markup.ts';
import { fullNamesHtml, type TextHtml } from './node-names.ts';

/**
 * A section of the report as HTML, with its source as a footnote.
 * @param shortNames writes text with the short names of nodes
 */
export function sectionHtml(section: Section, shortNames: TextHtml): Html {
  const textHtml = section.fullNames ? fullNamesHtml : shortNames;
  return html`<section id="${section.id}" aria-labelledby="${section.id}-heading">
<h2 id="${section.id}-heading">${section.heading}</h2>
${joinHtml(
  section.blocks.map((block) => blockHtml(block, textHtml)),
  '\n',
)}
<p class="source"><span>Source</span> ${section.source}</p>
</section>`;
}

/** One block of a section. */
function blockHtml(block: Block, textHtml: TextHtml): Html {
  switch (block.kind) {
    case 'table':
      return tableHtml(block, textHtml);
    case 'figure':
      return figureHtml(block);
    case 'facts':
      return factsHtml(block, textHtml);
    case 'text':
      return html`<p${classHtml(block.tone)}>${textHtml(block.text)}</p>`;
    case 'list':
      return html`${block.title === undefined ? null : html`<h3>${block.title}</h3>`}<ul>${block.items.map((item) => html`<li>${textHtml(item)}</li>`)}</ul>`;
  }
}

function factsHtml({ title, facts }: Facts, textHtml: TextHtml): Html {
  const items = facts.map(
    ({ term, texts, tone }) =>
      html`<dt>${term}</dt>${texts.map((text) => html`<dd${classHtml(tone)}>${textHtml(text)}</dd>`)}`,
  );
  return html`<div class="known"><h3>${title}</h3><dl>${items}</dl></div>`;
}

function figureHtml({ id, label, data }: Figure): Html {
  return html`<figure id="${id}">
${withoutScripts}
<div role="img" aria-label="${label}"></div>
<script type="application/json">${jsonHtml(data)}</script>
</figure>`;
}

/** Replaces a figure where nothing draws it. */
export const withoutScripts = html`<noscript><p>The chart is drawn by this file's own script, which is switched off here. The tables hold the same figures.</p></noscript>`;

// Wide tables scroll separately, also by keyboard, instead of widening the page.
function tableHtml({ caption, columns, rows }: Table, textHtml: TextHtml): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(headHtml)}</tr></thead>
<tbody>
${joinHtml(
  rows.map((row) => rowHtml(row, columns, textHtml)),
  '\n',
)}
</tbody>
</table></div>`;
}

function headHtml({ name, numeric, title }: Column): Html {
  const help = title === undefined ? null : html` title="${title}"`;
  return html`<th scope="col"${classHtml(numeric ? 'numeric' : undefined)}${help}>${name}</th>`;
}

function rowHtml(row: Row, columns: readonly Column[], textHtml: TextHtml): Html {
  const id = row.id === undefined ? null : html` id="${row.id}"`;
  const group = row.opens === undefined ? undefined : row.opens ? 'opens' : 'follows';
  const cells = row.cells.map((cell, index) => cellHtml(cell, columns[index], index === 0, textHtml));
  return html`<tr${id}${classHtml(group)}>${cells}</tr>`;
}

function cellHtml(cell: Cell, column: Column | undefined, isFirst: boolean, textHtml: TextHtml): Html {
  const { text, tone, links } = typeof cell === 'string' ? { text: cell } : cell;
  const classes = classHtml([column?.numeric ? 'numeric' : '', tone ?? ''].filter(Boolean).join(' '));
  const anchors = (links ?? []).map((anchor) => html`<a href="#${anchor}">${anchor}</a>`);
  const content = joinHtml(
    [...(anchors.length === 0 ? [] : [joinHtml(anchors, ', ')]), ...(text === '' ? [] : [textHtml(text)])],
    ' ',
  );
  return isFirst ? html`<th scope="row"${classes}>${content}</th>` : html`<td${classes}>${content}</td>`;
}

/** The attribute, with a space before it; empty if there is no class. */
function classHtml(name: string | undefined): Html | null {
  return name === undefined || name === '' ? null : html` class="${name}"`;
}
