import { connect } from 'node:net';

/** Whether a packet to a peer and its reply came through. */
export interface Reached {
  /** The probed address. */
  readonly to: string;
  /** The machine's monotonic clock at sending, which containers share with their host. In nanoseconds. */
  readonly sentNs: bigint;
  readonly durationUs: number;
  readonly ok: boolean;
  /** `timed-out` for silence, otherwise the system's code, such as `EHOSTUNREACH`. */
  readonly error?: string;
}

/**
 * Connects once by TCP, from its own port, and closes. The peer's kernel replies, so a busy or restarting
 * peer still counts as reached; a refusal was carried both ways, too. Never throws.
 */
export function reach(to: string, port: number, timeoutMs: number): Promise<Reached> {
  const sentNs = process.hrtime.bigint();
  return new Promise((resolve) => {
    const socket = connect({ host: to, port });
    const end = (error?: string) => {
      clearTimeout(timer);
      socket.destroy();
      const durationUs = Math.round(Number(process.hrtime.bigint() - sentNs) / 1_000);
      resolve({ to, sentNs, durationUs, ok: error === undefined, ...(error === undefined ? {} : { error }) });
    };
    // If this process itself was delayed the reply may be unread: that is checked before silence is reported.
    const timer = setTimeout(() => setImmediate(end, 'timed-out'), timeoutMs);
    socket.once('connect', () => end());
    socket.on('error', (failure: NodeJS.ErrnoException) => {
      const code = failure.code ?? String(failure);
      end(code === 'ECONNREFUSED' ? undefined : code);
    });
  });
}
