import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** HAProxy's answer where a process was started without that server, or with a configuration that no longer has it. */
const unknownServer = /^No such (?:server|backend)\./;

const answersWithinMs = 10_000;

/**
 * Ends the established connections to a server, in every worker process of an HAProxy in master-worker mode: after a
 * reload, the older ones go on with theirs. Each command has a connection to the master's CLI of its own (HAProxy's
 * management guide, 9.4 Master CLI).
 * @param server as `BACKEND/SERVER`
 * @throws Error if the CLI can't be reached, does not answer within 10 s, or refuses the command
 */
export async function endSessions(cli: URL, server: string): Promise<void> {
  for (const pid of listWorkers(await ask(cli, 'show proc'))) {
    const answer = (await ask(cli, `@!${pid} shutdown sessions server ${server}`)).trim();
    if (answer !== '' && !unknownServer.test(answer))
      throw new Error(`HAProxy did not end the connections to ${server}: ${answer}`);
  }
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
