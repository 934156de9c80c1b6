import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RehearsalError } from '../../../harness/errors.ts';
import type { Summary } from '../../../harness/judge/answer/summary.ts';
import { reason } from '../../../harness/reasons/reason.ts';
import type { Finish } from '../../../harness/rehearsal/rehearse.ts';
import { isRepeated, remakeRepeated, repeat } from '../../../harness/rehearsal/repeat.ts';
import { parseScenario } from '../../../harness/scenario/load-scenario.ts';
import { copyOfRecorded } from '../../support/rehearsal/recorded-run.ts';
import { readAnswer } from '../../support/report/read-answer.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const file = 'scenarios/quickstart.yaml';
const loadRepeated = (times: number) => parseScenario(readFileSync(file, 'utf8'), file, [`repeat=${times}`]);

const good = (exitCode = 0, verdict = 'rehearsed'): Partial<Finish> => ({
  exitCode,
  summary: {
    ...{
      verdict,
      exitCode,
      headline: `${verdict}: why`,
      reasons: [reason('no-outage')],
      recommendations: [],
    },
    ...{ proves: { badSteps: 0, steps: 3, upperBound: 0.6316 }, steps: [], probes: [] },
  } as unknown as Summary,
});
const failed = (code: 'cluster-lost' | 'interrupted' | 'upgrade-failed'): Partial<Finish> => {
  const error = new RehearsalError(code, 'it went wrong');
  const verdict = error.exitCode === 20 ? 'reject' : 'inconclusive';
  return { ...good(error.exitCode, verdict), error };
};

/** Repeats with each repetition's result in turn; another repetition fails. */
async function repeated(folder: string, planned: number, finishes: readonly Partial<Finish>[]) {
  const begun: number[] = [];
  const places = { reportsFolder: folder, toolVersion: '0.1.0' };
  const result = await repeat(loadRepeated(planned), places, async (repetition, inFolder) => {
    const finish = finishes[repetition];
    if (finish === undefined) throw new Error('repeated once too often');
    begun.push(repetition);
    const runDirectory = join(inFolder, `r${repetition}-web`);
    return { runDirectory, summary: null, error: null, kept: null, troubles: [], exitCode: 1, ...finish };
  });
  return { ...result, begun };
}

describe('a repeated rehearsal', () => {
  it('rolls as often as the scenario sets, and pools the results', async () => {
    using folder = tempFolder();
    const { begun, outcome, repeated: all } = await repeated(folder.path, 3, [good(), good(), good()]);
    expect(begun).toEqual([0, 1, 2]);
    expect(outcome).toMatchObject({ verdict: 'rehearsed', exitCode: 0 });
    expect(all.proves).toMatchObject({ badSteps: 0, steps: 9 });
    expect(basename(outcome.folder)).toMatch(/^\d{8}-\d{6}-[0-9a-f]{4}-quickstart\.repeated$/);
    expect(readAnswer(readFileSync(join(outcome.folder, 'repeated.json'), 'utf8'))).toEqual(all);
    const page = readFileSync(join(outcome.folder, 'repeated.md'), 'utf8');
    expect(page).toContain('0 of 9 steps');
    for (const run of ['r0-web', 'r1-web', 'r2-web']) expect(page).toContain(run);
  });

  it('continues after harm and after a failed upgrade: stopping there would bias the bound', async () => {
    using folder = tempFolder();
    const finishes = [good(10, 'tune'), failed('upgrade-failed'), good()];
    const { begun, outcome } = await repeated(folder.path, 3, finishes);
    expect(begun).toEqual([0, 1, 2]);
    expect(outcome).toMatchObject({ verdict: 'reject', exitCode: 20 });
  });

  it.each([
    ['a fault of the machine', failed('cluster-lost'), 1, 'inconclusive'],
    ['a Ctrl-C', failed('interrupted'), 130, 'inconclusive'],
    ['a repetition without a report', {}, 1, 'inconclusive'],
  ])('ends with %s, and its exit code', async (_, finish, exitCode, verdict) => {
    using folder = tempFolder();
    const { begun, outcome } = await repeated(folder.path, 3, [good(), finish]);
    expect([begun.length, outcome.exitCode, outcome.verdict]).toEqual([2, exitCode, verdict]);
  });

  it('is judged again from its run directories, to the same bytes', async () => {
    using folder = tempFolder();
    copyOfRecorded(folder.path);
    expect(isRepeated(folder.path)).toBe(true);
    const first = await remakeRepeated(folder.path, '0.1.0');
    const bytes = () => readFileSync(join(folder.path, 'repeated.md'), 'utf8');
    const before = bytes();
    expect(await remakeRepeated(folder.path, '0.1.0')).toEqual(first);
    expect(bytes()).toBe(before);
    expect(first.repetitions.map((one) => one.run)).toEqual(['run']);
  });

  it('is distinguished from a run directory and from any other folder', () => {
    using folder = tempFolder();
    const run = copyOfRecorded(folder.path);
    mkdirSync(join(folder.path, 'empty'));
    expect(isRepeated(join(folder.path, 'empty'))).toBe(false);
    expect(isRepeated(join(folder.path, 'none'))).toBe(false);
    expect(isRepeated(run.path)).toBe(false);
  });
});
