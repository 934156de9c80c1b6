import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJournal } from '../../../harness/journal/journal-reader.ts';
import type { JournalRecord } from '../../../harness/journal/records.ts';
import type { Summary } from '../../../harness/judge/answer/summary.ts';
import { makeReport } from '../../../harness/rehearsal/make-report.ts';
import { sentences } from '../../support/judge/sentences.ts';
import { copyOfRecorded, recorded } from '../../support/rehearsal/recorded-run.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const { records } = readJournal(join(recorded, 'journal.ndjson'));
const bytes = readFileSync(join(recorded, 'journal.ndjson'));
const laneFiles = records.flatMap((record) => (record.type === 'lane' ? [record.file] : []));

/** Every type of record, in order, a few of each: short enough to be cut at every byte. */
function fewRecords(): JournalRecord[] {
  const seen = new Map<string, number>();
  return records.flatMap((record): JournalRecord[] => {
    const most = record.type === 'phase' || record.type === 'lane' || record.type === 'lane-end' ? 99 : 3;
    const count = (seen.get(record.type) ?? 0) + 1;
    seen.set(record.type, count);
    // One whole step, from config to gate.
    const kept = record.type === 'intent' ? record.step === 1 : count <= most;
    if (!kept) return [];
    return record.type === 'inventory' ? [{ ...record, pods: record.pods.slice(0, 2) }] : [record];
  });
}

const text = (some: readonly JournalRecord[]) => some.map((record) => `${JSON.stringify(record)}\n`).join('');

/** The lengths in bytes after which the run's evidence is complete. */
const wholeAt = bytes.indexOf('\n', bytes.indexOf('"phase":"recovery","edge":"end"')) + 1;

function beginsTeardown(record: JournalRecord): boolean {
  return record.type === 'phase' && record.phase === 'teardown';
}

function endsRecovery(record: JournalRecord): boolean {
  return record.type === 'phase' && record.phase === 'recovery' && record.edge === 'end';
}

function expectSaysSo(summary: Summary): void {
  expect(summary.verdict).toBe('inconclusive');
  expect(summary.exitCode).toBe(30);
  expect(sentences(summary.reasons).join()).toMatch(
    /the records end in phase|the run stopped before|no header/,
  );
}

describe('a journal cut by a kill', () => {
  it('gives a report at every byte, inconclusive as long as the run was not complete', async () => {
    using folder = tempFolder();
    const directory = copyOfRecorded(folder.path);
    const few = fewRecords();
    expect(new Set(few.map((record) => record.type))).toEqual(new Set(records.map((record) => record.type)));
    const journal = Buffer.from(text(few));
    writeFileSync(directory.journal, journal);
    for (const file of laneFiles) truncateSync(join(directory.samples, file), 20_000);

    const reported = new Set<string>();
    for (let at = journal.length; at >= 0; at -= 1) {
      truncateSync(directory.journal, at);
      const { records: read, torn } = readJournal(directory.journal);
      const whole = journal.subarray(0, at).toString().split('\n').length - 1;
      expect(read.length).toBe(whole);
      expect(torn).toBe(at === 0 || journal[at - 1] !== 0x0a);
      // A report depends only on what is read: each different reading is reported once.
      const reading = `${read.length} ${torn}`;
      if (reported.has(reading)) continue;
      reported.add(reading);
      const summary = await makeReport(directory, '0.1.0');
      if (!read.some(endsRecovery)) expectSaysSo(summary);
      // A kill during teardown removes nothing that the report used before.
      const lost = torn && !read.some(beginsTeardown);
      expect(sentences(summary.caveats).some((one) => one.includes('journal is torn'))).toBe(lost);
    }
    expect(reported.size).toBe(2 * few.length);
  });

  it('gives a report wherever a real journal ends', async () => {
    using folder = tempFolder();
    const directory = copyOfRecorded(folder.path);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length }), async (at) => {
        writeFileSync(directory.journal, bytes.subarray(0, at));
        const summary = await makeReport(directory, '0.1.0');
        if (at < wholeAt) expectSaysSo(summary);
        else expect(summary.verdict).toBe('reject');
      }),
      { numRuns: 60, examples: [[0], [1], [wholeAt - 1], [wholeAt], [bytes.length - 1], [bytes.length]] },
    );
  });

  it('names the node and the action that were in progress', async () => {
    using folder = tempFolder();
    const directory = copyOfRecorded(folder.path);
    const drain = records.findIndex(
      (one) => one.type === 'intent' && one.step === 2 && one.action === 'drain' && one.edge === 'begin',
    );
    writeFileSync(directory.journal, text(records.slice(0, drain + 5)));
    const reasons = sentences((await makeReport(directory, '0.1.0')).reasons);
    expect(reasons[0]).toMatch(
      /the records end in phase upgrade, .*during the drain of \S+-worker2: .*killed/,
    );
  });
});

describe('a sample file cut by a kill', () => {
  it('gives a report wherever it ends, with the rows of its whole batches', async () => {
    using folder = tempFolder();
    const directory = copyOfRecorded(folder.path);
    const original = new Map(laneFiles.map((file) => [file, readFileSync(join(recorded, 'samples', file))]));
    const cut = fc.record({
      file: fc.constantFrom(...laneFiles),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(cut, async ({ file, share }) => {
        const whole = original.get(file) as Buffer;
        const at = Math.floor(share * (whole.length - 1));
        writeFileSync(join(directory.samples, file), whole.subarray(0, at));
        const summary = await makeReport(directory, '0.1.0');
        const lane = summary.lanes.find((one) => file.startsWith(`${one.target}.${one.lane}.`));
        expect(lane?.accounting).toMatchObject({ torn: true, complete: false });
        expect(sentences(summary.caveats).join()).toContain(
          `samples of ${lane?.target}/${lane?.lane} are torn`,
        );
        writeFileSync(join(directory.samples, file), whole);
      }),
      { numRuns: 60 },
    );
  });

  it('gives a report if it does not exist', async () => {
    using folder = tempFolder();
    const directory = copyOfRecorded(folder.path);
    rmSync(directory.samples, { recursive: true });
    const summary = await makeReport(directory, '0.1.0');
    expect(summary.verdict).toBe('inconclusive');
    expect(summary.lanes.map((lane) => lane.accounting.complete)).toEqual([false, false, false, false]);
  });
});
