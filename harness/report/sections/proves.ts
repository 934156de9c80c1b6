import { count, percent } from '../../format/numbers.ts';
import type { Fidelity } from '../../journal/records.ts';
import type { Summary } from '../../judge/answer/summary.ts';
import { findWorkloadLimits } from '../../judge/summaries/caveats.ts';
import { reasonText } from '../../reasons/reason.ts';
import type { Block, Section } from '../document.ts';
import { verdictMeanings } from '../names.ts';

/** What can be concluded from the run. */
export function provesSection(summary: Summary): Section {
  return {
    id: 'proves',
    heading: 'What this run proves, and what it does not',
    blocks: [
      { kind: 'text', text: verdictMeanings[summary.verdict] },
      { kind: 'text', text: describeProof(summary) },
      ...claimBlocks(summary),
    ],
    source:
      'Bound: Clopper-Pearson, one-sided 95%, from the number of steps with and without harm, of nodes of any role. Claims of the provider: journal.ndjson (claims).',
  };
}

/** Used if there is no bound on harm. */
export const noProofText = 'Too few steps were measured to bound the chance of harm at a node.';

/** The bound on harm at one node, as text; the same sentence everywhere. */
export function describeProof(summary: Summary): string {
  const { proves } = summary;
  if (proves === null) return noProofText;
  const seen = `${count(proves.badSteps)} of ${count(proves.steps)} rehearsed steps failed or did harm in the judged lanes`;
  return `${seen}${pooledText(summary)}: with 95% confidence the chance of harm at a node is at most ${percent(proves.upperBound)}. More runs (repeat) lower this bound.`;
}

/** One probability for both roles is a simplification that a reader must know. */
function pooledText({ steps }: Summary): string {
  const counted = steps.filter(({ outcome }) => outcome === 'done' || outcome === 'failed');
  const roles = new Set(counted.map((step) => step.role));
  return roles.size > 1 ? ", the control plane's and the workers' pooled" : '';
}

/** What a verdict on this cluster does not cover; null if nothing is excluded. */
export function describeNotCovered({ claims }: Summary): string | null {
  if (claims === null) return claimsUnknown;
  return claims.notCovered.length === 0 ? null : `Not covered: ${claims.notCovered.join('; ')}.`;
}

const mostLimits = 4;

/** Settings of the user that behave differently on this cluster than in production; the caveats list all of them. */
export function describeLimits({ warnings }: Summary): readonly string[] {
  const texts = findWorkloadLimits(warnings).map(reasonText);
  if (texts.length <= mostLimits) return texts;
  const further = count(texts.length - mostLimits + 1);
  return [...texts.slice(0, mostLimits - 1), `The caveats list ${further} more settings.`];
}

const claimsUnknown = 'The run did not record what a verdict on this cluster covers.';

function claimBlocks({ claims }: Summary): Block[] {
  if (claims === null) return [{ kind: 'text', text: claimsUnknown, tone: 'unsure' }];
  const scope = claims.production
    ? 'A verdict on this kind of cluster applies to production within the limits listed below.'
    : 'A verdict on this kind of cluster does not apply to production.';
  const kernel =
    claims.kernelOf === 'this machine'
      ? "All nodes shared this machine's kernel."
      : 'Each node was a machine of its own, or what stands for one.';
  return [
    { kind: 'text', text: `${scope} ${kernel}` },
    ...(claims.covers.length === 0
      ? []
      : [{ kind: 'list', title: 'Covered', items: claims.covers } as const]),
    ...(claims.notCovered.length === 0
      ? []
      : [{ kind: 'list', title: 'Not covered', items: claims.notCovered } as const]),
    ...fidelityBlocks(claims.fidelity ?? []),
  ];
}

/** Where the rehearsed cluster is a clone of production's. */
function fidelityBlocks(rows: readonly Fidelity[]): readonly Block[] {
  if (rows.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: "Where the clone differs from production's specification; every other setting is the same",
      columns: [{ name: 'Setting' }, { name: 'Production' }, { name: 'Clone' }, { name: 'Why' }],
      rows: rows.map(({ setting, production, clone, why }) => ({ cells: [setting, production, clone, why] })),
    },
  ];
}
