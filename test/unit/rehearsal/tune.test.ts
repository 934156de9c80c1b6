import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RecommendationText, Verdict } from '../../../harness/judge/answer/summary.ts';
import type { Outcome } from '../../../harness/rehearsal/outcome.ts';
import { tune } from '../../../harness/rehearsal/tune.ts';
import { type LoadedScenario, parseScenario } from '../../../harness/scenario/load-scenario.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const scenarioFile = 'scenarios/quickstart-fragile.yaml';
const source = readFileSync(scenarioFile, 'utf8');

const recommend = (setting: string, to: string): RecommendationText => ({
  setting,
  from: 'x',
  to,
  why: 'measured',
});
const replicas = recommend('workload.replicas', '2');
const budget = recommend('workload.budget.minAvailable', '1');

/** A rehearsal's result: a verdict with recommendations, or with the exit code of an error. */
type PlannedResult = readonly [Verdict | null, ...RecommendationText[]];
const exitCodes = { approve: 0, rehearsed: 0, tune: 10, reject: 20, inconclusive: 30 };

/** Tunes with these rehearsal results, one after the other; another attempt fails. */
async function tuning(
  folder: string,
  planned: readonly PlannedResult[],
  given: { attempts?: number; sets?: readonly string[]; interrupted?: boolean } = {},
) {
  const { attempts = 3, sets = [], interrupted = false } = given;
  const asked: (readonly string[])[] = [];
  const stop = new AbortController();
  const rehearseWith = async (loaded: LoadedScenario): Promise<Outcome> => {
    const [verdict, ...recommendations] = planned[asked.length] ?? [];
    if (verdict === undefined) throw new Error('rehearsed once too often');
    asked.push(loaded.sets);
    if (interrupted) stop.abort();
    return {
      folder: join(folder, `r${asked.length}-web`),
      verdict,
      headline: `${verdict}: why of ${asked.length}`,
      reasons: [`why of ${asked.length}`],
      recommendations,
      clusters: ['rehearse-a'],
      exitCode: verdict === null ? 1 : exitCodes[verdict],
    };
  };
  const request = {
    ...{ loaded: parseScenario(source, scenarioFile, sets), attempts },
    ...{ reportsFolder: folder, toolVersion: '0.1.0' },
  };
  const tuned = await tune(request, rehearseWith, stop.signal);
  return { ...tuned, asked, recorded: JSON.parse(readFileSync(tuned.files.json, 'utf8')) };
}

