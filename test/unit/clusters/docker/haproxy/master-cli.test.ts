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

/** As HAProxy 3.0 prints them. */
const session = (id: string, server: string) =>
  `0x${id}: proto=tcpv4 src=172.17.0.1:45644 fe=${server.split('/')[0]} be=${server.replace('/', ' srv=')} ts=00 epoch=0 age=2s calls=3`;
const sessions: Readonly<Record<string, string>> = {
  '90': session('a0', 'control/control'),
  '8': [
    session('b0', 'target-web/c-worker'),
    session('b1', 'target-web/c-worker2'),
    session('b2', 'target-web/c-worker'),
  ].join('\n'),
  '41': session('c0', 'target-web/c-worker'),
};
const server = { backend: 'target-web', name: 'c-worker' };
const showing = (end: (command: string) => string) => (command: string) => {
  const [, pid = ''] = /^@!(\d+) show sess$/.exec(command) ?? [];
  return pid === '' ? end(command) : `${sessions[pid]}\n\n`;
};

describe('endSessions', () => {
  it('ends the sessions of that server in every worker process, the older ones too', async () => {
    await using cli = await answering(showing(() => '\n'));
    await endSessions(cli.url, server);
    expect(cli.commands.filter((command) => !command.includes('show'))).toEqual([
      '@!8 shutdown session 0xb0',
      '@!8 shutdown session 0xb2',
      '@!41 shutdown session 0xc0',
    ]);
  });

  it.each([
    "No such session (use 'show sess').\n\n",
    "Can't find the target PID matching the prefix '@!8'\n",
  ])('takes it for done where the answer is %j', async (ended) => {
    await using cli = await answering(showing((command) => (command.startsWith('@!8') ? ended : '\n')));
    await endSessions(cli.url, server);
    expect(cli.commands.at(-1)).toBe('@!41 shutdown session 0xc0');
  });

  it('fails where the command is refused, or nothing listens', async () => {
    await using cli = await answering(showing(() => 'Permission denied\n\n'));
    await expect(endSessions(cli.url, server)).rejects.toThrow(
      'HAProxy did not end a connection to target-web/c-worker: Permission denied',
    );
    await cli[Symbol.asyncDispose]();
    await expect(endSessions(cli.url, server)).rejects.toThrow('ECONNREFUSED');
  });
});
