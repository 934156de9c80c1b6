import { expect, it } from 'vitest';
import { slowStart } from '../../../../harness/embedded/controllers/slow-start.ts';

it('doubles its batches', async () => {
  const begun: number[] = [];
  const batches: number[] = [];
  await slowStart(10, async (index) => {
    begun.push(index);
    await new Promise(setImmediate);
    if (begun.length > (batches.at(-1) ?? 0)) batches.push(begun.length);
  });
  expect(batches).toEqual([1, 3, 7, 10]);
  expect(begun).toEqual(Array.from({ length: 10 }, (_, index) => index));
});

it('starts no batch after one in which something failed', async () => {
  let begun = 0;
  const failing = slowStart(100, async (index) => {
    begun++;
    if (index === 1) throw new Error('forbidden');
  });
  await expect(failing).rejects.toThrow('forbidden');
  expect(begun).toBe(3);
});
