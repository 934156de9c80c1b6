/** What is sent in addition to the url. Its headers may be secrets: never log it. */
export interface RequestPlan {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}
