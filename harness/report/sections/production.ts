import { duration } from '../../format/durations.ts';
import type { Summary } from '../../judge/answer/summary.ts';
import type { Section } from '../document.ts';

/** How long the same roll takes in production. */
export function productionSection({ production }: Summary): Section {
  const fits =
    production === null || production.fits === null
      ? 'No maintenance window was named.'
      : production.fits
        ? 'It fits the maintenance window.'
        : '✕ It does not fit the maintenance window.';
  return {
    id: 'production',
    heading: 'Production estimate',
    blocks:
      production === null
        ? [
            {
              kind: 'text',
              text: "Withheld: it needs production.nodeReady in the scenario, a node's time in production, which can't be learnt here.",
            },
          ]
        : [
            {
              kind: 'text',
              text: `The same roll would take about ${duration(production.durationMs)}. ${fits}`,
            },
            { kind: 'text', text: production.formula, tone: 'quiet' },
          ],
    source:
      'scenario.resolved.json (production, upgrade): a sum of its settings, in which nothing is measured.',
  };
}
