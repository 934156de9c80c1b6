import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clockFrom } from '../../../harness/journal/clock.ts';
import { readJournal } from '../../../harness/journal/journal-reader.ts';
import { type JournalHeader, openJournal } from '../../../harness/journal/journal-writer.ts';
import { type JournalEntry, journalVersion } from '../../../harness/journal/records.ts';

const header: JournalHeader = {
  type: 'journal',
  version: journalVersion,
  tool: '0.1.0',
  runId: 'r1',
  originNs: '1',
  wall: '2026-11-20T00:00:00.000Z',
  machine: { cpus: 2, memoryBytes: 1, kernel: 'Linux', node: 'v24' },
};
const entries: readonly JournalEntry[] = [
  { type: 'phase', phase: 'baseline', edge: 'begin' },
  { type: 'note', message: 'Zeitüberschreitung – 名前 🙂\nsecond line' },
  { type: 'name', of: 'pod', id: 1, name: 'web-1' },
];

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  file = join(folder, 'journal.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true }));

function written(): Buffer {
  const journal = openJournal(file, header, clockFrom());
  for (const entry of entries) journal.append(entry);
  journal.close();
  return readFileSync(file);
}

describe('journal', () => {
  it('reads back what was appended, in order and with its time', () => {
    written();
    const { records, torn, problem } = readJournal(file);
    expect(torn).toBe(false);
    expect(problem).toBeUndefined();
    expect(records.map(({ atUs: _, ...entry }) => entry)).toEqual([header, ...entries]);
    expect(records.every((record) => record.atUs >= 0)).toBe(true);
  });

  it('has every entry on disk as soon as it is appended', () => {
    const journal = openJournal(file, header, clockFrom());
    for (const [index, entry] of entries.entries()) {
      journal.append(entry);
      expect(readJournal(file).records).toHaveLength(index + 2);
    }
    journal.close();
  });

  it('gives every whole line when cut at any byte', () => {
    const whole = written();
    for (let cut = 0; cut < whole.length; cut += 1) {
      writeFileSync(file, whole.subarray(0, cut));
      const lines = whole.subarray(0, cut).filter((byte) => byte === 0x0a).length;
      const { records, torn } = readJournal(file);
      expect(records).toHaveLength(lines);
      expect(torn).toBe(cut === 0 || whole[cut - 1] !== 0x0a);
    }
  });

  it('stops at invalid data, and keeps what precedes it', () => {
    const whole = written();
    const lines = whole.toString().split('\n').slice(0, -1);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: lines.length - 1 }), fc.string(), (at, garbage) => {
        const line = garbage.replaceAll('\n', ' ');
        writeFileSync(file, `${lines.toSpliced(at, 1, `<${line}`).join('\n')}\n`);
        const { records, torn, problem } = readJournal(file);
        expect(records).toHaveLength(at);
        expect(torn).toBe(true);
        expect(problem).toContain(`line ${at + 1}`);
      }),
    );
  });

  it('keeps records of unknown types', () => {
    written();
    writeFileSync(file, `${JSON.stringify({ atUs: 9, type: 'of-tomorrow' })}\n`, { flag: 'a' });
    expect(readJournal(file).records.at(-1)).toEqual({ atUs: 9, type: 'of-tomorrow' });
  });

  it('refuses a newer format, a missing file and an existing one', () => {
    openJournal(file, { ...header, version: journalVersion + 1 }, clockFrom()).close();
    expect(() => readJournal(file)).toThrow(expect.objectContaining({ code: 'run-unreadable' }));
    expect(() => readJournal(join(folder, 'none'))).toThrow(
      expect.objectContaining({ code: 'run-unreadable' }),
    );
    expect(() => openJournal(file, header, clockFrom())).toThrow('EEXIST');
  });

  it('remembers the first failed write and continues without throwing', () => {
    const journal = openJournal(file, header, clockFrom());
    expect(journal.failure).toBeNull();
    journal.append({ type: 'note', message: 1n as unknown as string });
    expect(journal.failure).toBeInstanceOf(Error);
    journal.append({ type: 'note', message: 'later' });
    journal.close();
    journal.append({ type: 'note', message: 'after the end' });
    expect(readJournal(file)).toMatchObject({ records: [{ type: 'journal' }], torn: false });
  });
});
