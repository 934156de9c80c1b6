/**
 * The table of errors: a stable code, the exit code of the command, and a hint. A message says what happened
 * and where; the hint says what to do next.
 */
const table = {
  // 1: the harness or the machine under it failed
  'harness-failed': {
    exit: 1,
    hint: 'This is a fault of the harness. Run again with --verbose and keep the run directory.',
  },
  'command-failed': {
    exit: 1,
    hint: 'The command and the end of its output are above; run it by hand to see more.',
  },
  'cluster-create-failed': {
    exit: 1,
    hint: "The provider's output is above; its logs are in the run directory under cluster/.",
  },
  'cluster-lost': {
    exit: 1,
    hint: 'Look at free disk and memory, at Docker (kind) or at cluster/ in the run directory (embedded), then run again.',
  },
  'never-steady': {
    exit: 1,
    hint: 'The workload or the cluster did not become ready before the upgrade; see cluster/ in the run directory. `workload.ready.within` sets how long it may take.',
  },
  'front-door-unreachable': {
    exit: 1,
    hint: 'Look at the events of the Service (`kubectl describe service`) with --keep, or take the nodes themselves with `frontDoor.type: proxy`.',
  },
  'upgrade-failed': {
    exit: 20,
    hint: 'The named node stays cordoned. Its logs are in the run directory under cluster/.',
  },
  'drain-timed-out': {
    exit: 20,
    hint: 'Look at the PodDisruptionBudget or grace period of the named pods; `upgrade.drain` sets the time-out and what follows it.',
  },
  'drain-refused': {
    exit: 20,
    hint: 'Allow it with `upgrade.drain.force` or `upgrade.drain.deleteEmptyDirData`, or give the named pods a controller or another volume.',
  },
  'eviction-refused': {
    exit: 20,
    hint: 'Look at the admission webhooks for `pods/eviction` and at the budgets of the named pods; `upgrade.drain.onError: retry` requests such an eviction again until the time-out.',
  },
  'addons-timed-out': {
    exit: 20,
    hint: 'Look at the named add-on: `kubectl -n kube-system describe` says why its pods are not ready. `upgrade.gate.timeout` sets how long it is waited for, `upgrade.controlPlane.addons: none` goes on without it.',
  },
  'gate-timed-out': {
    exit: 20,
    hint: 'The validations above did not hold in time; `upgrade.gate.timeout` sets how long the gate waits.',
  },
  'gate-hopeless': {
    exit: 20,
    hint: 'Correct what the message names: no time-out would have let the gate open.',
  },
  'hook-failed': {
    exit: 20,
    hint: 'Run its command or request by hand; `onFailure: continue` of the hook goes on without it.',
  },
  'run-unreadable': {
    exit: 1,
    hint: 'Name a run directory that a rehearsal wrote (it holds journal.ndjson).',
  },
  // 2: the user's input is wrong
  usage: { exit: 2, hint: 'See `rehearse --help`.' },
  'scenario-unreadable': {
    exit: 2,
    hint: 'Name an existing scenario file, for example scenarios/kind-1.33-to-1.34.yaml.',
  },
  'scenario-invalid': {
    exit: 2,
    hint: 'Correct every position listed above; `rehearse validate FILE` checks again without running.',
  },
  'manifests-refused': {
    exit: 2,
    hint: 'Correct each object listed above; `kubectl create -f FILE --dry-run=server` on a cluster of that version says the same.',
  },
  'first-request-failed': {
    exit: 2,
    hint: 'Compare `load.targets[].request` and `.expect` (and the port of `.service`) with what the service answers. With --keep the cluster stays for a look.',
  },
  'cloud-consent-missing': {
    exit: 2,
    hint: 'Add --yes-create-cloud-resources to agree to the machines and the cost above. Continuous integration (CI is set) agrees without it.',
  },
  'clone-refused': {
    exit: 2,
    hint: 'Correct `cluster.from`, `cluster.pools` or `cluster.clone`, as the message says. Nothing was made.',
  },
  'production-protected': {
    exit: 2,
    hint: 'The command was not sent. Choose a `cluster.name` that has nothing in common with production; with any other name this is a fault of the harness.',
  },
  // 3: a prerequisite is missing
  'docker-missing': {
    exit: 3,
    hint: 'Install Docker and put its command on the PATH; `rehearse doctor` checks every prerequisite.',
  },
  'docker-unreachable': {
    exit: 3,
    hint: 'Start the Docker engine (`docker info` must answer); `rehearse doctor` checks every prerequisite.',
  },
  'kind-missing': {
    exit: 3,
    hint: 'Install kind and put it on the PATH; `rehearse doctor` checks every prerequisite.',
  },
  'kops-missing': {
    exit: 3,
    hint: 'Install kops and put it on the PATH; `rehearse doctor` checks every prerequisite.',
  },
  'state-store-unreadable': {
    exit: 3,
    hint: 'Correct `cluster.from.stateStore`, or set the credentials with which `kops get clusters --state STORE` answers.',
  },
  'image-missing': {
    exit: 3,
    hint: 'Pull or load the image (`docker pull`, `docker load`), or name an archive under `cluster.images`.',
  },
  'name-occupied': {
    exit: 3,
    hint: "Choose another `cluster.name`, leave it out for a name of the run's own, or remove that cluster.",
  },
  'disk-full': {
    exit: 3,
    hint: 'Free disk space where Docker keeps its data (`docker system df` shows what uses it).',
  },
  'reports-unwritable': { exit: 3, hint: 'Make the folder writable or choose another with --reports DIR.' },
  'state-unwritable': {
    exit: 3,
    hint: 'Make the folder writable, or set XDG_STATE_HOME to one that is; a run keeps its kubeconfig there.',
  },
  'loopback-unavailable': {
    exit: 3,
    hint: 'The embedded cluster needs Linux, which answers on all of 127.0.0.0/8, and nothing there that listens on every address. Elsewhere use `cluster.provider: kind`.',
  },
  'processors-missing': {
    exit: 3,
    hint: 'Name processors that this machine has in `load.cpus` and `cluster.cpus`, or leave them out.',
  },
  'taskset-missing': {
    exit: 3,
    hint: 'Install util-linux, which has `taskset`, or leave out `load.cpus` and `cluster.cpus`.',
  },
  'secret-missing': {
    exit: 3,
    hint: 'Set the variable in the environment of the command; its value is written nowhere.',
  },
  'open-files-limited': {
    exit: 3,
    hint: 'Allow a process more open files (`ulimit -n`), or lower `load.rate` or `load.timeout`: in an outage each request holds a connection until its time-out.',
  },
  'node-too-old': { exit: 3, hint: 'Use Node 24 or newer: `pnpm rehearse` brings its own.' },
  interrupted: { exit: 130, hint: 'The run directory holds what was measured until then.' },
} as const satisfies Record<string, { exit: number; hint: string }>;

