import { duration } from '../../format/durations.ts';
import type { Summary } from '../../judge/answer/summary.ts';
import type { Section } from '../document.ts';

/** How long the same roll is estimated to take in production. */
export function productionSection({ production }: Summary): Section {
  const fits =
    production === null || production.fits === null
      ? 'The scenario names no maintenance window.'
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
              text: 'Not estimated: the scenario does not set production.nodeReady, the time a node takes in production, which a replica cannot measure.',
            },
          ]
        : [
            {
              kind: 'text',
              text: `The same roll would take about ${duration(production.durationMs)}. ${fits}`,
            },
            { kind: 'text', text: production.formula, tone: 'quiet' },
          ],
    source: 'scenario.resolved.json (production, upgrade): a sum of settings; nothing in it is measured.',
  };
}
