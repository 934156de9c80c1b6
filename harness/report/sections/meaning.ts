import { duration } from '../../format/durations.ts';
import { count, gibibytes } from '../../format/numbers.ts';
import type { Summary } from '../../judge/summary.ts';
import { type Section, tableOr } from '../document.ts';

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

/** What to know before trusting a number. */
export function caveatsSection(summary: Summary): Section {
  return {
    id: 'caveats',
    heading: 'Caveats',
    blocks:
      summary.caveats.length === 0
        ? [{ kind: 'text', text: 'None was found by the judge.' }]
        : [{ kind: 'list', items: summary.caveats }],
    source:
      'Found by the judge while reading the run directory: torn files, missing records, unknown mechanisms.',
  };
}

/** What was known of the input before the run. */
export function warningsSection({ warnings }: Summary): Section {
  return {
    id: 'warnings',
    heading: 'Warnings on the scenario and its manifests',
    blocks: [
      tableOr(
        {
          caption: 'Printed before the run; `rehearse validate` prints the same',
          columns: [{ name: 'Place' }, { name: 'Code' }, { name: 'Warning' }],
          rows: warnings.map(({ file, line, column, code, message }) => ({
            cells: [line === null ? file : `${file}:${line}:${column ?? 1}`, code, message],
          })),
        },
        'There were none.',
      ),
    ],
    source: 'journal.ndjson (warning).',
  };
}

/** Which values to change, and why. */
export function adviceSection(summary: Summary): Section {
  return {
    id: 'advice',
    heading: 'Advice',
    blocks: [
      tableOr(
        {
          caption: 'Hypotheses, until a run with these values approves',
          columns: [{ name: 'Setting' }, { name: 'From' }, { name: 'To' }, { name: 'Why' }],
          rows: summary.advice.map((advice) => ({
            cells: [advice.setting, advice.from, advice.to, advice.why],
          })),
        },
        'No setting is advised to be changed.',
      ),
    ],
    source: 'The judge, from overlapped windows and known mechanisms in the episodes above.',
  };
}

/** What ran, on what. */
export function runSection(summary: Summary): Section {
  const { machine, frontDoor, lags } = summary;
  return {
    id: 'run',
    heading: 'The run',
    blocks: [
      {
        kind: 'table',
        caption: 'What ran, and on what',
        columns: [{ name: 'Fact' }, { name: 'Value' }],
        rows: [
          { cells: ['Run', summary.runId] },
          { cells: ['Scenario', summary.scenario] },
          { cells: ['Started (UTC)', summary.startedAt] },
          { cells: ['Upgrade', upgradeText(summary)] },
          { cells: ['Provider', summary.provider] },
          {
            cells: [
              'Machine',
              `${count(machine.cpus)} CPUs, ${gibibytes(machine.memoryBytes)} memory, kernel ${machine.kernel}, Node.js ${machine.node}`,
            ],
          },
          { cells: ['Harness', summary.tool] },
          { cells: ['Exit code', String(summary.exitCode)] },
          { cells: ['Front door', frontDoor === null ? 'not recorded' : frontDoor.settings] },
          {
            cells: [
              'Its backends',
              frontDoor === null ? 'not recorded' : frontDoor.backends.join(', ') || 'none',
            ],
          },
        ],
      },
      ...(lags.length === 0
        ? []
        : [{ kind: 'list', title: "How long this cluster's components wait", items: lags } as const]),
    ],
    source: 'journal.ndjson (journal, cluster, frontdoor, fact) and scenario.resolved.json.',
  };
}

/** `1.33.13 → 1.34.4`, or that no version changed. */
export function upgradeText({ from, to }: Summary): string {
  return from === to ? `${to}, rolled without a version change` : `${from} → ${to}`;
}

/** The reasons, weightiest first; none where the headline is the only one. */
export function reasonsBesideHeadline({ headline, reasons, verdict }: Summary): Reasons | null {
  const further = reasons.filter((reason) => headline !== reason && headline !== `${verdict}: ${reason}`);
  if (further.length === 0) return null;
  return { title: further.length === reasons.length ? 'Reasons' : 'Further reasons', reasons: further };
}

/** Weightiest first. */
interface Reasons {
  readonly title: string;
  readonly reasons: readonly string[];
}
