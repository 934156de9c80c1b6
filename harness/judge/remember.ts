/** A function that finds each of its answers once: what it has found it keeps for as long as it is there itself. */
export function remember<Key, Value extends object>(find: (key: Key) => Value): (key: Key) => Value {
  const found = new Map<Key, Value>();
  return (key) => {
    const value = found.get(key) ?? find(key);
    found.set(key, value);
    return value;
  };
}
