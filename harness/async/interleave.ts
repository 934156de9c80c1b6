/**
 * The values of several sources as they come, side by side. A source continues once its value was taken by the consumer.
 * Where some fail, the others go on to their ends. A consumer that leaves early closes all of them.
 * @throws the first error of a source, after all have ended
 */
export async function* interleave<T>(sources: readonly AsyncIterable<T>[]): AsyncGenerator<T, void> {
  const open = new Set(sources.map((source) => source[Symbol.asyncIterator]()));
  const next = new Map([...open].map((iterator) => [iterator, pull(iterator)]));
  const errors: unknown[] = [];
  try {
    while (open.size > 0) {
      const { iterator, result, failed } = await Promise.race(next.values());
      // At the end of the map, after those that have waited for longer.
      next.delete(iterator);
      if (result !== undefined && !result.done) {
        yield result.value;
        next.set(iterator, pull(iterator));
        continue;
      }
      open.delete(iterator);
      if (failed !== undefined) errors.push(failed.error);
    }
  } finally {
    await Promise.allSettled([...open].map(async (iterator) => iterator.return?.()));
  }
  if (errors.length > 0) throw errors[0];
}

interface Pulled<T> {
  readonly iterator: AsyncIterator<T>;
  /** Absent where it failed. */
  readonly result?: IteratorResult<T>;
  readonly failed?: { readonly error: unknown };
}

async function pull<T>(iterator: AsyncIterator<T>): Promise<Pulled<T>> {
  try {
    return { iterator, result: await iterator.next() };
  } catch (error) {
    return { iterator, failed: { error } };
  }
}
