/**
 * A server with scheduled failures: a separate process, started by `fork` with a fault as JSON. It sends its
 * port, and at its end a log of what it did to each arrival. A bare TCP server except for HTTP/2, because
 * node:http would repair most failures.
 */
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { requestRealtimePriority } from '../../harness/load/host/priority.ts';
import { balance } from './balancer.ts';
import { chooseAction, type Fault } from './faults.ts';
import { type Client, listenerFor } from './listen.ts';
import { type Arrival, nowUs, type TruthLog } from './truth-log.ts';

const endpoints = 3;
/** The endpoint that dies. */
const victim = 1;

// The server's own timing is the truth, so it gets a higher priority than the tools if permitted.
requestRealtimePriority();
const fault = JSON.parse(process.argv[2] ?? '') as Fault;
const arrivals: Arrival[] = [];
const held: (() => void)[] = [];
let firstUs = Number.NaN;
let window: TruthLog['window'] = null;

const reply = (client: Client, arrival: Arrival) => {
  arrival.answeredUs = nowUs();
  client.answer();
};

function handle(client: Client): void {
  const atUs = nowUs();
  if (arrivals.length === 0) begin(atUs);
  const did = chooseAction(fault, atUs - firstUs, arrivals.length + 1);
  const arrival: Arrival = { atUs, connection: client.connection, did, answeredUs: null };
  arrivals.push(arrival);
  if (did === 'answered') reply(client, arrival);
  else if (did === 'fin') client.end();
  else if (did === 'rst') client.reset();
  else if (did === 'delayed') setTimeout(reply, fault.delayMs, client, arrival);
  else if (did === 'stalled') held.push(() => reply(client, arrival));
}

/** The schedule starts at the first request, so that a tool's start is not part of it. */
function begin(atUs: number): void {
  firstUs = atUs;
  if (fault.kind === 'none' || fault.kind === 'sporadic') return;
  const fromUs = atUs + fault.fromMs * 1000;
  const dueUs = fromUs + fault.lengthMs * 1000;
  window = { fromUs, toUs: dueUs };
  at(fromUs, () => {
    if (fault.kind === 'no-endpoint') balancer?.setAlive(victim, false);
    // Requests that are still unread in the kernel have arrived too late.
    if (fault.kind === 'no-endpoint' || fault.kind === 'refused') window = { fromUs: nowUs(), toUs: dueUs };
    if (fault.kind === 'refused') refuse();
  });
  at(dueUs, () => {
    if (fault.kind === 'no-endpoint') balancer?.setAlive(victim, true);
    // Decisions by a request's arrival end to the microsecond; those of this timer when it runs.
    const end = () => {
      window = { fromUs: window?.fromUs ?? fromUs, toUs: nowUs() };
    };
    if (fault.kind === 'refused') server.listen(port, '127.0.0.1', backlog, end);
    if (fault.kind === 'no-endpoint' || fault.kind === 'stalled') end();
    for (const release of held.splice(0)) release();
  });
}

/** Nothing listens and nothing is open: the kernel refuses new connections. */
function refuse(): void {
  server.close();
  cut();
}

/** A timer wakes up to a millisecond late; the rest is a busy wait. */
function at(us: number, act: () => void): void {
  const wait = () => {
    const leftMs = (us - nowUs()) / 1000;
    if (leftMs <= 0) act();
    else if (leftMs > 2) setTimeout(wait, leftMs - 1.5);
    else setImmediate(wait);
  };
  wait();
}

async function listening(one: Server): Promise<number> {
  one.listen(0, '127.0.0.1', backlog);
  await once(one, 'listening');
  return (one.address() as AddressInfo).port;
}

/**
 * The first `listen` takes a process two milliseconds, later ones a fraction; by then it is part of the
 * truth.
 */
async function practise(times: number): Promise<void> {
  const { server: trial } = await listenerFor(fault.lane, handle);
  for (let time = 0; time < times; time += 1) {
    await listening(trial);
    trial.close();
    await once(trial, 'close');
  }
}

/** Thousands of connections may come in one burst; the kernel's own limit applies. */
const backlog = 4096;
await practise(3);
const balanced = fault.kind === 'no-endpoint';
const behind = balanced
  ? await Promise.all(
      Array.from({ length: endpoints }, async () =>
        listening((await listenerFor(fault.lane, handle)).server),
      ),
    )
  : [];
const balancer = balanced
  ? balance(behind, () => {
      arrivals.push({ atUs: nowUs(), connection: 0, did: 'no-endpoint', answeredUs: null });
    })
  : null;
const listener = await listenerFor(fault.lane, handle);
const server = balancer?.server ?? listener.server;
const cut = balancer === null ? listener.cut : () => {};
const port = await listening(server);

process.send?.({ port, ca: listener.ca });
process.once('message', () => process.send?.({ log: { window, arrivals } }, () => process.exit(0)));
process.once('disconnect', () => process.exit(0));
