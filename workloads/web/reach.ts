import { connect } from 'node:net';

/** Whether a packet to a peer came through, and its answer back. */
export interface Reached {
  /** The address that was asked. */
  readonly to: string;
  /** The machine's monotonic clock at sending, which containers share with their host. In nanoseconds. */
  readonly sentNs: bigint;
  readonly durationUs: number;
  readonly ok: boolean;
  /** `timed-out` for silence, else the system's code, as `EHOSTUNREACH`. */
  readonly error?: string;
}

/**
 * Connects once by TCP, from a port of its own, and lets go. The peer's kernel answers, so a peer that is busy or starts
 * again is reached all the same; a refusal, too, was carried there and back. Never throws.
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
    // Where this process was kept waiting itself the answer may lie there unread: that is looked for before silence is declared.
    const timer = setTimeout(() => setImmediate(end, 'timed-out'), timeoutMs);
    socket.once('connect', () => end());
    socket.on('error', (failure: NodeJS.ErrnoException) => {
      const code = failure.code ?? String(failure);
      end(code === 'ECONNREFUSED' ? undefined : code);
    });
  });
}
