import { closeSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { errorMessage } from '../../errors.ts';

/** As the kubelet's containerLogMaxSize. */
const mostBytes = 10 * 1024 * 1024;
/** A longer line is written in parts, as container runtimes do. */
const longestLine = 16 * 1024;
const newline = 10;

/**
 * A container's output, in the file format that container runtimes write for the kubelet: `TIME stdout F text`, with P
 * instead of F if the line continues. Limited in size: a full file is renamed to `.1` and replaces the earlier one.
 * Written synchronously, so that a reader knows from `written` alone whether there is more.
 */
export interface ContainerLog {
  readonly file: string;
  /** Bytes written so far, in all its files. */
  readonly written: number;
  /** Number of rotations. */
  readonly rotations: number;
  /** Nothing more will be written. */
  readonly ended: boolean;
  /** Resolves at the next write, rotation or end. */
  changed(): Promise<void>;
  /** Records the streams until all of them have ended. */
  take(streams: { readonly stdout: Readable | null; readonly stderr: Readable | null }): void;
  /** Later output is discarded. */
  end(): void;
  /** Ends the log and removes its files. */
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
    // The operation that can fail comes first: a closed descriptor's number is soon reused by another file or
    // connection.
    const next = openSync(`${file}.next`, 'w', 0o600);
    try {
      rmSync(`${file}.1`, { force: true });
      linkSync(file, `${file}.1`);
      // Atomic, so that a reader always finds a file.
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
      // On a full disk the container loses its log but keeps running. Reported once, so that one log does not
      // fill another.
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
      // A copy, because a slice would keep the whole buffer in memory.
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
 * Formats the lines of a text; an incomplete last line is kept. Lines that arrived together share one
 * timestamp and one buffer, because a container may write without pause.
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

/** Each line, and each part of a line that is too long. @returns where the incomplete last line begins */
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
