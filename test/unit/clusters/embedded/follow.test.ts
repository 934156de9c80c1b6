import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { followFile } from '../../../../harness/clusters/embedded/follow.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

describe('following a file of a node', () => {
  it('yields whole lines as they are written, waits for the file, and ends with the signal', async () => {
    using folder = tempFolder();
    const stop = new AbortController();
    const seen: string[] = [];
    const file = join(folder.path, 'logs/results');
    const steps = [
      () => appendFileSync(file, 'one, ünïcode\ntw'),
      () => appendFileSync(file, 'o\n'),
      () => stop.abort(),
    ];
    mkdirSync(join(folder.path, 'logs'));
    writeFileSync(file, 'zero\n');
    for await (const line of followFile(folder.path, '/logs/results', stop.signal)) {
      seen.push(line);
      steps.shift()?.();
    }
    expect(seen).toEqual(['zero', 'one, ünïcode', 'two']);
  });

  it('stays in the folder of the node', async () => {
    using folder = tempFolder();
    const leaving = followFile(folder.path, '../kubeconfig', new AbortController().signal).next();
    await expect(leaving).rejects.toThrow("not in the node's folder");
  });
});
