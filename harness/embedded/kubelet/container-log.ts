import { closeSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { errorMessage } from '../../errors.ts';

/** As the kubelet's containerLogMaxSize. */
const mostBytes = 10 * 1024 * 1024;
/** A longer line is written in parts, as container runtimes do. */
const longestLine = 16 * 1024;
const newline = 10;

/**
 * What a container has written, in a file of the format that container runtimes write for the kubelet: `TIME stdout F
 * text`, with P instead of F where the line goes on. Bounded: a full file is put aside as `.1`, in place of the one
 * before it. Written synchronously, so that who reads knows from `written` alone whether there is more.
 */
export interface ContainerLog {
  readonly file: string;
  /** Bytes since its beginning, in all its files. */
  readonly written: number;
  /** How many files were put aside. */
  readonly rotations: number;
  /** Nothing more will be written. */
  readonly ended: boolean;
  /** Resolves at the next write, rotation or end. */
  changed(): Promise<void>;
  /** Takes what the streams bring, until all of them have ended. */
  take(streams: { readonly stdout: Readable | null; readonly stderr: Readable | null }): void;
  /** What is still written goes nowhere. */
  end(): void;
  /** Ends it and removes its files. */
  remove(): void;
}

export function containerLog(file: string, mostPerFile = mostBytes): ContainerLog {
  let descriptor: number | null = openSync(file, 'a', 0o600);
  let inFile = 0;
  let written = 0;
  let rotations = 0;
  let open = 0;
  let failing = false;
  let change = Promise.withResolvers<void>();

  const changed = () => {
    change.resolve();
    change = Promise.withResolvers();
  };
  const rotate = () => {
    // First what can fail: a descriptor that was closed is soon another file's, or a connection's.
    const next = openSync(`${file}.next`, 'w', 0o600);
    try {
      rmSync(`${file}.1`, { force: true });
      linkSync(file, `${file}.1`);
      // In one step: who reads always finds a file.
      renameSync(`${file}.next`, file);
    } catch (error) {
      closeSync(next);
      throw error;
    }
    if (descriptor !== null) closeSync(descriptor);
    descriptor = next;
    inFile = 0;
    rotations += 1;
  };
  const append = (text: Buffer) => {
    if (descriptor === null || text.length === 0) return;
    try {
      if (inFile > 0 && inFile + text.length > mostPerFile) rotate();
      writeSync(descriptor, text);
    } catch (error) {
      // A full disk costs the container its log and not its life. Reported once, so that one log does not fill another.
      if (!failing) console.error(`${file}: ${errorMessage(error)}`);
      failing = true;
      return;
    }
    failing = false;
    inFile += text.length;
    written += text.length;
    changed();
  };
  const follow = (name: 'stdout' | 'stderr', stream: Readable) => {
    open += 1;
    let rest: Buffer = Buffer.alloc(0);
    stream.on('data', (chunk: Buffer) => {
      const { entries, left } = readEntries(name, rest.length === 0 ? chunk : Buffer.concat([rest, chunk]));
      // A copy: the little that is left would keep the whole.
      rest = Buffer.from(left);
      append(entries);
    });
    stream.once('close', () => {
      if (rest.length > 0) append(readEntries(name, Buffer.concat([rest, lineEnd])).entries);
      open -= 1;
      if (open === 0) end();
    });
    stream.on('error', () => {});
  };
  const end = () => {
    if (descriptor === null) return;
    closeSync(descriptor);
    descriptor = null;
    changed();
  };

  return {
    file,
    get written() {
      return written;
    },
    get rotations() {
      return rotations;
    },
    get ended() {
      return descriptor === null;
    },
    changed: () => change.promise,
    take({ stdout, stderr }) {
      if (stdout !== null) follow('stdout', stdout);
      if (stderr !== null) follow('stderr', stderr);
      if (open === 0) end();
    },
    end,
    remove() {
      end();
      for (const name of [file, `${file}.1`, `${file}.next`]) rmSync(name, { force: true });
    },
  };
}

const lineEnd = Buffer.of(newline);

/**
 * What can be written of a text, and the last line where it has no end yet. Lines that came together have one time, and
 * are put into one buffer without one of their own for each: a container may write without end.
 */
function readEntries(
  stream: 'stdout' | 'stderr',
  text: Buffer,
): { readonly entries: Buffer; readonly left: Buffer } {
  const time = new Date().toISOString().replace('Z', '000000Z');
  const [whole, part] = ['F', 'P'].map((tag) => Buffer.from(`${time} ${stream} ${tag} `)) as [Buffer, Buffer];
  let bytes = 0;
  const end = eachLine(text, (from, to) => {
    bytes += whole.length + to - from + lineEnd.length;
  });
  const entries = Buffer.allocUnsafeSlow(bytes);
  let at = 0;
  eachLine(text, (from, to, isWhole) => {
    at += (isWhole ? whole : part).copy(entries, at);
    at += text.copy(entries, at, from, to);
    at += lineEnd.copy(entries, at);
  });
  return { entries, left: text.subarray(end) };
}

/** Each line, and each part of one that is too long. @returns where the last one begins that has no end yet */
function eachLine(text: Buffer, take: (from: number, to: number, isWhole: boolean) => void): number {
  for (let from = 0; ; ) {
    const at = text.indexOf(newline, from);
    const to = at < 0 ? text.length : at;
    if (to - from > longestLine) {
      take(from, from + longestLine, false);
      from += longestLine;
    } else if (at < 0) return from;
    else {
      take(from, at, true);
      from = at + 1;
    }
  }
}
