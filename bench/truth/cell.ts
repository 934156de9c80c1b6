import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectionsFor, type Fault } from './faults.ts';
import { runOurs } from './peers/ours.ts';
import type { Peer, Task } from './peers/peer.ts';
import { type Score, score } from './score.ts';
import type { TruthLog } from './truth-log.ts';

const program = fileURLToPath(new URL('./server.ts', import.meta.url));

export const ours = 'rehearse';

/** One tool against one fault, with its own server. @param peer null for our generator */
export async function runCell(peer: Peer | null, fault: Fault, ratePerS: number): Promise<Score> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-truth-'));
  const server = fork(program, [JSON.stringify(fault)]);
  try {
    const [{ port, ca }] = (await once(server, 'message')) as [{ port: number; ca: string | null }];
    const task: Task = {
      url: `http${ca === null ? '' : 's'}://127.0.0.1:${port}/`,
      ratePerS,
      durationMs: fault.durationMs,
      timeoutMs: fault.timeoutMs,
      connections: connectionsFor(fault, ratePerS),
      fresh: fault.lane === 'fresh',
      folder,
    };
    const own = peer === null ? await runOurs(task, fault, ca) : null;
    const report = own ?? (await (peer as Peer).run(task));
    const answer = once(server, 'message') as Promise<[{ log: TruthLog }]>;
    server.send('stop');
    const [{ log }] = await answer;
    return score(peer?.name ?? ours, fault, ratePerS, log, report, own ?? undefined);
  } finally {
    server.kill();
    rmSync(folder, { recursive: true });
  }
}
