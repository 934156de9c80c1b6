import type { Block, Cell, Column, Facts, Figure, Row, Section, Table } from '../document.ts';
import { embedJson, escapeHtml } from '../escape.ts';

/** A section of the report as HTML, with its source as a footnote. */
export function sectionHtml(section: Section): string {
  return `<section id="${section.id}" aria-labelledby="${section.id}-heading">
<h2 id="${section.id}-heading">${escapeHtml(section.heading)}</h2>
${section.blocks.map(blockHtml).join('\n')}
<p class="source"><span>Source</span> ${escapeHtml(section.source)}</p>
</section>`;
}

/** One block of a section. */
function blockHtml(block: Block): string {
  if (block.kind === 'table') return tableHtml(block);
  if (block.kind === 'figure') return figureHtml(block);
  if (block.kind === 'text') return `<p${toneClass(block.tone)}>${escapeHtml(block.text)}</p>`;
  if (block.kind === 'facts') return factsHtml(block);
  const items = block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('');
  return `${block.title === undefined ? '' : `<h3>${escapeHtml(block.title)}</h3>`}<ul>${items}</ul>`;
}

function factsHtml({ title, facts }: Facts): string {
  const items = facts.map(
    ({ term, texts, tone }) =>
      `<dt>${escapeHtml(term)}</dt>${texts.map((text) => `<dd${toneClass(tone)}>${escapeHtml(text)}</dd>`).join('')}`,
  );
  return `<div class="known"><h3>${escapeHtml(title)}</h3><dl>${items.join('')}</dl></div>`;
}

function figureHtml({ id, label, data }: Figure): string {
  return `<figure id="${id}">
${withoutScripts}
<div role="img" aria-label="${escapeHtml(label)}"></div>
<script type="application/json">${embedJson(data)}</script>
</figure>`;
}

/** What stands in place of a figure where nothing draws it. */
export const withoutScripts =
  "<noscript><p>The chart is drawn by this file's own script, which is switched off here. The tables hold the same figures.</p></noscript>";

// Wide tables scroll by themselves, also by keyboard, instead of widening the page.
function tableHtml({ caption, columns, rows }: Table): string {
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(caption)}"><table>
<caption>${escapeHtml(caption)}</caption>
<thead><tr>${columns.map(headHtml).join('')}</tr></thead>
<tbody>
${rows.map((row) => rowHtml(row, columns)).join('\n')}
</tbody>
</table></div>`;
}

function headHtml({ name, numeric, title }: Column): string {
  const help = title === undefined ? '' : ` title="${escapeHtml(title)}"`;
  return `<th scope="col"${numeric ? ' class="numeric"' : ''}${help}>${escapeHtml(name)}</th>`;
}

function rowHtml(row: Row, columns: readonly Column[]): string {
  const attributes = `${row.id === undefined ? '' : ` id="${escapeHtml(row.id)}"`}${row.opens === undefined ? '' : ` class="${row.opens ? 'opens' : 'follows'}"`}`;
  return `<tr${attributes}>${row.cells.map((cell, index) => cellHtml(cell, columns[index], index === 0)).join('')}</tr>`;
}

function cellHtml(cell: Cell, column: Column | undefined, first: boolean): string {
  const { text, tone, links } = typeof cell === 'string' ? { text: cell } : cell;
  const classes = [column?.numeric ? 'numeric' : '', tone ?? ''].filter(Boolean).join(' ');
  const name = first ? 'th' : 'td';
  const content = [(links ?? []).map(linkHtml).join(', '), escapeHtml(text)].filter(Boolean).join(' ');
  return `<${name}${first ? ' scope="row"' : ''}${classes ? ` class="${classes}"` : ''}>${content}</${name}>`;
}

function linkHtml(anchor: string): string {
  return `<a href="#${escapeHtml(anchor)}">${escapeHtml(anchor)}</a>`;
}

function toneClass(tone: string | undefined): string {
  return tone === undefined ? '' : ` class="${tone}"`;
}
