import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJournal } from '../../../harness/journal/journal-reader.ts';
import type { JournalRecord, Phase } from '../../../harness/journal/records.ts';
import type { Criterion, Summary } from '../../../harness/judge/answer/summary.ts';
import { arrangeEvidence } from '../../../harness/judge/arrange-evidence.ts';
import { postChecks } from '../../../harness/judge/checks/registry.ts';
import { criteria } from '../../../harness/judge/criteria/registry.ts';
import { judge } from '../../../harness/judge/judge.ts';
import { makeReport } from '../../../harness/rehearsal/make-report.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';
import {
  judged,
  recordings,
  speakingForProduction,
  unpacked,
  withRecords,
} from '../../support/judge/recording.ts';
import { sentences } from '../../support/judge/sentences.ts';
import { journal, lane, scenario, withAccounts } from '../../support/judge/simulated-run.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const only = (state: Criterion['state']) => (summary: Summary) =>
  summary.criteria.filter((one) => one.state === state).map(({ id, scope }) => [id, scope.step ?? '']);
const [missedIn, unresolvedIn] = [only('missed'), only('unresolved')];
const failedChecks = ({ postChecks }: Summary) =>
  postChecks.filter(({ ok }) => ok === false).map(({ id }) => id);
const mechanismsIn = ({ episodes }: Summary) => new Set(episodes.map((one) => one.mechanism.id));

/** What their README expected of the recordings before they were made. */
describe('a recorded run is inconclusive', () => {
  it('if the cluster under it was lost', async () => {
    const summary = await judged('cluster-lost');
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 1, recommendations: [] });
    expect(sentences(summary.reasons)[0]).toMatch(/^cluster-lost: /);
    expect(summary.criteria.map((one) => one.state)).not.toContain('met');
  });

  it('if the user ended it', async () => {
    const summary = await judged('interrupted');
    expect(summary).toMatchObject({
      verdict: 'inconclusive',
      exitCode: 130,
      recommendations: [],
      episodes: [],
    });
    expect(sentences(summary.reasons)[0]).toBe('the run was interrupted');
    expect(summary.steps.map((one) => one.role)).toEqual(['control-plane', 'worker']);
    expect(summary.criteria.map((one) => one.state)).not.toContain('met');
  });

  it('if the baseline misses the criteria itself', async () => {
    const summary = await judged('baseline-bad');
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30, recommendations: [] });
    expect(sentences(summary.reasons)[0]).toMatch(/^baseline-meets-criteria: an outage of .* in web\/fresh/);
    expect(failedChecks(summary)).toEqual(['baseline-meets-criteria']);
    expect(missedIn(summary)).toEqual([]);
  });

  it('if a criterion is missed although nothing was upgraded', async () => {
    const summary = await judged('aa-run-missed');
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30, recommendations: [] });
    expect(sentences(summary.reasons)[0]).toBe('nothing was upgraded, and yet:');
    expect(missedIn(summary)).toContainEqual(['outage.longest', expect.any(String)]);
    expect(mechanismsIn(summary)).toEqual(new Set(['no-ready-pod']));
  });

  it('and for loss without a known cause while the machine was overloaded in a step', async () => {
    const { verdict, exitCode, criteria, reasons, episodes } = await judged('host-saturated-in-step');
    expect([verdict, exitCode]).toEqual(['inconclusive', 30]);
    expect(sentences(reasons)[0]).toContain("this machine's processors were overloaded for");
    expect(episodes.map(({ mechanism }) => mechanism.id)).toEqual(['unknown']);
    const undecided = criteria.filter(({ state }) => state !== 'met');
    expect(undecided.map(({ id, state }) => [id, state]).toSorted()).toEqual([
      ['bad.perStep', 'unresolved'],
      ['outage.longest', 'unresolved'],
    ]);
  });

  it('if the host was saturated for most of the baseline', async () => {
    let notes: readonly string[] = [];
    const summary = await judged('host-saturated', (directory) => {
      notes = readJournal(directory.journal).records.flatMap((one) =>
        one.type === 'note' ? [one.message] : [],
      );
    });
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30, recommendations: [] });
    expect(sentences(summary.reasons)[0]).toMatch(
      /^this machine was too busy to judge the upgrade: for \d+ of \d+ s of the baseline/,
    );
    expect(sentences(summary.reasons)[1]).toMatch(
      /^outside this rehearsal these used processors meanwhile: bash \(/,
    );
    expect(notes.filter((one) => one.startsWith('this machine is too busy'))).toHaveLength(1);
  });

  it('if the load generator host explains the excess', async () => {
    const summary = await judged('load-host-stalls');
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30, recommendations: [] });
    expect(missedIn(summary)).toEqual([]);
    const unresolved = summary.criteria.filter((one) => one.state === 'unresolved');
    expect(unresolved.map(({ id }) => id)).toEqual(expect.arrayContaining(['outage.longest', 'bad.perStep']));
    for (const { why } of unresolved) expect(why).toContain('the load generator host explains the excess');
    expect(mechanismsIn(summary)).toEqual(new Set(['load-generator']));
  });

  it('if the last step was not seen to recover', async () => {
    const summary = await judged('left-cordoned');
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30, recommendations: [] });
    expect(missedIn(summary)).toEqual([]);
    expect(unresolvedIn(summary)).toEqual([['settle.within', expect.stringContaining('step 3 of 3')]]);
    expect(failedChecks(summary)).toEqual([]);
  });

  it('if there were too few requests', async () => {
    const summary = await judged('too-few-requests');
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30, recommendations: [] });
    expect(summary.criteria.map((one) => one.state)).not.toContain('missed');
    expect(failedChecks(summary)).toEqual(['enough-requests']);
  });
});

