import type { Edge, Outcome } from './run-entries.ts';

/** Who acts on the nodes: this tool, one after the other (`nodes`), or a command of another tool that rolls them all. */
export type Rolling = 'nodes' | 'command';

/**
 * What a line of the tool that rolls says, as the provider reads it.
 * - `tainting`: the nodes of a pool that will be rolled are marked
 * - `detaching`: a node leaves its pool's count, so that a new one comes before it is drained (surge)
 * - `draining`, `drained`: of the line's node
 * - `terminating`: the machine of the line's node is being ended
 * - `interval`: the pause after a machine was ended or detached begins
 * - `validating`: a validation begins; `revalidating`: it passed, and will be repeated; `validated`: it was the last
 *   one; `not-validated`: it did not pass, and will be repeated
 * - `failed`: the command's error; `completed`: its closing words, which a failed roll may print, too
 */
export type RollLineKind =
  | 'tainting'
  | 'detaching'
  | 'draining'
  | 'drained'
  | 'terminating'
  | 'interval'
  | 'validating'
  | 'validated'
  | 'revalidating'
  | 'not-validated'
  | 'failed'
  | 'completed';

/** Written by this tool where the scenario ends a roll early. */
export type WayBackEntry =
  /** The roll was ended, after the steps of so many of the cluster's nodes. Both versions run from here on. */
  | { readonly type: 'roll-stop'; readonly upgraded: number; readonly nodes: number }
  /** Its nodes go back to that version from here on. */
  | { readonly type: 'way-back'; readonly to: string };

/** What a line can say of a roll that is done by a command. */
export type RollEntry =
  /** Written before a command is started, and after it has ended. `exitCode` is left out where it was ended by a signal or never ran. */
  | {
      readonly type: 'roll-command';
      readonly command: readonly string[];
      readonly edge: Edge;
      readonly exitCode?: number;
      readonly outcome?: Outcome;
    }
  /** A line that the command printed, written as it came. */
  | {
      readonly type: 'roll-line';
      /** The tool. */
      readonly command: 'kops';
      /** Null: it says nothing of a step. */
      readonly what: RollLineKind | null;
      /** Name of the Node that it is about; null where it names none. */
      readonly node: string | null;
      /** The cloud's id of the machine that it is about. */
      readonly instance: string | null;
      readonly pool: string | null;
      readonly text: string;
    };
