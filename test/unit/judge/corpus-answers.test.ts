import { describe, expect, it } from 'vitest';
import {
  type Answers,
  compareAnswers,
  extractAnswers,
  listRecordings,
  readAnswers,
} from '../../support/corpus-answers.ts';
import { judged } from '../../support/judge/recording.ts';

const committed = readAnswers();

/** Also as a script: node scripts/corpus-answers.ts */
describe('answers to the recorded corpus', () => {
  it('are committed for every recording', () => {
    expect(Object.keys(committed)).toEqual(listRecordings());
  });

  it.each(listRecordings())('are unchanged: %s', async (name) => {
    expect(compareAnswers(committed[name], extractAnswers(await judged(name)))).toEqual([]);
  });

  it('are compared value by value', () => {
    const [[, answers] = []] = Object.entries(committed).filter(([, { episodes }]) => episodes.length > 0);
    const [episode, ...others] = (answers as Answers).episodes;
    const changed = {
      ...(answers as Answers),
      verdict: 'approve',
      episodes: [...others, { ...episode, bad: 0 }],
    };
    expect(compareAnswers(answers, changed as Answers).join('\n')).toContain('verdict: was "');
    expect(compareAnswers(answers, changed as Answers).join('\n')).toContain('episodes[0]: was {');
    expect(compareAnswers(undefined, answers as Answers)).toEqual(['not in answers.json']);
  });
});