/** The recording of a clean run without one of its parts. */
describe('a clean run is inconclusive', () => {
  const good = 'leaves-in-order';
  const begins = (phase: Phase) => (one: JournalRecord) =>
    one.type === 'phase' && one.phase === phase && one.edge === 'begin';
  const until = (holds: (one: JournalRecord) => boolean, more: number) =>
    withRecords((records) => records.slice(0, records.findIndex(holds) + more));

  it.each(['prepare', 'settle', 'baseline', 'upgrade', 'recovery'] as const)(
    'if its records end in phase %s, or before it',
    async (phase) => {
      const within = await judged(good, until(begins(phase), 2));
      expect(within).toMatchObject({ verdict: 'inconclusive', exitCode: 30 });
      expect(sentences(within.reasons)[0]).toContain(`the records end in phase ${phase}`);
      const before = await judged(good, until(begins(phase), 0));
      expect(before).toMatchObject({ verdict: 'inconclusive', exitCode: 30 });
      expect(sentences(before.reasons)[0]).toContain(`the run stopped before phase ${phase}`);
    },
  );

  it('if nothing was recorded', async () => {
    const summary = await judged(good, ({ journal }) => writeFileSync(journal, ''));
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30 });
    expect(sentences(summary.reasons)[0]).toContain('no header');
  });

  it("if any lane's file is torn or missing, wherever it ends", async () => {
    using folder = tempFolder();
    const directory = unpacked(good, folder.path);
    const files = new Map(
      ['web.fresh', 'web.reused', 'control.fresh']
        .map((lane) => join(directory.samples, `${lane}.local.arrows`))
        .map((file) => [file, readFileSync(file)] as const),
    );
    const cut = fc.record({
      file: fc.constantFrom(...files.keys()),
      share: fc.option(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
    });
    await fc.assert(
      fc.asyncProperty(cut, async ({ file, share }) => {
        const whole = files.get(file) as Buffer;
        if (share === null) rmSync(file);
        else writeFileSync(file, whole.subarray(0, Math.floor(share * whole.length)));
        const summary = await makeReport(directory, '0.1.0');
        writeFileSync(file, whole);
        expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30 });
        expect(failedChecks(summary)).toContain('complete-accounting');
      }),
      { numRuns: 20 },
    );
  });

  it('if its recovery was cut short and is recorded as done', async () => {
    const shortened = withRecords((records) => {
      const begun = records.find(begins('recovery'))?.atUs ?? 0;
      return records.map((one) =>
        one.type === 'phase' && one.phase === 'recovery' && one.edge === 'end'
          ? { ...one, atUs: begun + 15_000_000 }
          : one,
      );
    });
    const summary = await judged(good, shortened);
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30 });
    expect(failedChecks(summary)).toEqual(['phases-at-length']);
  });

  it('if a node has no recorded step', async () => {
    const stepless = withRecords((all) => all.filter((one) => one.type !== 'intent' || one.step !== 1));
    const summary = await judged(good, stepless);
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30 });
    expect(failedChecks(summary)).toEqual(['every-node-rolled']);
  });

  it('if the nodes were not checked afterwards', async () => {
    const unseen = withRecords((all) =>
      all.filter((one) => one.type !== 'inventory' || one.when !== 'after'),
    );
    const summary = await judged(good, unseen);
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30 });
    expect(summary.postChecks.filter(({ ok }) => ok === null).map(({ id }) => id)).toContain(
      'nodes-at-target',
    );
  });

  it('if no probe left a result', async () => {
    const summary = await judged(
      good,
      withRecords((all) => all.filter(({ type }) => type !== 'probe')),
    );
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30 });
    expect(unresolvedIn(summary)).toEqual([['probes.api', '']]);
  });

  it('if it claims to represent production and its baseline of 8 s is too short for latency', async () => {
    const summary = await judged(good, speakingForProduction);
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30 });
    expect(new Set(unresolvedIn(summary).map(([id]) => id))).toEqual(new Set(['latency.p90']));
    expect(sentences(summary.reasons).join()).toContain('each needs 5');
  });
});

it('a baseline in which the API was unavailable longer than allowed is inconclusive', () => {
  const lanes = [lane({ lane: 'reused', kind: 'reused' }), lane()];
  const records = withAccounts(journal(), lanes).map((one) =>
    one.type === 'probe' && one.seq >= 110 && one.seq < 125 ? { ...one, ok: false } : one,
  );
  const { criteria } = scenario;
  const strict = { ...criteria, probes: { ...criteria.probes, api: { longestMs: 12_000 } } };
  const timeline = foldTimeline(records);
  const of = {
    scenario: { ...scenario, criteria: strict },
    timeline,
    lanes,
    torn: false,
    floor: null,
    tool: '0.1.0',
  };
  expect(judge(of)).toMatchObject({
    verdict: 'inconclusive',
    exitCode: 30,
    reasons: [
      {
        code: 'check',
        values: { reasons: [{ code: 'baseline-probe-failed', values: { probe: 'api', ms: 15_000 } }] },
      },
    ],
  });
});

it('the table of their README covers every source', () => {
  const readme = readFileSync(join(recordings, 'README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('### Every kind of inconclusive'));
  const nothing = {
    scenario,
    timeline: foldTimeline([]),
    lanes: [],
    torn: false,
    floor: null,
    tool: '0.1.0',
  };
  const evidence = arrangeEvidence(nothing);
  const checks = postChecks.map((look) => look(evidence, criteria)).filter(({ rejects }) => !rejects);
  expect(checks.length).toBeGreaterThan(3);
  for (const { id } of checks) if (id !== 'baseline-meets-criteria') expect(table).toContain(`\`${id}\``);
});
