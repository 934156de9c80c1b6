import { once } from 'node:events';
import { createServer } from 'node:net';
import { balancedAddress } from '../../addresses.ts';

/** A part of loopback that no other cluster on this machine has while it is held. */
export interface Range extends AsyncDisposable {
  /** R of 127.R.0.0/16, see addresses.ts. */
  readonly number: number;
}

/** Bound for as long as the range is held: the system itself lets go of it with the process. */
const lockPort = 6442;
/** 127.0 is what everybody's own programs listen on, 127.255 what the check of this machine tries. */
const [first, last] = [1, 254];

/**
 * The first free range, beginning somewhere: two clusters that start at once seldom try the same one.
 * @throws Error where every range is taken, or this machine does not answer on them
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
