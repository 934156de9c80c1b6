import { clock, duration, stretch } from '../../format/durations.ts';
import type { StepSummary, Summary } from '../../judge/answer/summary.ts';
import { reasonText } from '../../reasons/reason.ts';
import { type Block, type Cell, missing, type Section } from '../document.ts';
import { formatLaneName, outcomeCell, stepAnchor } from '../names.ts';
import { selectListedEpisodes } from './episodes.ts';

const knownFrom = {
  api: 'API watch',
  intent: 'intent record',
  tool: 'line of the command',
} as const;

/** The actions of each node's step, and the harm within it. */
export function stepsSection(summary: Summary): Section {
  return {
    id: 'steps',
    heading: 'Steps',
    blocks:
      summary.steps.length === 0
        ? [{ kind: 'text', text: 'No step was recorded.' }]
        : [
            ...[stepTable(summary), actionTable(summary.steps)],
            ...heldList(summary.steps),
            ...warningList(summary.steps),
          ],
    source:
      'journal.ndjson, records of type intent, roll-line, node, pod, rollout and list. Settled: from the uncordon, or from the time the last new node was Ready, until nodes, system DaemonSets and workload were ready and ten seconds were no worse than the baseline. Bad-request time: failed or slow requests / rate, in the worst lane. Overlapped: harm or unready objects lasted beyond the start of the next step. Begin and end: from the API watch, from the record of what the harness was about to do, or from a line that the rolling command printed.',
  };
}

function heldList(steps: readonly StepSummary[]): Block[] {
  const items = steps.flatMap(({ title, heldEvictions = [] }) =>
    heldEvictions.map((held) => `${title}, ${reasonText(held)}`),
  );
  return items.length === 0 ? [] : [{ kind: 'list', title: 'Pods that a drain had to wait for', items }];
}

function warningList(steps: readonly StepSummary[]): Block[] {
  const items = steps.flatMap(({ title, warnings }) =>
    warnings.map((warning) => `${title}, ${reasonText(warning)}`),
  );
  const title = 'Warnings of Kubernetes while a drain was blocked or a gate stayed closed';
  return items.length === 0 ? [] : [{ kind: 'list', title, items }];
}

function stepTable({ steps, episodes, wayBack }: Summary) {
  const listed = new Set(selectListedEpisodes(episodes).map((episode) => episode.id));
  return {
    kind: 'table',
    caption: 'One row for each node, or for those that went side by side, in the order of the roll',
    columns: [
      { name: 'Step' },
      ...(wayBack === null ? [] : [{ name: 'Version' }]),
      { name: 'Outcome' },
      { name: 'Window', numeric: true, title: 'Times count from the start of the run' },
      { name: 'Length', numeric: true },
      { name: 'Settled after', numeric: true },
      { name: 'Bad-request time', numeric: true },
      { name: 'Worst lane' },
      { name: 'Overlapped' },
      { name: 'Episodes' },
      { name: 'Begin and end from' },
    ],
    rows: steps.map((step) => ({
      id: stepAnchor(step.index),
      cells: [
        step.title,
        ...(wayBack === null ? [] : [`${step.from} → ${step.to}`]),
        outcomeCell(step.outcome),
        stretch(step.window.fromUs, step.window.toUs),
        duration((step.window.toUs - step.window.fromUs) / 1000),
        step.settledMs === null ? missing('not seen to settle') : duration(step.settledMs),
        step.worst === null ? missing() : duration(step.worst.badMs),
        step.worst === null ? missing('–') : formatLaneName(step.worst),
        step.overlapped ? ({ text: '✕ overlapped', tone: 'bad' } as const) : 'no',
        episodesCell(step.episodes, listed),
        `${knownFrom[step.window.fromKnownFrom]} – ${knownFrom[step.window.toKnownFrom]}`,
      ],
    })),
  } as const;
}

function episodesCell(episodes: readonly string[], listed: ReadonlySet<string>): Cell {
  if (episodes.length === 0) return 'none';
  const links = episodes.filter((id) => listed.has(id));
  const more = episodes.length - links.length;
  return { links, text: more > 0 ? `and ${more} more` : '' };
}

function actionTable(steps: readonly StepSummary[]) {
  return {
    kind: 'table',
    caption: 'Actions on each node',
    columns: [
      { name: 'Step' },
      { name: 'Action' },
      { name: 'From', numeric: true },
      { name: 'Duration', numeric: true },
      { name: 'Outcome' },
      { name: 'Detail' },
    ],
    rows: steps.flatMap((step) =>
      step.actions.map((action, index) => ({
        opens: index === 0,
        cells: [
          index === 0 ? step.title : (action.node ?? step.node),
          index === 0 && action.node !== undefined ? `${action.action} ${action.node}` : action.action,
          clock(action.fromUs),
          action.toUs === null ? missing('end not recorded') : duration((action.toUs - action.fromUs) / 1000),
          outcomeCell(action.outcome),
          action.detail ?? '',
        ],
      })),
    ),
  } as const;
}