describe('a tuning', () => {
  it('rehearses with the recommended values until a run is approved, and records every attempt', async () => {
    using folder = tempFolder();
    const {
      asked,
      exitCode,
      tuning: result,
      files,
      recorded,
    } = await tuning(folder.path, [['tune', replicas], ['tune', budget], ['rehearsed']], {
      sets: ['load.rate=100/s'],
    });
    const used = [
      ['load.rate=100/s'],
      ['load.rate=100/s', 'workload.replicas=2'],
      ['load.rate=100/s', 'workload.replicas=2', 'workload.budget.minAvailable=1'],
    ];
    expect(asked).toEqual(used);
    expect(exitCode).toBe(0);
    expect(files.json).toBe(join(folder.path, 'r1-web.tuning.json'));
    expect(recorded).toEqual(result);
    expect(recorded.attempts.map((one: { sets: unknown; run: unknown }) => [one.run, one.sets])).toEqual(
      used.map((sets, i) => [`r${i + 1}-web`, sets]),
    );
    const page = readFileSync(files.markdown, 'utf8');
    expect(page).toContain('Use the values of attempt 3: one run with them had the verdict rehearsed.');
    for (const text of ['why of 1', 'why of 2', 'r3-web', 'workload.budget.minAvailable=1'])
      expect(page).toContain(text);
  });

  it('names nodes by their short names, and leaves the value to set as it is', async () => {
    using folder = tempFolder();
    const recommendation = {
      ...recommend('cluster.nodes', 'rehearse-a-worker2'),
      why: 'no kube-proxy ran on rehearse-a-worker2',
    };
    const { files, recorded } = await tuning(folder.path, [['tune', recommendation]]);
    expect(readFileSync(files.markdown, 'utf8')).toContain(
      'cluster.nodes: x → rehearse-a-worker2: no kube-proxy ran on worker-2',
    );
    expect(recorded.attempts[0].recommendations).toEqual([recommendation]);
  });

  it('sets each value once: a later recommendation replaces earlier ones, and those of the user', async () => {
    using folder = tempFolder();
    const { asked } = await tuning(
      folder.path,
      [['tune', replicas], ['tune', recommend('workload.replicas', '3')], ['rehearsed']],
      { sets: ['workload.replicas=1', 'load.rate=100/s'] },
    );
    expect(asked.slice(1)).toEqual([
      ['load.rate=100/s', 'workload.replicas=2'],
      ['load.rate=100/s', 'workload.replicas=3'],
    ]);
  });

  it.each<[string, PlannedResult, number]>([
    ['approve', ['approve'], 0],
    ['reject', ['reject'], 20],
    ['inconclusive', ['inconclusive'], 30],
    ['no report', [null], 1],
  ])('ends at once with %s, and its exit code', async (_, planned, exit) => {
    using folder = tempFolder();
    const { asked, exitCode } = await tuning(folder.path, [planned]);
    expect([asked.length, exitCode]).toEqual([1, exit]);
  });

  it('ends when an attempt makes it worse', async () => {
    using folder = tempFolder();
    const { exitCode, tuning: result } = await tuning(folder.path, [['tune', replicas], ['reject']]);
    expect([exitCode, result.ended]).toEqual([20, 'the verdict is reject']);
  });

  it.each<[string, readonly PlannedResult[], RegExp]>([
    ['the verdict has no recommendation', [['tune']], /no recommendation/],
    ['the recommendation is what was run', [['tune', recommend('workload.replicas', '1')]], /tried before/],
    [
      'the recommendation means the same, written otherwise',
      [['tune', recommend('load.baseline', '6000ms')]],
      /tried/,
    ],
    [
      'the recommendation leads back',
      [
        ['tune', replicas],
        ['tune', recommend('workload.replicas', '1')],
      ],
      /tried before/,
    ],
    ['no scenario has such a value', [['tune', recommend('workload.replicas', 'more')]], /no valid scenario/],
    [
      'no attempt is left',
      [
        ['tune', replicas],
        ['tune', budget],
      ],
      /no attempt is left \(at most 2\); the next recommendation was workload\.budget\.minAvailable=1/,
    ],
  ])('ends with the exit code of tune when %s', async (_, planned, why) => {
    using folder = tempFolder();
    const { asked, exitCode, tuning: result } = await tuning(folder.path, planned, { attempts: 2 });
    expect([asked.length, exitCode]).toEqual([planned.length, 10]);
    expect(result.ended).toMatch(why);
  });

  it('starts no attempt after a Ctrl-C, even one that came after the verdict', async () => {
    using folder = tempFolder();
    const {
      asked,
      exitCode,
      tuning: result,
    } = await tuning(folder.path, [['tune', replicas]], {
      interrupted: true,
    });
    expect([asked.length, exitCode, result.ended]).toEqual([1, 130, 'it was interrupted']);
  });

  it('has recorded the earlier attempts when it is killed in a later one', async () => {
    using folder = tempFolder();
    await expect(tuning(folder.path, [['tune', replicas]])).rejects.toThrow('once too often');
    const file = join(folder.path, 'r1-web.tuning.json');
    expect(existsSync(file)).toBe(true);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      ended: null,
      attempts: [{ run: 'r1-web' }],
    });
  });

  it('lets no name forge a line of its record', async () => {
    using folder = tempFolder();
    const hostile = { ...replicas, why: 'pod\n# ✓ approve <b>' };
    const { files } = await tuning(folder.path, [['tune', hostile], ['rehearsed']]);
    expect(readFileSync(files.markdown, 'utf8')).not.toMatch(/^# ✓ approve|<b>/m);
  });
});
