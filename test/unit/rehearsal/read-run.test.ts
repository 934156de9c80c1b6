import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type JournalRecord, journalVersion } from '../../../harness/journal/records.ts';
import { readRun } from '../../../harness/rehearsal/read-run.ts';
import type { RunDirectory } from '../../../harness/rehearsal/run-directory.ts';
import { resolvedFile } from '../../../harness/scenario/resolved/resolved-file.ts';
import { recordings, unpacked } from '../../support/judge/recording.ts';
import { copyOfRecorded } from '../../support/rehearsal/recorded-run.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const names = readdirSync(recordings).filter((name) =>
  existsSync(join(recordings, name, 'journal.ndjson.gz')),
);
const opened = (name: string, folder: string): RunDirectory =>
  name === 'recorded-patch-roll' ? copyOfRecorded(folder) : unpacked(name, folder);

/** Fields of a record's present form that older tools left out. */
const members: Partial<Record<JournalRecord['type'], readonly string[]>> = {
  lane: ['protocol', 'tls', 'limit', 'schedule'],
  'load-host': ['loopP99Us', 'gcUs', 'gcMaxUs'],
  thread: ['loopP99Us', 'gcUs', 'gcMaxUs'],
  eviction: ['uid'],
};

describe('a run directory of an older tool', () => {
  it.each([...names, 'recorded-patch-roll'])(
    '%s is read in the present form, which is read unchanged',
    (name) => {
      using folder = tempFolder();
      const directory = opened(name, folder.path);
      const { scenario, journal } = readRun(directory);
      expect(journal.records[0]).toMatchObject({ type: 'journal', version: journalVersion });
      for (const record of journal.records) {
        for (const member of members[record.type] ?? []) expect(record).toHaveProperty(member);
        if (record.type !== 'endpoints') continue;
        for (const { pod, uid } of record.endpoints) expect(uid === null).toBe(pod === null);
      }
      expect(journal.records.filter(({ type }) => type === 'workload')).toHaveLength(1);
      writeFileSync(directory.resolved, JSON.stringify(resolvedFile(scenario)));
      writeFileSync(
        directory.journal,
        journal.records.map((record) => `${JSON.stringify(record)}\n`).join(''),
      );
      expect(readRun(directory)).toEqual({ scenario, journal: { records: journal.records, torn: false } });
    },
  );

  it('is none without its resolved scenario', () => {
    using folder = tempFolder();
    const directory = copyOfRecorded(folder.path);
    expect(readFileSync(directory.resolved, 'utf8')).not.toContain('"version"');
    rmSync(directory.resolved);
    expect(() => readRun(directory)).toThrow(expect.objectContaining({ code: 'run-unreadable' }));
  });
});
