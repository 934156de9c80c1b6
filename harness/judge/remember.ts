/** A function that computes each of its results once and caches it for its own lifetime. */
export function remember<Key, Value extends object>(find: (key: Key) => Value): (key: Key) => Value {
  const found = new Map<Key, Value>();
  return (key) => {
    const value = found.get(key) ?? find(key);
    found.set(key, value);
    return value;
  };
}
