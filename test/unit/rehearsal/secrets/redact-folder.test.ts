import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { redactFolder } from '../../../../harness/rehearsal/secrets/redact-folder.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

it('removes credentials from exported logs, in every folder, and keeps all other bytes unchanged', () => {
  using folder = tempFolder();
  const deep = join(folder.path, 'node', 'pods');
  mkdirSync(deep, { recursive: true });
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const leaking = join(deep, 'kubeadm.log');
  writeFileSync(
    leaking,
    Buffer.concat([bytes, Buffer.from('\nkubeadm join --token abcdef.0123456789abcdef\nü')]),
  );
  const clean = join(folder.path, 'clean.log');
  writeFileSync(clean, bytes);
  const written = statSync(clean, { bigint: true }).mtimeNs;

  redactFolder(folder.path);
  const expected = Buffer.concat([bytes, Buffer.from('\nkubeadm join --token [redacted]\nü')]);
  expect(readFileSync(leaking).equals(expected)).toBe(true);
  expect(readFileSync(clean).equals(bytes)).toBe(true);
  expect(statSync(clean, { bigint: true }).mtimeNs).toBe(written);
});
