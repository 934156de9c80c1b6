/** Connections of one target that failed between the front door and one worker. */
export interface DoorFailures {
  readonly target: string;
  /** The worker; null if none was available. */
  readonly node: string | null;
  /** Connection failures, and connections that the worker's side broke before it had sent anything. */
  readonly unanswered: number;
  /** Broken by the worker's side after it had sent something. */
  readonly broken: number;
}

/** Counts failures until they are taken. */
export interface DoorTally {
  add(target: string, node: string | null, how: 'unanswered' | 'broken'): void;
  /** The counts since the last call. */
  take(): readonly DoorFailures[];
}

export function doorTally(): DoorTally {
  const counts = new Map<string, { -readonly [Key in keyof DoorFailures]: DoorFailures[Key] }>();
  return {
    add(target, node, how) {
      const key = `${target} ${node}`;
      const count = counts.get(key) ?? { target, node, unanswered: 0, broken: 0 };
      counts.set(key, count);
      count[how] += 1;
    },
    take() {
      const taken = [...counts.values()];
      counts.clear();
      return taken;
    },
  };
}
