import type { Key } from './client.ts';

/** A key as text, as work queues and indexes use it: `default/web-1`, `worker-1`. */
export const keyText = ({ namespace, name }: Key): string =>
  namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;

export function keyOf(text: string): Key {
  const slash = text.indexOf('/');
  return slash < 0 ? { name: text } : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}
