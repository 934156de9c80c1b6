import { resolve } from 'node:path';
import type { HeldFiles } from '../held-files.ts';
import type { Arrival } from '../scenario.ts';

export type Replay = Extract<Arrival, { pattern: 'replay' }>;

/** A profile becomes part of scenario.resolved.json, and of every lane's memory. */
const most = 200_000;
const maxBytes = 8 * 1024 * 1024;
const seconds = /^\d{1,9}(?:\.\d{1,9})?$/;

/**
 * Reads a recorded profile: one arrival per line, in seconds, in order; empty lines and those that begin with
 * `#` are ignored. It begins with its first arrival, and repeats one mean gap after its last.
 * @param file as the scenario names it; a relative path starts at `folder`
 * @returns the profile, or as text why it is invalid
 */
export function readProfile(file: string, folder: string, held: HeldFiles): Replay | string {
  const text = held.text(resolve(folder, file), maxBytes, 'a profile');
  return text instanceof Error ? text.message : parseProfile(text, file);
}

/** The same for a text that has been read already. */
export function parseProfile(text: string, file: string): Replay | string {
  const offsetsUs: number[] = [];
  let first: number | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const word = line.trim();
    if (word === '' || word.startsWith('#')) continue;
    if (!seconds.test(word))
      return `has a line ${index + 1} that is no number of seconds such as \`12.345678\``;
    first ??= Number(word);
    const offsetUs = Math.round((Number(word) - first) * 1e6);
    if (offsetUs < (offsetsUs.at(-1) ?? 0)) return `goes back in time on line ${index + 1}`;
    offsetsUs.push(offsetUs);
    if (offsetsUs.length > most) return `has more than ${most} arrivals`;
  }
  const lastUs = offsetsUs.at(-1) ?? 0;
  if (lastUs === 0) return 'has no two arrivals at different times';
  const cycleUs = Math.round((lastUs * offsetsUs.length) / (offsetsUs.length - 1));
  return { pattern: 'replay', file, offsetsUs, cycleUs };
}
