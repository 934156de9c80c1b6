import { flushCompileCache } from 'node:module';
import { errorMessage } from '../../errors.ts';
import type { Answer, Requests } from './fork.ts';

/** A process' behaviour: its setup, then one handler per request. */
export interface Service<R extends Requests<R>> {
  /** Response to the settings. */
  readonly ready: object;
  readonly handlers: { readonly [Name in keyof R]: (args: R[Name]) => Promise<unknown> };
  /** Ends what it started. Called once, when the parent has ended or disconnected. */
  end(): Promise<void>;
  /** Whether it continues without its parent. */
  outlives?(): boolean;
}

/** Longer than a parent waits before it kills its children: a cluster's process has children of its own. */
const endWithinMs = 30_000;

/**
 * The child's side: the first message contains its settings, and the closing of the channel ends it.
 * @param start gets a signal that fires when the channel closes during the start: it then throws and leaves nothing
 */
export function serveParent<S, R extends Requests<R>>(
  start: (settings: S, gone: AbortSignal) => Promise<Service<R>>,
): void {
  let service: Promise<Service<R>> | null = null;
  const gone = new AbortController();
  process.on('message', (message: { id: number; settings?: S; request?: keyof R; args?: object }) => {
    const { id, settings, request, args } = message;
    if (settings !== undefined) {
      service = start(settings, gone.signal);
      // Not at the end of the process: the next process of its kind starts from this cache.
      service.then(
        () => flushCompileCache(),
        () => {},
      );
    }
    const answering = (service as Promise<Service<R>>).then((serving) =>
      request === undefined ? serving.ready : serving.handlers[request](args as never),
    );
    const reply = (answer: Answer) => void (process.connected && process.send?.(answer));
    answering.then(
      (value) => reply({ id, value: value ?? null }),
      (error: unknown) => {
        // The parent only gets the message; the stack is in this process' log.
        if (!gone.signal.aborted) console.error(error);
        reply({ id, error: errorMessage(error) });
      },
    );
  });
  process.once('disconnect', async () => {
    gone.abort();
    // Even if something hangs at the end: no parent is left to kill this process.
    const giveUp = setTimeout(() => process.exit(1), endWithinMs);
    const serving = await service?.catch(() => null);
    if (serving?.outlives?.()) return clearTimeout(giveUp);
    await serving?.end().catch((error: unknown) => console.error(error));
    process.exit(0);
  });
}
