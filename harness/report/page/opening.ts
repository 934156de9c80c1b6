import { quantity } from '../../format/quantity.ts';
import type { Criterion, Summary } from '../../judge/answer/summary.ts';
import { describeEffect } from '../effect.ts';
import {
  countCaveats,
  formatScope,
  stateSigns,
  stateTones,
  verdictMeanings,
  verdictSigns,
} from '../names.ts';
import { formatInterval, formatValue, selectDecisive } from '../sections/criteria.ts';
import { describeLimits, describeNotCovered, describeProof } from '../sections/proves.ts';
import { furtherReasons } from '../sections/reasons.ts';
import { describeUpgrade } from '../sections/run.ts';
import { type Html, html } from './markup.ts';
import type { TextHtml } from './node-names.ts';

/**
 * The first screen: the verdict, the numbers that decided it, and next to them what they prove.
 * @param textHtml writes text with the short names of nodes
 */
export function openingHtml(summary: Summary, textHtml: TextHtml): Html {
  return html`<header class="${summary.verdict}">
<p class="run">${summary.scenario} · ${describeUpgrade(summary)} · ${summary.provider} · run ${summary.runId} · ${summary.startedAt}</p>
<div class="verdict">
<h1><span aria-hidden="true">${verdictSigns[summary.verdict]}</span> ${summary.verdict}</h1>
${effectHtml(summary, textHtml)}
<p class="headline">${textHtml(summary.headline)}</p>
${factsHtml(summary, textHtml)}
${changesHtml(summary)}
${reasonsHtml(summary, textHtml)}
</div>
<aside aria-label="What this run proves">
<h2>What this run proves, and what it does not</h2>
<p>${verdictMeanings[summary.verdict]}</p>
<p>${describeProof(summary)}</p>
${notCoveredHtml(summary)}
${limitsHtml(summary)}
${caveatsHtml(summary)}
</aside>
</header>`;
}

function effectHtml(summary: Summary, textHtml: TextHtml): Html | null {
  const effect = describeEffect(summary);
  return effect === null ? null : html`<p class="effect">${textHtml(effect)}</p>`;
}

function factsHtml(summary: Summary, textHtml: TextHtml): Html | null {
  const facts = selectDecisive(summary.criteria).map((criterion) => factHtml(criterion, textHtml));
  return facts.length === 0 ? null : html`<dl class="facts">${facts}</dl>`;
}

function factHtml(criterion: Criterion, textHtml: TextHtml): Html {
  const interval =
    criterion.ci === undefined ? '' : `interval ${formatInterval(criterion.ci, criterion.unit)}`;
  const details = [interval, formatScope(criterion.scope)].filter(Boolean).join(' · ');
  return html`<div class="${stateTones[criterion.state]}"><dt>${criterion.id}</dt>
<dd><strong>${formatValue(criterion)}</strong> <span>limit ${quantity(criterion.limit, criterion.unit)} · ${stateSigns[criterion.state]}</span>${details === '' ? null : html`<br><small>${textHtml(details)}</small>`}</dd></div>`;
}

function changesHtml({ recommendations }: Summary): readonly Html[] {
  return recommendations.map(
    ({ setting, from, to }) =>
      html`<p class="change">Recommended change: <code>${setting}</code> ${from} → <strong>${to}</strong> <a href="#recommendations">why</a></p>`,
  );
}

function reasonsHtml(summary: Summary, textHtml: TextHtml): Html | null {
  const reasons = furtherReasons(summary);
  if (reasons.length === 0) return null;
  return html`<h2>Further reasons, most important first</h2><ol>${reasons.map((reason) => html`<li>${textHtml(reason)}</li>`)}</ol>`;
}

function notCoveredHtml(summary: Summary): Html | null {
  const text = describeNotCovered(summary);
  return text === null ? null : html`<p>${text} <a href="#proves">More</a></p>`;
}

function limitsHtml(summary: Summary): readonly Html[] {
  return describeLimits(summary).map((text) => html`<p class="unsure">${text}</p>`);
}

function caveatsHtml({ caveats }: Summary): Html | null {
  if (caveats.length === 0) return null;
  return html`<p class="unsure">${countCaveats(caveats)}: <a href="#caveats">read before you trust a number</a>.</p>`;
}
