import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordBatch, Schema, Table, tableFromIPC, tableToIPC } from 'apache-arrow';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSampleFile } from '../../../harness/journal/sample-file.ts';
import { columnNames, markAnswered } from '../../../harness/journal/sample-format.ts';
import { readSamples } from '../../../harness/journal/sample-reader.ts';
import { openSamples } from '../../../harness/journal/sample-writer.ts';
import type { Sample, SampleColumns } from '../../../harness/journal/samples.ts';

const meta = { target: 'web', lane: 'reused', source: 'local' };
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'samples-'));
  file = join(folder, 'web.reused.local.arrows');
});
afterEach(() => rmSync(folder, { recursive: true }));

const sample = (seq: number): Sample => ({
  seq,
  intendedUs: seq * 5000.25,
  sentUs: seq * 5000.25 + 100,
  firstByteUs: Number.NaN,
  endUs: seq * 5000.25 + 900,
  status: seq % 2 ? 200 : 503,
  outcome: seq % 12,
  connection: seq % 9,
  answered: seq % 2,
  pod: seq % 3,
  node: seq % 2,
  bytes: seq * 7,
});

/** Writes batches and returns where in the file each one ends. */
function write(batches: readonly (readonly Sample[])[]): { whole: Buffer; ends: number[] } {
  const writer = openSamples(file, meta);
  const ends = batches.map((batch) => {
    for (const row of batch) writer.add(row);
    writer.flush();
    return readFileSync(file).length;
  });
  writer.close();
  return { whole: readFileSync(file), ends };
}

const listRows = (columns: SampleColumns): Sample[] =>
  Array.from(
    { length: columns.length },
    (_, row) =>
      Object.fromEntries(columnNames.map((name) => [name, columns[name][row]])) as unknown as Sample,
  );

describe('samples', () => {
  it('are read as they were written, with the pods that answered', () => {
    const rows = Array.from({ length: 10 }, (_, seq) => sample(seq));
    write([rows.slice(0, 4), rows.slice(4)]);
    const reading = readSamples(file);
    expect(listRows(reading.columns)).toEqual(rows);
    expect(reading.torn).toBe(false);
    expect(reading.meta).toEqual({ ...meta, version: 2 });
  });

  it('are read with the requested columns only', () => {
    write([[3, 1, 2, 0].map(sample)]);
    const { columns } = readSamples(file, ['seq', 'endUs']);
    expect(columns.length).toBe(4);
    expect([...columns.endUs]).toEqual([0, 1, 2, 3].map((seq) => sample(seq).endUs));
    expect(columns.intendedUs).toHaveLength(0);
    expect(columns.bytes).toHaveLength(0);
  });

  it('are read in the order of their intended starts, whatever the order in which they ended', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(10_000), { minLength: 1, maxLength: 60 }), (order) => {
        rmSync(file, { force: true });
        write([order.map(sample)]);
        expect(listRows(readSamples(file).columns)).toEqual(order.toSorted((a, b) => a - b).map(sample));
      }),
    );
  });

  it('give every whole batch when the file is cut at any byte', () => {
    const rows = Array.from({ length: 9 }, (_, seq) => sample(seq));
    const { whole, ends } = write([rows.slice(0, 3), rows.slice(3, 4), rows.slice(4)]);
    const sizes = [3, 4, 9];
    for (let cut = whole.length - 1; cut >= 0; cut -= 1) {
      truncateSync(file, cut);
      const reading = readSamples(file);
      const batches = ends.filter((end) => end <= cut).length;
      expect(reading.columns.length, `cut at ${cut}`).toBe(batches === 0 ? 0 : sizes[batches - 1]);
      expect(reading.columns.endUs).toHaveLength(reading.columns.length);
      expect(reading.torn).toBe(true);
    }
  });

  it('are read batch by batch, in any order', () => {
    const batch = fc.uniqueArray(fc.nat(10_000), { minLength: 1, maxLength: 5 });
    const batches = fc.array(batch, { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(batches, fc.array(fc.nat(19), { maxLength: 40 }), (written, asked) => {
        rmSync(file, { force: true });
        write(written.map((batch) => batch.map(sample)));
        using open = openSampleFile(file);
        expect(open.length).toBe(written.flat().length);
        for (const at of asked.map((one) => one % written.length)) {
          expect(listRows(open.read(at))).toEqual(written[at]?.map(sample));
          expect(open.starts[at]).toBe(written.slice(0, at).flat().length);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('open in any Arrow reader as plain columns without nulls', () => {
    write([[sample(1), sample(2)], [sample(3)]]);
    const table = tableFromIPC(readFileSync(file));
    expect(table.numRows).toBe(3);
    expect(table.schema.fields.map((field) => `${field.name}: ${field.type}`)).toMatchInlineSnapshot(`
      [
        "seq: Uint32",
        "intendedUs: Float64",
        "sentUs: Float64",
        "firstByteUs: Float64",
        "endUs: Float64",
        "status: Uint16",
        "outcome: Uint8",
        "connection: Uint32",
        "answered: Uint8",
        "pod: Uint16",
        "node: Uint16",
        "bytes: Uint32",
      ]
    `);
    expect(table.getChild('intendedUs')?.toArray()).toEqual(Float64Array.of(5000.25, 10000.5, 15000.75));
  });

  it('are written automatically when a batch is full, and counted', () => {
    const writer = openSamples(file, meta);
    for (let seq = 0; seq < 5000; seq += 1) writer.add(sample(seq));
    expect(writer.rows).toBe(5000);
    expect(readSamples(file)).toMatchObject({ columns: { length: 4096 }, torn: true });
    writer.close();
    expect(readSamples(file)).toMatchObject({ columns: { length: 5000 }, torn: false });
  });

  it('of an empty run are an empty, complete file', () => {
    openSamples(file, meta).close();
    expect(readSamples(file)).toMatchObject({ columns: { length: 0 }, torn: false, meta });
  });

  it('of version 1, without `answered`, derive it from a status or a pod', () => {
    write([[0, 1, 2, 3].map(sample)]);
    const { columns } = readSamples(file);
    const table = tableFromIPC(readFileSync(file));
    const names = table.schema.fields.map(({ name }) => name).filter((name) => name !== 'answered');
    const metadata = new Map([...table.schema.metadata, ['version', '1']]);
    const { schema, batches } = table.select(names);
    const old = new Table(
      new Schema(schema.fields, metadata),
      batches.map((one) => new RecordBatch(new Schema(schema.fields, metadata), one.data)),
    );
    writeFileSync(file, tableToIPC(old, 'stream'));
    const status = Uint16Array.of(0, 0, 200, 0);
    const expected = [...columns.status].map((code, row) => Number(code > 0 || (columns.pod[row] ?? 0) > 0));
    expect([...markAnswered(status, Uint16Array.of(0, 2, 0, 0))]).toEqual([0, 1, 1, 0]);
    expect([...readSamples(file).columns.answered]).toEqual(expected);
    expect([...readSamples(file, ['seq', 'answered']).columns.answered]).toEqual(expected);
    expect(readSamples(file, ['seq', 'answered']).columns.pod).toHaveLength(0);
    expect(readSamples(file, ['seq']).columns.answered).toHaveLength(0);
  });

  it('are refused from a missing file', () => {
    expect(() => readSamples(join(folder, 'none'))).toThrow(
      expect.objectContaining({ code: 'run-unreadable' }),
    );
  });
});
