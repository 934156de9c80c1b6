import { count, gibibytes } from '../../format/numbers.ts';
import type { FrontDoorSummary, Summary } from '../../judge/answer/summary.ts';
import type { Section } from '../document.ts';

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
          { cells: ['Upgrade', describeUpgrade(summary)] },
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
          ...(frontDoor?.kind === undefined
            ? []
            : [{ cells: ['Front door chosen', describeChoice(frontDoor)] }]),
          {
            cells: [
              'Front door backends',
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
    fullNames: true,
  };
}

const kinds = {
  'load-balancer': "the cloud's load balancer",
  proxy: 'a proxy of this tool over the nodes',
} as const;

function describeChoice({ kind = 'proxy', why }: FrontDoorSummary): string {
  return `${kinds[kind]}, because ${why}`;
}

/** `1.33.13 → 1.34.4`, or that no version changed, or that the nodes went back. */
export function describeUpgrade({ from, to, wayBack }: Summary): string {
  if (from === to) return `${to}, rolled without a version change`;
  if (wayBack === null) return `${from} → ${to}`;
  return `${from} → ${to}, after ${count(wayBack.upgraded)} of ${count(wayBack.nodes)} nodes back to ${wayBack.to}`;
}
