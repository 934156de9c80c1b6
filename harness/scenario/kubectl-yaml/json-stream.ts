/** A part of a text that is parsed separately. */
interface Piece {
  readonly text: string;
  /** Its offset in the whole. */
  readonly offset: number;
}

/**
 * Splits a text of consecutive JSON objects, as kubectl and jq print them and kubectl reads them, with only
 * white space between. Any other text is one piece: YAML has its own document separator.
 */
export function jsonObjectsIn(text: string): readonly Piece[] {
  const whole = [{ text, offset: 0 }];
  const pieces: Piece[] = [];
  for (let offset = skipSpace(text, 0); offset < text.length; ) {
    if (text[offset] !== '{') return whole;
    const end = findObjectEnd(text, offset);
    if (end === null) return whole;
    pieces.push({ text: text.slice(offset, end), offset });
    offset = skipSpace(text, end);
  }
  return pieces.length > 1 ? pieces : whole;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at++;
  return at;
}

/** Where the object that begins at an offset ends; null if it does not. */
function findObjectEnd(text: string, from: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (quoted) {
      if (sign === '\\') at++;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === '{' || sign === '[') depth++;
    else if (sign === '}' || sign === ']') {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return null;
}
