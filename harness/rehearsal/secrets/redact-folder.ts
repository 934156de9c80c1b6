import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { redactSecrets } from './redact-secrets.ts';

/** Removes credentials from every file below a folder: exported logs quote a program's output. */
export function redactFolder(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    redactFile(join(entry.parentPath, entry.name));
  }
}

function redactFile(file: string): void {
  try {
    // Latin-1 keeps every byte unchanged, whatever the file's encoding.
    const text = readFileSync(file, 'latin1');
    const redacted = redactSecrets(text);
    if (redacted !== text) writeFileSync(file, redacted, 'latin1');
  } catch {
    // A file that can't be searched is not kept.
    rmSync(file, { force: true });
  }
}
