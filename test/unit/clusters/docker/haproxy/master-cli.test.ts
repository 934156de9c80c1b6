import { describe, expect, it } from 'vitest';
import { endSessions } from '../../../../../harness/clusters/docker/haproxy/master-cli.ts';
import { serve } from '../../../../support/embedded/network/sockets.ts';

/** As HAProxy 3.0 prints it, after two reloads. */
const processes = `#<PID>          <type>          <reloads>       <uptime>        <version>
1               master          2               0d00h02m07s     3.0.11
# workers
90              worker          0               0d00h00m10s     3.0.11
# old workers
8               worker          2               0d00h02m07s     3.0.11
41              worker          1               0d00h01m00s     3.0.11
# programs

`;

/** A CLI that answers one command on each connection, and notes it. As HAProxy's, it closes none before its client does. */
async function answering(answer: (command: string) => string) {
  const commands: string[] = [];
  const server = await serve((socket) => {
    socket.once('end', () => socket.end());
    socket.once('data', (bytes) => {
      const command = String(bytes).trim();
      commands.push(command);
      socket.write(command === 'show proc' ? processes : answer(command));
    });
  });
  return {
    commands,
    url: new URL(`http://${server.address}:${server.port}/`),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe('endSessions', () => {
  it('asks every worker process, the older ones too', async () => {
    await using cli = await answering(() => '\n');
    await endSessions(cli.url, 'target-web/c-worker');
    expect(cli.commands).toEqual([
      'show proc',
      ...[90, 8, 41].map((pid) => `@!${pid} shutdown sessions server target-web/c-worker`),
    ]);
  });

  it('takes it for done where a process does not know the server', async () => {
    await using cli = await answering((command) =>
      command.startsWith('@!8') ? '\n' : 'No such server.\n\n',
    );
    await endSessions(cli.url, 'target-web/c-worker');
    expect(cli.commands).toHaveLength(4);
  });

  it('fails where the command is refused, or nothing listens', async () => {
    await using cli = await answering(() => 'Permission denied\n\n');
    await expect(endSessions(cli.url, 'target-web/c-worker')).rejects.toThrow(
      'HAProxy did not end the connections to target-web/c-worker: Permission denied',
    );
    await cli[Symbol.asyncDispose]();
    await expect(endSessions(cli.url, 'target-web/c-worker')).rejects.toThrow('ECONNREFUSED');
  });
});
