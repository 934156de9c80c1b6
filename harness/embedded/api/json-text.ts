const texts = new WeakMap<object, string>();

/** A stored object's JSON, made once: every watcher and list of every API server sends the same text. */
export function toJsonText(object: object): string {
  const known = texts.get(object);
  if (known !== undefined) return known;
  const text = JSON.stringify(object);
  texts.set(object, text);
  return text;
}
