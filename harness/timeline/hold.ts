import type { HeldState } from './model.ts';

/** Keeps the last known state of objects; forgets deleted ones. */
export function hold<T>(
  held: Map<string, HeldState<T>>,
  key: string,
  state: T,
  record: { readonly change: string; readonly atUs: number },
): void {
  if (record.change === 'deleted') held.delete(key);
  else held.set(key, { state, sinceUs: record.atUs });
}
