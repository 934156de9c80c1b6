import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { reach } from '../../../../workloads/web/reach.ts';

async function listening() {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

it('is accepted, and reports when it sent, on the clock of this machine', async () => {
  const { server, port } = await listening();
  const before = process.hrtime.bigint();
  const reached = await reach('127.0.0.1', port, 5_000);
  server.close();
  expect(reached).toMatchObject({ to: '127.0.0.1', ok: true });
  expect(reached.sentNs).toBeGreaterThanOrEqual(before);
});

it('counts a refusal as a response: it was carried there and back', async () => {
  const { server, port } = await listening();
  server.close();
  await once(server, 'close');
  expect(await reach('127.0.0.1', port, 5_000)).toMatchObject({ ok: true });
});

it('does not count its own delay as silence', async () => {
  const { server, port } = await listening();
  const asked = reach('127.0.0.1', port, 30);
  const until = performance.now() + 100;
  while (performance.now() < until);
  expect(await asked).toMatchObject({ ok: true });
  server.close();
});

it("reports the system's error for an address without a route", async () => {
  // Only multicast goes to such an address: TCP has none.
  const { ok, error } = await reach('224.0.0.1', 80, 5_000);
  expect(ok).toBe(false);
  expect(error).toMatch(/^E[A-Z]+$/);
});
