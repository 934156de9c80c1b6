import { fstatSync, openSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { followPeers } from './peers.ts';
import { probe } from './probe.ts';
import { reach } from './reach.ts';
import { type ProbeKind, type ProberSettings, proberSettings } from './settings.ts';

/** Fields that the results of all probes share; others are written unchanged. */
interface Asked {
  readonly sentNs: bigint;
}

try {
  run(proberSettings(process.env));
} catch (error) {
  process.stderr.write(`prober: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

/**
 * Probes at every tick, whether or not earlier probes were answered. As each ends at its timeout, at most
 * `timeoutMs / everyMs` of a kind wait at once. Results are appended in the order of their arrival, numbered
 * since this start of the prober. It keeps running when its file is full, because a restart would change
 * nothing.
 */
function run(settings: ProberSettings): void {
  const { everyMs, timeoutMs, names, servers, pods } = settings;
  const start = process.hrtime.bigint().toString(36);
  const ticks: NodeJS.Timeout[] = [];
  const append = appenderOf(settings.file, settings.maxBytes, (bytes) => {
    for (const timer of ticks) clearInterval(timer);
    return { start, full: `stopped at ${bytes} bytes` };
  });
  /** @param ask null if there is nothing to probe: that uses no number */
  const askAlways = (kind: ProbeKind, ask: (seq: number) => Promise<Asked> | null) => {
    let seq = 0;
    const tick = async () => {
      const asked = ask(seq);
      if (asked === null) return;
      const mine = seq++;
      const result = await asked;
      append({ probe: kind, start, seq: mine, ...result, sentNs: String(result.sentNs) });
    };
    ticks.push(setInterval(() => void tick(), everyMs));
    void tick();
  };

  if (settings.probes.includes('dns'))
    askAlways('dns', (seq) => probe(names[seq % names.length] ?? '', servers, timeoutMs));
  if (pods !== null) {
    const { address: from, port } = pods;
    answerPeers(from, port);
    const peers = followPeers({ ...pods, servers, self: from });
    askAlways('pods', (seq) => {
      const to = peers().at(seq % peers().length);
      return to === undefined
        ? null
        : reach(to, port, pods.timeoutMs).then((result) => ({ from, ...result }));
    });
  }

  // Keeps the process alive after the last tick. In process 1 only a handler lets SIGTERM end it.
  setInterval(() => {}, 2 ** 30);
  process.on('SIGTERM', () => process.exit(0));
}

/** Listens for peers, which only need their connection accepted. */
function answerPeers(host: string, port: number): void {
  createServer((socket) => {
    socket.on('error', () => {});
    socket.destroy();
  })
    .on('error', (error) => {
      process.stderr.write(`prober: ${String(error)}\n`);
      process.exit(1);
    })
    .listen(port, host);
}

/**
 * Appends lines to a file up to a size, and then `last` as the final one. A full disk loses lines and stops
 * nothing.
 */
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
