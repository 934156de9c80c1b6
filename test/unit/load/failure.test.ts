import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clockFrom } from '../../../harness/journal/clock.ts';
import { readJournal } from '../../../harness/journal/journal-reader.ts';
import { readSamples } from '../../../harness/journal/sample-reader.ts';
import { openLoad } from '../../../harness/load/index.ts';
import { answer, serve } from '../../support/load/server.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'load-failure-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('load whose own machine fails', () => {
  it('reports a full disk, and leaves readable files', async () => {
    await using server = await serve(answer);
    const script = fileURLToPath(new URL('../../support/load/load-process.ts', import.meta.url));
    // No file may grow past 128 blocks: the next write fails as on a full disk. That is about four seconds of
    // samples, so that some fit even if a busy machine flushes its first batch late.
    const limited = [
      '-c',
      'ulimit -f 128 && exec "$0" "$@"',
      process.execPath,
      script,
      folder,
      server.url.href,
    ];
    const child = spawn('sh', limited, { stdio: ['ignore', 'ignore', 'pipe'] });
    try {
      const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
      expect(said).toContain("samples can't be written: EFBIG");
      expect(said).toContain('harness-failed');
      expect(code).toBe(1);
    } finally {
      child.kill('SIGKILL');
    }
    const { columns, torn } = readSamples(join(folder, 'web.reused.local.arrows'));
    expect(torn).toBe(true);
    expect(columns.length).toBeGreaterThan(0);
    expect(readJournal(join(folder, 'journal.ndjson')).records.length).toBeGreaterThan(3);
  });

  it('does not start without its samples folder', async () => {
    await using server = await serve(answer);
    const lanes = [
      { target: 'web', lane: 'reused', kind: 'reused', protocol: 'http1', url: server.url, ratePerS: 10 },
    ] as const;
    const options = {
      lanes,
      folder: join(folder, 'none'),
      journal: { append() {} },
      clock: clockFrom(),
      seed: 1,
    };
    const opening = openLoad({ ...options, timeoutMs: 100, slowMs: 100 });
    await expect(opening).rejects.toMatchObject({
      code: 'harness-failed',
      message: expect.stringContaining('ENOENT'),
    });
  });
});
