import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A DNS server on loopback with the same addresses for every name. */
export interface DnsServer {
  readonly address: string;
  answer: 'address' | 'no-such-name' | 'nothing';
  /** IPv4 addresses of every name. */
  addresses: readonly string[];
  /** Every received question, with its source port. */
  readonly questions: { readonly port: number }[];
  close(): void;
}

export async function dnsServer(): Promise<DnsServer> {
  const socket = createSocket('udp4');
  let open = true;
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const server: DnsServer = {
    address: `127.0.0.1:${socket.address().port}`,
    answer: 'address',
    addresses: ['192.0.2.1'],
    questions: [],
    close() {
      if (open) socket.close();
      open = false;
    },
  };
  socket.on('message', (message, from) => {
    server.questions.push({ port: from.port });
    if (server.answer !== 'nothing') socket.send(reply(message, server), from.port, from.address);
  });
  return server;
}

/** Repeats the question (RFC 1035, section 4.1), and answers it with addresses for 30 s or with NXDOMAIN. */
function reply(question: Buffer, { answer, addresses }: Pick<DnsServer, 'answer' | 'addresses'>): Buffer {
  const headerLength = 12;
  const nameEnd = question.indexOf(0, headerLength);
  const reply = Buffer.from(question.subarray(0, nameEnd + 5));
  reply.writeUInt16BE(answer === 'address' ? 0x8180 : 0x8183, 2);
  reply.writeUInt16BE(answer === 'address' ? addresses.length : 0, 6);
  reply.writeUInt32BE(0, 8);
  if (answer === 'no-such-name') return reply;
  const records = addresses.map((address) => [
    ...[0xc0, headerLength, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4],
    ...address.split('.').map(Number),
  ]);
  return Buffer.concat([reply, Buffer.from(records.flat())]);
}
