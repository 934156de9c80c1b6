import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { balancedAddress } from '../../../../../harness/embedded/addresses.ts';
import { placesIn } from '../../../../../harness/embedded/process/cluster/places.ts';
import { holdRange } from '../../../../../harness/embedded/process/cluster/range.ts';
import { offLinux } from '../../../../support/off-linux.ts';

describe.skipIf(offLinux())('a range of loopback', () => {
  it('belongs to one cluster at a time', async () => {
    const held = await Promise.all(Array.from({ length: 20 }, holdRange));
    expect(new Set(held.map(({ number }) => number)).size).toBe(20);
    await Promise.all(held.map((range) => range[Symbol.asyncDispose]()));
  });

  it('is free again after its release', async () => {
    const range = await holdRange();
    const address = balancedAddress(range.number);
    await range[Symbol.asyncDispose]();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(6442, address, resolve));
    server.close();
  });
});

describe('places in it', () => {
  const slot = { pool: 'workers', role: 'worker', ordinal: 0 } as const;

  it('are given out once each, in order', () => {
    const placeNode = placesIn(9, 'shop');
    expect([placeNode(slot), placeNode(slot)]).toEqual([
      { name: 'shop-worker', slot, index: 1, address: '127.9.1.1' },
      { name: 'shop-worker2', slot, index: 2, address: '127.9.2.1' },
    ]);
  });

  it('are 250', () => {
    const placeNode = placesIn(9, 'shop');
    for (let made = 0; made < 250; made += 1) placeNode(slot);
    expect(() => placeNode(slot)).toThrow('250 machines');
  });
});
