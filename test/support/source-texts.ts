import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SyntaxKind } from 'typescript/unstable/ast';
import { createScanner } from 'typescript/unstable/ast/scanner';

/** After these tokens a slash is a division; after any other it begins a regular expression. */
const operandEnds: ReadonlySet<SyntaxKind> = new Set([
  ...[SyntaxKind.Identifier, SyntaxKind.NumericLiteral, SyntaxKind.StringLiteral],
  ...[SyntaxKind.CloseParenToken, SyntaxKind.CloseBracketToken, SyntaxKind.CloseBraceToken],
  ...[SyntaxKind.ThisKeyword, SyntaxKind.NoSubstitutionTemplateLiteral, SyntaxKind.TemplateTail],
]);

const trivia: ReadonlySet<SyntaxKind> = new Set([
  ...[SyntaxKind.WhitespaceTrivia, SyntaxKind.NewLineTrivia],
  ...[SyntaxKind.SingleLineCommentTrivia, SyntaxKind.MultiLineCommentTrivia],
]);

interface Token {
  readonly kind: SyntaxKind;
  /** As written. */
  readonly text: string;
  /** Of a string or a piece of a template: without quotes and escapes. */
  readonly value: string;
}

/** Every token of a source, including comments. */
function* readTokens(source: string): Generator<Token> {
  const scanner = createScanner(false, undefined, source);
  /** Open braces in the current substitution of each open template. */
  const braces: number[] = [];
  let before = SyntaxKind.Unknown;
  for (let kind = scanner.scan(); kind !== SyntaxKind.EndOfFile; kind = scanner.scan()) {
    const open = braces.at(-1);
    if (kind === SyntaxKind.SlashToken || kind === SyntaxKind.SlashEqualsToken) {
      if (!operandEnds.has(before)) kind = scanner.reScanSlashToken();
    } else if (kind === SyntaxKind.TemplateHead) braces.push(0);
    else if (open !== undefined && kind === SyntaxKind.OpenBraceToken) braces.splice(-1, 1, open + 1);
    else if (open !== undefined && kind === SyntaxKind.CloseBraceToken) {
      if (open > 0) braces.splice(-1, 1, open - 1);
      else {
        kind = scanner.reScanTemplateToken(false);
        if (kind === SyntaxKind.TemplateTail) braces.pop();
      }
    }
    yield { kind, text: scanner.getTokenText(), value: scanner.getTokenValue() };
    if (!trivia.has(kind)) before = kind;
  }
}

/** The string literals of a source, and its templates with `…` for substitutions, without comments. */
export function findTexts(source: string): string[] {
  const texts: string[] = [];
  const open: string[] = [];
  for (const { kind, value } of readTokens(source)) {
    if (kind === SyntaxKind.StringLiteral || kind === SyntaxKind.NoSubstitutionTemplateLiteral)
      texts.push(value);
    else if (kind === SyntaxKind.TemplateHead) open.push(value);
    else if (kind === SyntaxKind.TemplateMiddle) open.push(`${open.pop()}…${value}`);
    else if (kind === SyntaxKind.TemplateTail) texts.push(`${open.pop()}…${value}`);
  }
  return texts;
}

/** The comments of a source. Those on consecutive lines are joined, because a sentence may continue. */
export function findComments(source: string): string[] {
  const comments: string[] = [];
  let joins = false;
  for (const { kind, text } of readTokens(source)) {
    if (kind === SyntaxKind.MultiLineCommentTrivia)
      comments.push(text.replace(/^\/\*+|\*\/$/g, '').replace(/^\s*\* ?/gm, ''));
    else if (kind === SyntaxKind.SingleLineCommentTrivia)
      comments.push(joins ? `${comments.pop()}\n${text.slice(2)}` : text.slice(2));
    else if (kind === SyntaxKind.WhitespaceTrivia || kind === SyntaxKind.NewLineTrivia) continue;
    joins = kind === SyntaxKind.SingleLineCommentTrivia;
  }
  return comments;
}

/** A text of the sources that people may read: one of several words. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

/** Texts of several words in all sources below a folder. */
export function findSourceTexts(folder: string): SourceText[] {
  return search(folder, (source) => findTexts(source).filter((text) => /[a-z]+,? [a-z]/i.test(text)));
}

/** Comments in all sources below a folder. */
export const findSourceComments = (folder: string): SourceText[] => search(folder, findComments);

function search(folder: string, find: (source: string) => string[]): SourceText[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[jt]s$/.test(file))
    .flatMap((file) => {
      const path = join(folder, file);
      return find(readFileSync(path, 'utf8')).map((text) => ({ file: relative(folder, path), text }));
    });
}
