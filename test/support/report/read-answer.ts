/** The data of a file of answers, without the sentences of its reasons. */
export function readAnswer(json: string): unknown {
  return JSON.parse(json, (key, value) => (key === 'text' ? undefined : value));
}
