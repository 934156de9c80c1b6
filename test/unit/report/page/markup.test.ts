import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Html, html, joinHtml, jsonHtml, ownHtml } from '../../../../harness/report/page/markup.ts';

const attack = '"><script>alert(1)</script>';

describe('html', () => {
  it('escapes text in content and in attributes, alone and in lists', () => {
    const escaped = '&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;';
    expect(`${html`<a title="${attack}">${attack}</a>`}`).toBe(`<a title="${escaped}">${escaped}</a>`);
    expect(`${html`<p>${[attack, [attack]]}</p>`}`).toBe(`<p>${escaped}${escaped}</p>`);
  });

  it('keeps markup, prints numbers, and nothing for null', () => {
    const item = html`<li>${1}</li>`;
    expect(`${html`<ul>${[item, item]}${null}</ul>`}`).toBe('<ul><li>1</li><li>1</li></ul>');
  });

  it('does not treat text or objects as markup', () => {
    // @ts-expect-error text is no markup
    const text: Html = '<b>';
    // @ts-expect-error nor is an object that looks like it
    const alike: Html = { toString: () => '<b>' };
    expect(`${html`${text}`}`).toBe('&#60;b&#62;');
    expect(() => `${html`${alike}`}`).toThrow();
  });

  it('joins, escaping text between the separators', () => {
    expect(`${joinHtml([html`<b>x</b>`, '<'], ', ')}`).toBe('<b>x</b>, &#60;');
  });

  it('carries data that cannot end its script', () => {
    const data = { text: attack };
    expect(`${jsonHtml(data)}`).not.toMatch(/[<>&]/);
    expect(JSON.parse(`${jsonHtml(data)}`)).toEqual(data);
  });

  it('leaves alone only what is said to be its own', () => {
    expect(`${ownHtml('a > b {}')}`).toBe('a > b {}');
  });
});

/** Without comments. */
const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(?:^|\s)\/\/.*$/gm, '');

describe('the page', () => {
  const folder = join(import.meta.dirname, '../../../../harness/report');
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, text: code(readFileSync(join(folder, file), 'utf8')) }));
  const using = (sign: RegExp) => texts.filter(({ text }) => sign.test(text)).map(({ file }) => file);

  it('is written with html alone, so that one file shows what is not escaped', () => {
    // A template or text that begins with a tag; Markdown has only one.
    expect(using(/(?<!html)`<(?!sub>)[a-z!]|'<[a-z!]/)).toEqual([]);
    expect(using(/\bescapeHtml\b/)).toEqual(['escape.ts', 'page/markup.ts']);
    expect(using(/\bownHtml\(/)).toEqual(['html.ts', 'page/markup.ts']);
  });
});
