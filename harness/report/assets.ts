/** The assets inside report.html, as text. Rendering is pure, so the caller reads the files. */
export interface ReportAssets {
  /** In order of application: uPlot's own, then those of page/. */
  readonly styles: readonly string[];
  /** In order of execution: uPlot, then those of page/. */
  readonly scripts: readonly string[];
}
