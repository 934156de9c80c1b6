import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Message, type Schema } from 'apache-arrow';
import { RehearsalError } from '../errors.ts';
import { endMark } from './sample-format.ts';

export type Source = ReturnType<typeof openSource>;

/** The number of rows of a batch, and the positions of its columns. */
export interface BatchHeader {
  readonly length: number;
  readonly buffers: readonly { readonly offset: number }[];
}

/** One message of the stream, without its body; null if it is incomplete. */
export function messageAt(source: Source, at: number) {
  const mark = new Uint8Array(endMark.length);
  // A file may also end between two messages: then only the end mark is missing.
  if (at === source.size) return 'end';
  if (!source.read(at, mark.length, mark)) return null;
  if (endMark.every((byte, i) => mark[i] === byte)) return 'end';
  const view = new DataView(mark.buffer);
  const length = view.getInt32(4, true);
  if (view.getInt32(0, true) !== -1 || length <= 0 || length > source.size) return null;
  const metadata = new Uint8Array(length);
  if (!source.read(at + mark.length, length, metadata)) return null;
  const atByte = at + mark.length + length;
  try {
    const message = Message.decode(metadata);
    const bytes = message.bodyLength;
    const header = message.header() as Schema | BatchHeader;
    return bytes < 0 || atByte + bytes > source.size ? null : { header, atByte, bytes };
  } catch {
    // Arrow reports an invalid message in many ways.
    return null;
  }
}

export function openSource(file: string) {
  try {
    const fd = openSync(file, 'r');
    const { size } = fstatSync(fd);
    /** Whether that many bytes were available. */
    const read = (at: number, bytes: number, into: Uint8Array): boolean => {
      for (let done = 0; done < bytes; ) {
        const count = readSync(fd, into, done, bytes - done, at + done);
        if (count === 0) return false;
        done += count;
      }
      return true;
    };
    return {
      size,
      read,
      endsWithMark() {
        const end = new Uint8Array(endMark.length);
        return (
          size >= end.length &&
          read(size - end.length, end.length, end) &&
          endMark.every((byte, at) => end[at] === byte)
        );
      },
      close: () => closeSync(fd),
    };
  } catch (error) {
    throw new RehearsalError('run-unreadable', `${file} can't be read`, { cause: error });
  }
}
