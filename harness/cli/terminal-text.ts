/** Text from a cluster or a scenario without control characters: it can't move the cursor or forge a line. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}

/** The same line by line, for text of several lines, such as the end of a program's output. */
export function printableLines(text: string): string {
  return text.split(/\r?\n/).map(printable).join('\n');
}
