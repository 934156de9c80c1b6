import { flushCompileCache } from 'node:module';
import { errorMessage } from '../../errors.ts';
import type { Answer, Requests } from './fork.ts';

/** What a process does: set up by its settings, then one handler for each request. */
export interface Service<R extends Requests<R>> {
  /** Answer to the settings. */
  readonly ready: object;
  readonly handlers: { readonly [Name in keyof R]: (args: R[Name]) => Promise<unknown> };
  /** Ends what it started. Called once, when the parent has gone or let go. */
  end(): Promise<void>;
  /** Whether it goes on without its parent; otherwise it ends with it. */
  outlives?(): boolean;
}

/** Longer than a parent waits before it kills its children: a cluster's process has some of its own. */
const endWithinMs = 30_000;

/**
 * The child's side: the first message are its settings, the closing of the channel its end.
 * @param start given a signal that fires when the channel closes before it is done: it then throws, leaving nothing
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
      // Not at its end: the next one of its kind starts from it.
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
        // The parent gets the message alone; where it comes from is in this process' log.
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
