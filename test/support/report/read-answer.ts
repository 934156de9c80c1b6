/** What a file of answers says in data: without the sentences of its reasons. */
export function readAnswer(json: string): unknown {
  return JSON.parse(json, (key, value) => (key === 'text' ? undefined : value));
}
