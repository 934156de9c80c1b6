import type { ProbeKind } from '../journal/probe-entries.ts';
import type { Timeline } from '../timeline/model.ts';
import { shortNames } from '../timeline/names.ts';
import { arrangeEvidence } from './arrange-evidence.ts';
import type { Evidence, JudgeInput } from './evidence.ts';
import type { LaneView } from './lanes/lane-view.ts';
import { failedIn, latenciesIn } from './lanes/latencies.ts';
import { percentile } from './statistics/stats.ts';
import { stepTitle } from './words.ts';

/** The data of the report's chart; every array of a lane is as long as `t`. */
export interface ChartData {
  /** Starts of the one-second bins, in seconds since the run's start. */
  readonly t: readonly number[];
  readonly lanes: readonly ChartLane[];
  readonly spans: readonly ChartSpan[];
}

/**
 * Per bin of intended starts: latency of requests with a response (null if there was none), and the number of failures.
 */
export interface ChartLane {
  readonly target: string;
  readonly lane: string;
  readonly p50Ms: readonly (number | null)[];
  readonly p99Ms: readonly (number | null)[];
  readonly maxMs: readonly (number | null)[];
  readonly failed: readonly number[];
}

/** A period of the run, in seconds since its start. A period without an end ends with the chart. */
interface ChartSpan {
  readonly kind: 'phase' | 'step' | 'action' | 'probe-outage' | 'blind';
  readonly label: string;
  /** Of an outage that a probe saw. */
  readonly probe?: ProbeKind;
  readonly fromS: number;
  readonly toS: number;
}

/** Beyond a week of seconds nothing is drawn. */
const mostBins = 7 * 24 * 3600;

/** Draws a run second by second, from the first request to the last. */
export function createChart(
  input: Pick<JudgeInput, 'scenario' | 'timeline' | 'lanes'>,
  evidence: Evidence = arrangeEvidence({ ...input, torn: false, floor: null, tool: '' }),
): ChartData {
  const filled = evidence.views.filter((view) => view.length > 0);
  if (filled.length === 0) return { t: [], lanes: [], spans: [] };
  const fromS = Math.floor(Math.min(...filled.map((view) => view.firstUs)) / 1e6);
  const lastS = Math.floor(Math.max(...filled.map((view) => view.lastUs)) / 1e6);
  const bins = Math.min(mostBins, lastS - fromS + 1);
  const t = Array.from({ length: bins }, (_, i) => fromS + i);
  const lanes = filled.map((view) => chartLane(view, t));
  const spans = listSpans(evidence).map((span) => ({
    ...span,
    label: shortNames(span.label, evidence.timeline),
  }));
  return { t, lanes, spans: clipped(spans, fromS, fromS + bins) };
}

function chartLane(view: LaneView, t: readonly number[]): ChartLane {
  const bins = t.map((second) => {
    const bin = { fromUs: second * 1e6, toUs: (second + 1) * 1e6 };
    const answered = latenciesIn(view, bin).sort();
    const at = (p: number) => (answered.length === 0 ? null : percentile(answered, p) / 1000);
    return { p50: at(0.5), p99: at(0.99), max: at(1), failed: failedIn(view, bin) };
  });
  return {
    target: view.target,
    lane: view.lane,
    p50Ms: bins.map((bin) => bin.p50),
    p99Ms: bins.map((bin) => bin.p99),
    maxMs: bins.map((bin) => bin.max),
    failed: bins.map((bin) => bin.failed),
  };
}

interface OpenSpan {
  readonly kind: ChartSpan['kind'];
  readonly label: string;
  readonly probe?: ProbeKind;
  readonly fromUs: number;
  readonly toUs: number | null;
}

function listSpans({ timeline, windows, probes }: Evidence): OpenSpan[] {
  return [
    ...listPhaseSpans(timeline),
    ...windows.map((window) => ({
      kind: 'step' as const,
      label: stepTitle(window, windows.length),
      fromUs: window.fromUs,
      toUs: window.toUs,
    })),
    ...windows
      .flatMap(({ members }) => members)
      .flatMap(({ node, actions }) =>
        actions
          .filter((one) => one.action !== 'step')
          .map((one) => ({
            kind: 'action' as const,
            label: `${one.action} ${node}`,
            fromUs: one.fromUs,
            toUs: one.toUs,
          })),
      ),
    ...probes.flatMap(({ probe, source, outages }) =>
      outages.map((one) => ({
        kind: 'probe-outage' as const,
        label: `${probe} ${source}`,
        probe,
        fromUs: one.fromUs,
        toUs: one.toUs,
      })),
    ),
    ...timeline.blind.map((one) => ({
      kind: 'blind' as const,
      label: `${one.resource}: ${one.why}`,
      fromUs: one.fromUs,
      toUs: one.toUs,
    })),
  ];
}

function listPhaseSpans({ phases }: Timeline): OpenSpan[] {
  return phases.map(({ phase, fromUs, toUs }) => ({ kind: 'phase', label: phase, fromUs, toUs }));
}

/** In seconds, without parts outside the chart. */
function clipped(spans: readonly OpenSpan[], fromS: number, toS: number): ChartSpan[] {
  return spans
    .map(({ fromUs, toUs, ...span }) => ({
      ...span,
      fromS: Math.max(fromS, fromUs / 1e6),
      toS: Math.min(toS, toUs === null ? toS : toUs / 1e6),
    }))
    .filter((span) => span.toS >= span.fromS);
}
