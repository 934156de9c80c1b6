import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { jsonObjectsIn } from './json-stream.ts';
import { type Places, type Problem, plainData } from './tree.ts';

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A non-empty document of a YAML text. */
export interface YamlDocument {
  readonly data: unknown;
  /** Its offset. */
  readonly offset: number;
  /** Problems of its content. */
  readonly problems: readonly Problem[];
}

export interface YamlText {
  /** Empty documents, which templates leave between two `---`, are left out. */
  readonly documents: readonly YamlDocument[];
  /** The syntax error of a document, which is not among the others. */
  readonly problems: readonly Problem[];
  readonly places: Places;
  position(offset: number): Position;
}

/**
 * Reads YAML or JSON of several documents as kubectl does: test/fixtures/kubectl-yaml contains the answers of
 * a real one. The parser only finds the structure. Scalars and `<<` are interpreted here, because no YAML
 * library for JavaScript follows kubectl's mixture of YAML 1.1 and 1.2. Never throws, whatever the input.
 */
export function readYaml(text: string): YamlText {
  const lines = createLineCounter(text);
  const places: Places = new WeakMap();
  const problems: Problem[] = [];
  const documents: YamlDocument[] = [];
  for (const piece of jsonObjectsIn(text))
    for (const document of parseDocuments(piece.text)) {
      const { contents, errors } = document;
      if (errors.length > 0) {
        const found = errors.map(({ pos, message }) => ({
          ...{ offset: piece.offset + pos[0], message: notYaml(message) },
        }));
        problems.push(...found);
        continue;
      }
      const read = plainData(document, places, piece.offset);
      if (read.data !== null || read.problems.length > 0)
        documents.push({ ...read, offset: piece.offset + (contents?.range?.[0] ?? 0) });
    }
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  return { documents, problems, places, position };
}

function parseDocuments(text: string): readonly Document[] {
  const parsed = parseAllDocuments(text, {
    prettyErrors: false,
    logLevel: 'error',
    // Every scalar stays text: see scalars.ts.
    schema: 'failsafe',
    resolveKnownTags: false,
    uniqueKeys: false,
  });
  return Array.isArray(parsed) ? (parsed as Document[]) : [];
}

function createLineCounter(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  return lines;
}

const notYaml = (message: string) => `not valid YAML: ${message.slice(0, 200)}`;
