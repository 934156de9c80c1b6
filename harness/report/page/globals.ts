/**
 * Types of the page's own scripts, which run in a browser and are not compiled: `pnpm check` checks them with
 * tsconfig.page.json. The scripts share their definitions through globalThis, in the order of
 * rehearsal/report-assets.ts.
 */
import type uPlotClass from 'uplot';
import type { ChartData } from '../../judge/chart.ts';
import type { DrawnLane } from '../sections/shift-figure.ts';

/** As JSON.parse returns it: a copy that may be changed. */
type Parsed<T> = T extends readonly (infer Item)[]
  ? Parsed<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Parsed<T[Key]> }
    : T;

export type Chart = Parsed<ChartData>;
export type Lane = Chart['lanes'][number];
export type Span = Chart['spans'][number];
export type ShiftLane = Parsed<DrawnLane>;

export type Plot = uPlotClass;
export type PlotOptions = uPlotClass.Options;
export type PlotData = [number[], ...(number | null)[][]];
export type Axis = uPlotClass.Axis;
export type Scale = uPlotClass.Scale;
export type Series = uPlotClass.Series;

/** Shared by all plots of the page. */
export interface PagePlots {
  /** A colour of the style sheet, computed for the current scheme. */
  colour(name: string): string;
  readonly axis: Axis;
  /** Keeps a plot as wide as its container, and on paper as wide as `onPaper`, in CSS pixels. */
  keep(plot: Plot, place: HTMLElement, onPaper: number): void;
  /** A piece of a line, for a legend. */
  swatch(className: string, dashes: readonly number[]): SVGElement;
}

/** What the timeline shows above and behind its curves. */
export interface Strip {
  /** Of the rows above the curves, in CSS pixels. */
  readonly height: number;
  drawBands(plot: Plot): void;
  drawStrip(plot: Plot): void;
  /** As text: what happened in the second that starts there. */
  during(second: number): string[];
}

/** Shows the values of one bin; of none if the index is null. */
export type ShowLaneValues = (index: number | null) => void;

declare global {
  var pagePlots: PagePlots;
  var timelineSpans: (spans: readonly Span[], colour: (name: string) => string) => Strip;
  var timelineLanes: (
    table: HTMLTableElement,
    lanes: readonly Lane[],
    getDash: (index: number) => number[],
    onToggle: (index: number, show: boolean) => void,
  ) => ShowLaneValues;
}
