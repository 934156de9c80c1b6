import { quantity } from '../../format/quantity.ts';
import type { Criterion, Summary } from '../../judge/summary.ts';
import { escapeHtml } from '../escape.ts';
import { caveatCount, scopeName, stateSigns, stateTones, verdictMeanings, verdictSigns } from '../names.ts';
import { decisive, intervalText, valueText } from '../sections/criteria.ts';
import { reasonsBesideHeadline, upgradeText } from '../sections/meaning.ts';
import { limitTexts, notCoveredText, proofText } from '../sections/proves.ts';

/** The first screen: the verdict, the numbers that decided it, and beside it what they are worth. */
export function openingHtml(summary: Summary): string {
  return `<header class="${summary.verdict}">
<p class="run">${escapeHtml(summary.scenario)} · ${escapeHtml(upgradeText(summary))} · ${escapeHtml(summary.provider)} · run ${escapeHtml(summary.runId)} · ${escapeHtml(summary.startedAt)}</p>
<div class="verdict">
<h1><span aria-hidden="true">${verdictSigns[summary.verdict]}</span> ${summary.verdict}</h1>
<p class="headline">${escapeHtml(summary.headline)}</p>
${factsHtml(summary)}
${changesHtml(summary)}
${reasonsHtml(summary)}
</div>
<aside aria-label="What this run proves">
<h2>What this proves, and what not</h2>
<p>${verdictMeanings[summary.verdict]}</p>
<p>${escapeHtml(proofText(summary))}</p>
${notCoveredHtml(summary)}
${limitsHtml(summary)}
${caveatsHtml(summary)}
</aside>
</header>`;
}

function factsHtml(summary: Summary): string {
  const facts = decisive(summary.criteria);
  return facts.length === 0 ? '' : `<dl class="facts">${facts.map(factHtml).join('')}</dl>`;
}

function factHtml(criterion: Criterion): string {
  const interval = criterion.ci === undefined ? '' : `interval ${intervalText(criterion.ci, criterion.unit)}`;
  const details = [interval, scopeName(criterion.scope)].filter(Boolean).join(' · ');
  return `<div class="${stateTones[criterion.state]}"><dt>${escapeHtml(criterion.id)}</dt>
<dd><strong>${escapeHtml(valueText(criterion))}</strong> <span>limit ${escapeHtml(quantity(criterion.limit, criterion.unit))} · ${stateSigns[criterion.state]}</span>${details === '' ? '' : `<br><small>${escapeHtml(details)}</small>`}</dd></div>`;
}

function changesHtml({ advice }: Summary): string {
  const changes = advice.map(
    ({ setting, from, to }) =>
      `<p class="change">Change to try: <code>${escapeHtml(setting)}</code> ${escapeHtml(from)} → <strong>${escapeHtml(to)}</strong> <a href="#advice">why</a></p>`,
  );
  return changes.join('');
}

function reasonsHtml(summary: Summary): string {
  const beside = reasonsBesideHeadline(summary);
  if (beside === null) return '';
  return `<h2>${beside.title}, weightiest first</h2><ol>${beside.reasons.map((reason) => `<li>${escapeHtml(reason)}</li>`).join('')}</ol>`;
}

function notCoveredHtml(summary: Summary): string {
  const text = notCoveredText(summary);
  return text === null ? '' : `<p>${escapeHtml(text)} <a href="#proves">More</a></p>`;
}

function limitsHtml(summary: Summary): string {
  return limitTexts(summary)
    .map((text) => `<p class="unsure">${escapeHtml(text)}</p>`)
    .join('');
}

function caveatsHtml({ caveats }: Summary): string {
  if (caveats.length === 0) return '';
  return `<p class="unsure">${caveatCount(caveats)}: <a href="#caveats">read before trusting a number</a>.</p>`;
}
