import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeKinds } from '../../../../harness/journal/probe-entries.ts';
import type { JournalRecord } from '../../../../harness/journal/records.ts';
import type { NoiseFloor } from '../../../../harness/judge/answer/aa-run.ts';
import type { Criterion, Recommendation, Summary } from '../../../../harness/judge/answer/summary.ts';
import { isApplicable } from '../../../../harness/judge/criteria/criterion.ts';
import { recordAaRun } from '../../../../harness/judge/criteria/record-aa-run.ts';
import { criteria } from '../../../../harness/judge/criteria/registry.ts';
import { judge } from '../../../../harness/judge/judge.ts';
import { reason } from '../../../../harness/reasons/reason.ts';
import { answerJson } from '../../../../harness/report/answer-json.ts';
import { renderJunitReport } from '../../../../harness/report/junit.ts';
import { renderMarkdownReport } from '../../../../harness/report/markdown.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { exampleCriterion } from '../../../support/example-criterion.ts';
import { sentences } from '../../../support/judge/sentences.ts';
import { failing, s, scenario, withAccounts } from '../../../support/judge/simulated-run.ts';
import { at, fresh, reused, run } from '../../../support/judge/small-run.ts';

interface Options {
  /** When requests of one lane failed, in seconds: eight of them. */
  readonly failedS?: number;
  readonly none?: boolean;
  readonly floor?: NoiseFloor;
  readonly records?: readonly JournalRecord[];
  readonly recommendations?: readonly Recommendation[];
}

/** A run in which a few requests failed in a worker's step: too few for any criterion except the example. */
function judgedWithExample(options: Options = {}): Summary {
  const { failedS = 237, none = false, floor, records = [], recommendations } = options;
  const lanes = [reused, fresh(failing(failedS, failedS + 0.4))];
  const inOrder = withAccounts([...run(), ...records], lanes).toSorted((a, b) => a.atUs - b.atUs);
  const input = {
    scenario: { ...scenario, upgrade: { ...scenario.upgrade, none } },
    timeline: foldTimeline(inOrder),
    lanes,
    torn: false,
    floor: null,
    tool: '0.1.0',
    ...(floor && { floor }),
  };
  return judge(input, undefined, [...criteria, exampleCriterion(recommendations)]);
}

const listStates = ({ criteria }: Pick<Summary, 'criteria'>) =>
  criteria.filter(({ id }) => id === 'example.requests').map(({ state }) => state);

const folder = join(import.meta.dirname, '../../../../harness/judge/criteria');

/** The criteria that the files of their folder export. */
async function loadDefinitions(): Promise<unknown[]> {
  const names = readdirSync(folder).filter((name) => name !== 'registry.ts');
  const modules = await Promise.all(names.map((name) => import(join(folder, name)) as Promise<object>));
  return modules.flatMap((exports) =>
    Object.values(exports).filter((one) => typeof one === 'object' && 'judge' in one),
  );
}

describe('the registry', () => {
  it('has the criterion of every file in its folder', async () => {
    expect(new Set(await loadDefinitions())).toEqual(new Set(criteria));
  });

  it('has each id once, and one for every kind of probe', () => {
    const ids = criteria.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(probeKinds.map((kind) => `probes.${kind}`)));
  });

  it('has a noise floor for p99 as for p90', () => {
    const floored = criteria.filter(({ noiseFloor }) => isApplicable(noiseFloor)).map(({ id }) => id);
    expect(floored).toEqual(['outage.longest', 'bad.perStep', 'latency.p90', 'latency.p99']);
  });
});

describe('a criterion that is added to the registry', () => {
  it('is judged, in summary.json and in the reports, and decides the verdict', () => {
    const summary = judgedWithExample();
    expect(listStates(summary)).toEqual(['met', 'missed', 'met']);
    expect(summary.verdict).toBe('reject');
    expect(sentences(summary.reasons)).toEqual([
      'example.requests is missed at 8 requests, limit 2 requests (worker-1 (worker, step 2 of 3)): no lane left samples',
    ]);
    const { criteria } = JSON.parse(answerJson(summary)) as { criteria: Criterion[] };
    expect(listStates({ criteria })).toEqual(['met', 'missed', 'met']);
    for (const report of [renderMarkdownReport(summary), renderJunitReport(summary)])
      expect(report).toContain('example.requests');
  });

  it('must be met by the baseline', () => {
    const { postChecks, verdict } = judgedWithExample({ failedS: 120 });
    expect(postChecks.find(({ id }) => id === 'baseline-meets-criteria')).toMatchObject({
      ok: false,
      reasons: [{ code: 'phase-ended', values: { phase: 'example', outcome: '8' } }],
      detail: 'phase example ended as 8',
    });
    expect(verdict).toBe('inconclusive');
  });

  it('is recorded by A/A runs, and a miss that they reached is unresolved', () => {
    const definitions = [...criteria, exampleCriterion()];
    const record = recordAaRun(judgedWithExample({ none: true }), true, definitions);
    expect(record?.reached['example.requests']).toEqual({ 0: 0, 1: 8, 2: 0 });
    if (record === null) throw new Error('an A/A run is recorded');
    const runs = Array.from({ length: 19 }, (_, i) => ({ ...record, runId: `r${i}` }));
    const summary = judgedWithExample({ floor: { key: 'k', sha256: 's', intact: true, runs } });
    expect(listStates(summary)).toEqual(['met', 'unresolved', 'met']);
    expect(summary.noiseFloor?.compared.filter(({ excuses }) => excuses)).toMatchObject([
      { id: 'example.requests', unit: 'requests', value: 8, windows: 19, most: 8 },
    ]);
  });

  it('is unresolved if the host was overloaded around its miss', () => {
    const records = Array.from({ length: 150 }, (_, i) => {
      const fromS = 100 + 2 * i;
      const waitedUs = fromS >= 215 && fromS < 290 ? 60_000_000 : 300_000;
      return at(fromS + 2, {
        ...{ type: 'host', fromUs: s(fromS), toUs: s(fromS + 2), ranUs: 500_000, waitedUs },
        ...{ cpus: { replica: 0.3, tool: 0.2, outside: 1.5 }, outside: [] },
      });
    });
    expect(listStates(judgedWithExample({ records }))).toEqual(['met', 'unresolved', 'met']);
  });

  it('is tuned by its own recommendation', () => {
    const recommendations = [
      { setting: 'upgrade.example', from: '1', to: '2', reasons: [reason('no-samples')] },
    ];
    const summary = judgedWithExample({ recommendations });
    expect(summary).toMatchObject({
      verdict: 'tune',
      recommendations: [{ ...recommendations[0], why: 'no lane left samples' }],
    });
  });
});
