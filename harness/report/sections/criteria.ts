import { notMeasured } from '../../format/numbers.ts';
import { quantity } from '../../format/quantity.ts';
import type { Criterion, Summary } from '../../judge/answer/summary.ts';
import { missing, type Section, tableOr } from '../document.ts';
import { formatScope, stateSigns, stateTones } from '../names.ts';

/** Every criterion: the measured value, its limit, and why it is met, missed or unresolved. */
export function criteriaSection(summary: Summary): Section {
  return {
    id: 'criteria',
    heading: 'Criteria',
    blocks: [
      tableOr(
        {
          caption: "Measured values against the scenario's limits",
          columns: [
            { name: 'Criterion' },
            { name: 'Applies to' },
            { name: 'State' },
            { name: 'Value', numeric: true },
            { name: 'Limit', numeric: true },
            {
              name: 'Interval',
              numeric: true,
              title: 'Confidence interval of an estimate; a count has none',
            },
            { name: 'Why' },
          ],
          rows: summary.criteria.map((criterion) => ({
            cells: [
              criterion.id,
              formatScope(criterion.scope) || 'the whole run',
              { text: stateSigns[criterion.state], tone: stateTones[criterion.state] },
              criterion.value === null ? missing() : formatValue(criterion),
              quantity(criterion.limit, criterion.unit),
              criterion.ci === undefined ? missing('–') : formatInterval(criterion.ci, criterion.unit),
              criterion.why,
            ],
          })),
        },
        'No criterion was judged.',
      ),
    ],
    source:
      'Limits: scenario.resolved.json under criteria. Values: derived from samples and journal by the judge; a missing value leaves the criterion unresolved, never met.',
  };
}

/** The criterion's value with its unit. */
export function formatValue(criterion: Criterion): string {
  return criterion.value === null ? notMeasured : quantity(criterion.value, criterion.unit);
}

/** A confidence interval in the criterion's unit. */
export function formatInterval([low, high]: readonly [number, number], unit: string): string {
  return `${quantity(low, unit)} to ${quantity(high, unit)}`;
}

const stateOrder = { missed: 0, unresolved: 1, met: 2 } as const;

/**
 * The criteria that decided the verdict, each at its worst: missed ones, otherwise unresolved ones, otherwise
 * those met with the smallest margin; at most three.
 */
export function selectDecisive(criteria: readonly Criterion[]): Criterion[] {
  const used = (criterion: Criterion) =>
    criterion.value === null
      ? 0
      : criterion.limit === 0
        ? Number.MAX_VALUE
        : criterion.value / criterion.limit;
  const sorted = criteria.toSorted((a, b) => stateOrder[a.state] - stateOrder[b.state] || used(b) - used(a));
  const worst = sorted[0]?.state;
  const first = new Map(sorted.toReversed().map((criterion) => [criterion.id, criterion]));
  return sorted.filter((each) => each.state === worst && first.get(each.id) === each).slice(0, 3);
}
