import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** HAProxy's answer where a session, or the last one of an older process and with it the process, has ended meanwhile. */
const hasEnded = /^(?:No such session|Can't find the target PID)/;

const answersWithinMs = 10_000;

/** A server of HAProxy's configuration. */
interface Server {
  readonly backend: string;
  readonly name: string;
}

/**
 * Ends the established connections to a server, in every worker process of an HAProxy in master-worker mode: after a
 * reload, the older ones go on with theirs. They refuse `shutdown sessions server`, because their proxies are stopped, so each
 * connection is ended by its session. Each command has a connection to the master's CLI of its own (HAProxy's management
 * guide, 9.3 and 9.4).
 * @throws Error if the CLI can't be reached, does not answer within 10 s, or refuses a command
 */
export async function endSessions(cli: URL, server: Server): Promise<void> {
  for (const pid of listWorkers(await ask(cli, 'show proc')))
    for (const session of listSessions(await ask(cli, `@!${pid} show sess`), server)) {
      const answer = (await ask(cli, `@!${pid} shutdown session ${session}`)).trim();
      if (answer !== '' && !hasEnded.test(answer))
        throw new Error(`HAProxy did not end a connection to ${server.backend}/${server.name}: ${answer}`);
    }
}

/** The sessions of a server, from lines such as `0x7f49: proto=tcpv4 … be=target-web srv=c-worker ts=00 …`. */
function listSessions(sessions: string, { backend, name }: Server): readonly string[] {
  return sessions
    .split('\n')
    .filter((line) => line.includes(` be=${backend} srv=${name} `))
    .flatMap((line) => /^0x[0-9a-f]+(?=:)/.exec(line) ?? []);
}

/** Process ids of the current worker and of those that an earlier configuration left. */
function listWorkers(processes: string): readonly string[] {
  return [...processes.matchAll(/^(\d+)\s+worker\b/gm)].map(([, pid]) => pid as string);
}

async function ask({ hostname, port }: URL, command: string): Promise<string> {
  const socket = connect({ host: hostname, port: Number(port) });
  const late = setTimeout(
    () => socket.destroy(new Error(`HAProxy did not answer \`${command}\``)),
    answersWithinMs,
  );
  try {
    // HAProxy keeps the connection for further commands until the client's end of it is closed.
    socket.end(`${command}\n`);
    return await text(socket);
  } finally {
    clearTimeout(late);
    socket.destroy();
  }
}
