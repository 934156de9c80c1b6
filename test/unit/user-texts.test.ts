import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeReport } from '../../harness/rehearsal/make-report.ts';
import { extractProse, findAvoidedWords } from '../support/avoided-words.ts';
import { listRecordings } from '../support/corpus-answers.ts';
import { unpacked } from '../support/judge/recording.ts';
import { findComments, findSourceComments, findSourceTexts, findTexts } from '../support/source-texts.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Without names of records and members, which are identifiers of a file format. */
const words = (text: string) =>
  findAvoidedWords(extractProse(text.replace(/records of type [\w, -]+/g, 'records')));

/** Texts that the run recorded from other sources, such as Kubernetes' events or an older version's notes. */
function findRecordedTexts(journal: string): string[] {
  const texts = [...journal.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => JSON.parse(`"${text}"`));
  return [...new Set(texts)].filter((text) => findAvoidedWords(text).length > 0);
}

describe('no avoided word', () => {
  const texts = findSourceTexts(join(import.meta.dirname, '../../harness'));

  it('is in a text of the sources', () => {
    expect(texts.length).toBeGreaterThan(1_000);
    expect(texts.flatMap(({ file, text }) => words(text).map((word) => `${file}: ${word}`))).toEqual([]);
  });

  it.each(['harness', 'bench', 'scripts', 'test', 'workloads'])('is in a comment of %s', (folder) => {
    const comments = findSourceComments(join(import.meta.dirname, '../..', folder));
    expect(comments.length).toBeGreaterThan(40);
    const found = comments.flatMap(({ file, text }) =>
      words(text.replace(/\s+/g, ' ')).map((word) => `${file}: ${word}`),
    );
    expect(found).toEqual([]);
  });

  it.each(listRecordings())('is in the report of %s', async (name) => {
    using folder = tempFolder();
    const directory = unpacked(name, folder.path);
    await makeReport(directory, '0.1.0');
    const report = readFileSync(join(directory.derived, 'report.md'), 'utf8').replace(/\\(?=[^\w\s])/g, '');
    const recorded = findRecordedTexts(readFileSync(directory.journal, 'utf8'));
    expect(words(recorded.reduce((rest, text) => rest.replaceAll(text, '…'), report))).toEqual([]);
  });
});

/** Fields of Kubernetes; a constant may have such a name, too. */
const kubernetesFields = new Set(['dryRun', 'nodePort', 'sinceTime']);

/**
 * Words of a text that are the name of a function or constant of its file: the result of a careless rename.
 */
function findOwnNames({ text, source }: { text: string; source: string }): string[] {
  const mixed = extractProse(text).match(/\b[a-z]+[A-Z]\w*/g) ?? [];
  return mixed.filter(
    (name) => !kubernetesFields.has(name) && new RegExp(`\\b(?:const|function|let) ${name}\\b`).test(source),
  );
}

describe('no name of the code', () => {
  const folder = join(import.meta.dirname, '../../harness');

  it('is in a text of its own file', () => {
    const found = findSourceTexts(folder).flatMap(({ file, text }) =>
      findOwnNames({ text, source: readFileSync(join(folder, file), 'utf8') }).map(
        (name) => `${file}: ${name}`,
      ),
    );
    expect(found).toEqual([]);
  });

  it('is found where there is one', () => {
    const source = 'function formatLongest() {}';
    expect(findOwnNames({ text: 'its formatLongest pause', source })).toEqual(['formatLongest']);
    expect(findOwnNames({ text: 'its `formatLongest` pause', source })).toEqual([]);
  });
});

describe('the search', () => {
  it('reads string literals and templates, and no comment, code or regular expression', () => {
    const source = `
      // a remark 'in quotes'
      const a = 'pod\\'s end';
      const b = \`told \${count({ of: \`\${pods} pods\` })} to go\`; /* \`not this\` */
      const c = total / parts.map((p) => p / 2); const d = /[/\`']"/.test("x");`;
    expect(findTexts(source)).toEqual(["pod's end", '… pods', 'told … to go', 'x']);
  });

  it('reads comments, joined where a sentence continues on the next line', () => {
    const source = `
      /**
       * The pod was
       * told to go.
       */
      const a = '// no comment'; // a remark
      // found
      // nobody
      const b = \`/* \${c /* inside */} */\`; const d = /\\/\\/ none/;`;
    expect(findComments(source).map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
      'The pod was told to go.',
      'a remark found nobody',
      'inside',
    ]);
  });

  it('finds an avoided word in them', () => {
    const [text = ''] = findTexts('const why = "pod a was told to go";');
    expect(words(text)).toHaveLength(1);
    expect(words('records of type rig and thread')).toEqual([]);
  });
});