/** Stable: scripts may match on it. */
export type ErrorCode = keyof typeof table;

/** Every error code with its exit code and hint, for documentation and tests. */
export const errorTable: Readonly<Record<ErrorCode, { readonly exit: number; readonly hint: string }>> =
  table;

/** One mistake in a user's file. Line and column count from 1; null for an override (`--set`). */
export interface Issue {
  readonly line: number | null;
  readonly column: number | null;
  /** Set if the file differs from the named one, such as a manifest that a scenario names. */
  readonly file?: string;
  /** Dotted path of the value, such as `upgrade.nodes.interval`; empty for the whole file. */
  readonly path: string;
  readonly message: string;
}

/** An error for users: what happened, with a stable code, an exit code and what to do. */
export class RehearsalError extends Error {
  override readonly name = 'RehearsalError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly exitCode: number;
  /** Every mistake that the message lists, if it is about a file. */
  readonly issues: readonly Issue[];

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; hint?: string; issues?: readonly Issue[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? table[code].hint;
    this.exitCode = table[code].exit;
    this.issues = options.issues ?? [];
  }
}

/** Converts any thrown value to a RehearsalError. Any other error is a fault of the harness. */
export function asRehearsalError(thrown: unknown): RehearsalError {
  if (thrown instanceof RehearsalError) return thrown;
  return new RehearsalError('harness-failed', errorMessage(thrown), { cause: thrown });
}

/** The message of any thrown value, which need not be an Error. */
export function errorMessage(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
