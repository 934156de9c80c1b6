/**
 * Judges every recording of test/fixtures/recordings and compares with answers.json: node
 * scripts/corpus-answers.ts [--write]
 *
 * Prints a line for each: `same`, or the differences. Exit code 1 if there is any. `--write` commits the
 * judge's current answers; a changed answer needs a reason in that folder's README.
 */
import { writeFileSync } from 'node:fs';
import {
  type Answers,
  answersFile,
  compareAnswers,
  extractAnswers,
  formatAnswers,
  listRecordings,
  readAnswers,
} from '../test/support/corpus-answers.ts';
import { judged } from '../test/support/judge/recording.ts';

const before = readAnswers();
const now: Record<string, Answers> = {};
let different = 0;
for (const name of listRecordings()) {
  const answers = extractAnswers(await judged(name));
  now[name] = answers;
  const differences = compareAnswers(before[name], answers);
  different += differences.length === 0 ? 0 : 1;
  const text = differences.length === 0 ? 'same' : ['', ...differences].join('\n    ');
  process.stdout.write(`${name}: ${text}\n`);
}
for (const name of Object.keys(before).filter((name) => !(name in now))) {
  different += 1;
  process.stdout.write(`${name}: there is no such recording any more\n`);
}
if (process.argv.includes('--write')) writeFileSync(answersFile, formatAnswers(now));
else process.exitCode = different === 0 ? 0 : 1;
