import { pause } from '../../async/pause.ts';
import { RehearsalError } from '../../errors.ts';
import { duration } from '../../format/durations.ts';
import { errorText } from '../../kube/api-error.ts';
import { isDueAt, type Moment } from '../../plan/moments.ts';
import type { Hook } from '../../scenario/hooks/hook.ts';
import type { CallMeans, CallResult } from '../calls/call.ts';
import { runCall } from '../calls/run-call.ts';
import type { Append } from '../roller.ts';

/**
 * Runs the hooks of a moment, one after the other.
 * @param step index of the step, null outside the roll
 * @throws RehearsalError `hook-failed` after the first one that failed, unless it lets the roll continue; the signal's
 *   reason when aborted
 */
export type RunHooks = (moment: Moment, step: number | null, signal: AbortSignal) => Promise<void>;

/** The means of the hooks of one run. */
export interface HookMeans extends CallMeans {
  /** Applies the manifests of a hook, and waits until they are ready. @throws the signal's reason when aborted */
  apply(hook: string, withinMs: number, signal: AbortSignal): Promise<CallResult>;
}

export interface HookOptions {
  readonly hooks: readonly Hook[];
  readonly means: HookMeans;
  readonly append: Append;
  /** Called with each hook's beginning, and with a failure after which the roll continues. */
  readonly say: (line: string) => void;
}

export function createRunHooks(options: HookOptions): RunHooks {
  return async (moment, step, signal) => {
    for (const hook of options.hooks.filter((hook) => isDueAt(hook, moment)))
      await runHook(hook, moment, step, options, signal);
  };
}

async function runHook(
  hook: Hook,
  { when, at, of }: Moment,
  step: number | null,
  { means, append, say }: HookOptions,
  signal: AbortSignal,
): Promise<void> {
  const { name, onFailure } = hook;
  const entry = { type: 'hook', name, when, at, of, step } as const;
  const title = `hook ${name} ${when} ${of ?? 'the run'}`;
  append({ ...entry, edge: 'begin' });
  say(title);
  let result: CallResult;
  try {
    result = await perform(hook, { ...means, env: { ...means.env, ...describePlace(hook, of) } }, signal);
  } catch (error) {
    const outcome = signal.aborted ? 'aborted' : 'failed';
    append({ ...entry, edge: 'end', outcome, detail: errorText(error) });
    throw error;
  }
  const { ok, words } = result;
  append({ ...entry, edge: 'end', outcome: ok ? 'done' : 'failed', detail: words });
  if (ok) return;
  if (onFailure === 'fail') throw new RehearsalError('hook-failed', `${title} failed: ${words}`);
  say(`${title} failed, and the roll continues: ${words}`);
}

async function perform({ name, does }: Hook, means: HookMeans, signal: AbortSignal): Promise<CallResult> {
  if (does.kind === 'call') return await runCall(does.call, means, signal);
  if (does.kind === 'apply') return await means.apply(name, does.withinMs, signal);
  await pause(does.forMs, signal);
  return { ok: true, words: `paused for ${duration(does.forMs)}` };
}

/** Variables that tell a command which hook it is, and where. */
const describePlace = ({ name, when, at }: Hook, of: string | null): Readonly<Record<string, string>> => ({
  REHEARSE_HOOK: name,
  REHEARSE_WHEN: when,
  REHEARSE_AT: at,
  REHEARSE_OF: of ?? '',
});
