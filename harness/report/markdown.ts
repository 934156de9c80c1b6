import { quantity } from '../format/quantity.ts';
import type { Summary } from '../judge/answer/summary.ts';
import { type Block, cellText, type Figure, type Section, type Table } from './document.ts';
import { describeEffect } from './effect.ts';
import { escapeMarkdown, escapeMarkdownLine } from './escape.ts';
import { countCaveats, verdictMeanings, verdictSigns } from './names.ts';
import { formatValue, selectDecisive } from './sections/criteria.ts';
import { describeLimits, describeNotCovered, describeProof } from './sections/proves.ts';
import { furtherReasons } from './sections/reasons.ts';
import { describeUpgrade } from './sections/run.ts';
import { followingSections, openingSections } from './sections.ts';
import { findNodeNaming, shortenTexts } from './short-names.ts';

/** report.md: the report for a pull request or a sign-off, in GitHub-flavoured Markdown. */
export function renderMarkdownReport(summary: Summary): string {
  const naming = findNodeNaming(summary);
  const sections = [...openingSections(summary), ...followingSections(summary)].map((section) =>
    section.fullNames ? section : shortenTexts(section, naming),
  );
  const blocks = [...createOpening(shortenTexts(summary, naming)), ...sections.flatMap(renderSection)];
  return `${blocks.join('\n\n')}\n`;
}

function createOpening(summary: Summary): string[] {
  const facts = selectDecisive(summary.criteria).map(
    (criterion) =>
      `- **${escapeMarkdown(criterion.id)}** ${escapeMarkdown(formatValue(criterion))}, limit ${escapeMarkdown(quantity(criterion.limit, criterion.unit))}`,
  );
  const changes = summary.recommendations.map(
    ({ setting, from, to }) =>
      `- Recommended change: **${escapeMarkdown(setting)}** from ${escapeMarkdown(from)} to ${escapeMarkdown(to)}`,
  );
  const effect = describeEffect(summary);
  const further = furtherReasons(summary);
  return [
    `# ${verdictSigns[summary.verdict]} ${summary.verdict}: ${escapeMarkdown(summary.scenario)}`,
    ...(effect === null ? [] : [escapeMarkdownLine(effect)]),
    `**${escapeMarkdown(summary.headline)}**`,
    `${escapeMarkdownLine(describeUpgrade(summary))}, on ${escapeMarkdown(summary.provider)}, run ${escapeMarkdown(summary.runId)}, ${escapeMarkdown(summary.startedAt)}`,
    ...(further.length === 0
      ? []
      : [
          'Further reasons, most important first:',
          further.map((reason) => `- ${escapeMarkdownLine(reason)}`).join('\n'),
        ]),
    ...(facts.length > 0 ? ['What decided it:', facts.join('\n')] : []),
    ...(changes.length > 0 ? [changes.join('\n')] : []),
    '**What this run proves, and what it does not**',
    ...proofLines(summary).map(escapeMarkdownLine),
  ];
}

/** What the verdict proves: the same as next to it on the page. */
function proofLines(summary: Summary): string[] {
  const notCovered = describeNotCovered(summary);
  return [
    verdictMeanings[summary.verdict],
    describeProof(summary),
    ...(notCovered === null ? [] : [notCovered]),
    ...describeLimits(summary),
    ...(summary.caveats.length === 0
      ? []
      : [`${countCaveats(summary.caveats)}, listed below: read before you trust a number.`]),
  ];
}

function renderSection(section: Section): string[] {
  return [
    `## ${escapeMarkdown(section.heading)}`,
    ...section.blocks.flatMap((content) => (content.kind === 'figure' ? [] : [renderBlock(content)])),
    `<sub>Source: ${escapeMarkdown(section.source)}</sub>`,
  ];
}

function renderBlock(content: Exclude<Block, Figure>): string {
  if (content.kind === 'text') return escapeMarkdownLine(content.text);
  if (content.kind === 'table') return renderTable(content);
  const lines =
    content.kind === 'list'
      ? content.items
      : content.facts.flatMap(({ term, texts }) => texts.map((text) => `${term}: ${text}`));
  const items = lines.map((line) => `- ${escapeMarkdownLine(line)}`).join('\n');
  return content.title === undefined ? items : `**${escapeMarkdown(content.title)}**\n\n${items}`;
}

function renderTable({ caption, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `*${escapeMarkdown(caption)}*`,
    '',
    line(columns.map((column) => escapeMarkdown(column.name))),
    line(columns.map((column) => (column.numeric ? '---:' : '---'))),
    ...rows.map((row) => line(row.cells.map((cell) => escapeMarkdown(cellText(cell))))),
  ].join('\n');
}
