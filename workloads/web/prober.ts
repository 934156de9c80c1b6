import { fstatSync, openSync, writeSync } from 'node:fs';
import { probe } from './probe.ts';
import { type ProberSettings, proberSettings } from './settings.ts';

try {
  run(proberSettings(process.env));
} catch (error) {
  process.stderr.write(`prober: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

/**
 * Asks at every tick, whether or not earlier questions were answered; as each ends with its time-out, no more
 * than `timeoutMs / everyMs` wait at once. Results are appended in the order they come, each numbered within
 * this start of the prober. It lives on when its file is full: restarting it would change nothing.
 */
function run(settings: ProberSettings): void {
  const start = process.hrtime.bigint().toString(36);
  const append = appenderOf(settings.file, settings.maxBytes, (bytes) => {
    clearInterval(ticks);
    return { start, full: `stopped at ${bytes} bytes` };
  });
  let seq = 0;
  const tick = async () => {
    const mine = seq++;
    const name = settings.names[mine % settings.names.length] ?? '';
    const result = await probe(name, settings.servers, settings.timeoutMs);
    append({ start, seq: mine, ...result, sentNs: String(result.sentNs) });
  };
  const ticks = setInterval(() => void tick(), settings.everyMs);
  void tick();

  // Keeps the process alive after the last tick, and as process 1 nothing but a handler lets SIGTERM end it.
  setInterval(() => {}, 2 ** 30);
  process.on('SIGTERM', () => process.exit(0));
}

/** Appends lines to a file up to a size, and then, as the last one, what `last` says. A full disk loses lines and stops nothing. */
function appenderOf(file: string, maxBytes: number, last: (bytes: number) => object): (line: object) => void {
  const fd = openSync(file, 'a', 0o644);
  let bytes = fstatSync(fd).size;
  let full = false;
  const write = (line: object) => {
    try {
      bytes += writeSync(fd, `${JSON.stringify(line)}\n`);
    } catch (error) {
      process.stderr.write(`prober: ${String(error)}\n`);
    }
  };
  return (line) => {
    if (full) return;
    write(line);
    full = bytes >= maxBytes;
    if (full) write(last(bytes));
  };
}
