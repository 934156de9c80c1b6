/** What report.html carries inside it, as text. Rendering is pure, so the caller reads the files. */
export interface ReportAssets {
  /** In the order in which they apply: uPlot's own, then those of page/. */
  readonly styles: readonly string[];
  /** In the order in which they run: uPlot, then those of page/. */
  readonly scripts: readonly string[];
}
