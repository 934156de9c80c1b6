import { once } from 'node:events';
import { createServer } from 'node:net';
import { balancedAddress } from '../../addresses.ts';

/** A range of loopback that no other cluster on this machine uses while it is held. */
export interface Range extends AsyncDisposable {
  /** R of 127.R.0.0/16, see addresses.ts. */
  readonly number: number;
}

/** Bound as long as the range is held: the operating system releases it with the process. */
const lockPort = 6442;
/** Programs commonly listen on 127.0; the machine check uses 127.255. */
const [first, last] = [1, 254];

/**
 * The first free range from a random start, so that two clusters seldom try the same one.
 * @throws Error if every range is taken, or this machine does not respond on them
 */
export async function holdRange(): Promise<Range> {
  const count = last - first + 1;
  const start = Math.floor(Math.random() * count);
  let why = '';
  for (let tried = 0; tried < count; tried += 1) {
    const number = first + ((start + tried) % count);
    const lock = createServer();
    try {
      await once(lock.listen(lockPort, balancedAddress(number)), 'listening');
      return {
        number,
        async [Symbol.asyncDispose]() {
          await new Promise((resolve) => lock.close(resolve));
        },
      };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      why = error.message;
    }
  }
  throw new Error(`No part of loopback is free for a cluster: ${why}`);
}
