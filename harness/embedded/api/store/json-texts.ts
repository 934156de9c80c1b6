/** Writes objects that never change as JSON, each once for as long as somebody holds it. */
export function createJsonTexts(): (object: object) => string {
  const texts = new WeakMap<object, string>();
  return (object) => {
    const known = texts.get(object);
    if (known !== undefined) return known;
    const text = JSON.stringify(object);
    texts.set(object, text);
    return text;
  };
}
