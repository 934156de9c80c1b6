/** Which cluster the commands of a run may change, and which they must not. */
export interface Scope {
  /** As `s3://kops-state`, without a slash at its end; null: the one that kops finds in its environment. */
  readonly stateStore: string | null;
  /** Production's name; null where only the clone is known, as when it is found by its tag. */
  readonly production: string | null;
  readonly clone: string;
}

/** A command of kops: its arguments, and what it reads from standard input. */
export interface KopsCommand {
  readonly args: readonly string[];
  readonly input: string | null;
}

/** Without the slash at its end. */
export const normalizeStore = (stateStore: string): string => stateStore.replace(/\/+$/, '');
