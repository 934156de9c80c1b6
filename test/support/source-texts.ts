import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SyntaxKind } from 'typescript/unstable/ast';
import { createScanner } from 'typescript/unstable/ast/scanner';

/** Tokens after which a slash divides; after any other it begins a regular expression. */
const operandEnds: ReadonlySet<SyntaxKind> = new Set([
  ...[SyntaxKind.Identifier, SyntaxKind.NumericLiteral, SyntaxKind.StringLiteral],
  ...[SyntaxKind.CloseParenToken, SyntaxKind.CloseBracketToken, SyntaxKind.CloseBraceToken],
  ...[SyntaxKind.ThisKeyword, SyntaxKind.NoSubstitutionTemplateLiteral, SyntaxKind.TemplateTail],
]);

/** A template that was not read to its end, and how many braces are open in its present hole. */
interface OpenTemplate {
  text: string;
  braces: number;
}

/** The string literals of a source, and its templates with `…` for what they fill in. Comments are left out. */
export function findTexts(source: string): string[] {
  const scanner = createScanner(true, undefined, source);
  const texts: string[] = [];
  const open: OpenTemplate[] = [];
  let before = SyntaxKind.Unknown;
  for (let token = scanner.scan(); token !== SyntaxKind.EndOfFile; token = scanner.scan()) {
    const template = open.at(-1);
    if (token === SyntaxKind.SlashToken || token === SyntaxKind.SlashEqualsToken) {
      if (!operandEnds.has(before)) token = scanner.reScanSlashToken();
    } else if (token === SyntaxKind.StringLiteral || token === SyntaxKind.NoSubstitutionTemplateLiteral)
      texts.push(scanner.getTokenValue());
    else if (token === SyntaxKind.TemplateHead) open.push({ text: scanner.getTokenValue(), braces: 0 });
    else if (template !== undefined && token === SyntaxKind.OpenBraceToken) template.braces += 1;
    else if (template !== undefined && token === SyntaxKind.CloseBraceToken) {
      if (template.braces > 0) template.braces -= 1;
      else {
        token = scanner.reScanTemplateToken(false);
        template.text += `…${scanner.getTokenValue()}`;
        if (token === SyntaxKind.TemplateTail) texts.push(open.pop()?.text ?? '');
      }
    }
    before = token;
  }
  return texts;
}

/** A text of the sources that people may read: one of several words. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

/** Texts of several words in all sources below a folder. */
export function findSourceTexts(folder: string): SourceText[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[jt]s$/.test(file))
    .flatMap((file) => {
      const path = join(folder, file);
      return findTexts(readFileSync(path, 'utf8'))
        .filter((text) => /[a-z]+,? [a-z]/i.test(text))
        .map((text) => ({ file: relative(folder, path), text }));
    });
}
