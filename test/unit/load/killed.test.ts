import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { readJournal } from '../../../harness/journal/journal-reader.ts';
import { readSamples } from '../../../harness/journal/sample-reader.ts';
import { answer, serve } from '../../support/load/server.ts';

it('kill -9 costs at most the last second of samples, and nothing of the journal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'killed-'));
  await using server = await serve(answer);
  const script = fileURLToPath(new URL('../../support/load/load-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, folder, server.url.href], { stdio: 'inherit' });
  try {
    const file = (lane: string) => join(folder, `web.${lane}.local.arrows`);
    const begun = () => statSync(file('reused')).size > 40_000;
    await vi.waitFor(() => expect(begun()).toBe(true), { timeout: 15_000, interval: 20 });
    const killedAt = process.hrtime.bigint();
    child.kill('SIGKILL');
    await once(child, 'exit');

    const { records, torn } = readJournal(join(folder, 'journal.ndjson'));
    expect(torn).toBe(false);
    expect(records.filter((record) => record.type === 'lane')).toHaveLength(3);
    expect(records.filter((record) => record.type === 'name')).toHaveLength(4);
    const [header] = records;
    const killedUs = Number(killedAt - BigInt(header?.type === 'journal' ? header.originNs : 0)) / 1000;
    for (const lane of ['reused', 'fresh']) {
      const { columns, torn, meta } = readSamples(file(lane));
      expect(torn).toBe(true);
      expect(meta).toMatchObject({ target: 'web', lane });
      expect(columns.length).toBeGreaterThan(100);
      expect(killedUs - Math.max(...columns.endUs)).toBeLessThan(1_000_000);
    }
    expect(readSamples(file('closed')).columns.length).toBeGreaterThan(100);
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
});
