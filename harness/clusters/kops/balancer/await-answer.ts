import { connect } from 'node:net';
import { pause } from '../../../async/pause.ts';
import { errorMessage, RehearsalError } from '../../../errors.ts';
import { duration } from '../../../format/durations.ts';
import type { ResolveName } from './resolve.ts';

/** Where a target's load balancer is: names or addresses, and the port of the Service. */
export interface BalancerPlace {
  readonly target: string;
  readonly hosts: readonly string[];
  readonly port: number;
}

export interface AnswerLimits {
  readonly withinMs: number;
  readonly everyMs: number;
  /** A balancer without a healthy backend takes a connection and ends it; one that stays open for so long is good. */
  readonly openMs: number;
  /** DNS is asked no more often than that, whatever its answers say. */
  readonly askEveryMs: number;
}

export const answerLimits: AnswerLimits = {
  withinMs: 5 * 60_000,
  everyMs: 2_000,
  openMs: 1_000,
  askEveryMs: 5_000,
};

const connectMs = 5_000;

/**
 * Waits until the names of a load balancer resolve and every address takes a connection and keeps it.
 * @throws RehearsalError `front-door-unreachable` with what failed last
 */
export async function awaitAnswer(
  { target, hosts, port }: BalancerPlace,
  resolve: ResolveName,
  limits: AnswerLimits,
  signal: AbortSignal,
): Promise<void> {
  const beganMs = performance.now();
  for (;;) {
    const failure = await findFailure(hosts, port, resolve, limits.openMs);
    if (failure === null) return;
    if (performance.now() - beganMs > limits.withinMs)
      throw new RehearsalError(
        'front-door-unreachable',
        `The load balancer of target ${target}, ${hosts.join(', ')}, did not answer on port ${port} within ${duration(limits.withinMs)}: ${failure}`,
      );
    await pause(limits.everyMs, signal);
  }
}

async function findFailure(
  hosts: readonly string[],
  port: number,
  resolve: ResolveName,
  openMs: number,
): Promise<string | null> {
  const failures = await Promise.all(
    hosts.map(async (host) => {
      try {
        const { addresses } = await resolve(host);
        if (addresses.length === 0) return `${host} has no IPv4 address`;
        const ends = await Promise.all(addresses.map((address) => tryConnection(address, port, openMs)));
        return ends.find((end) => end !== null) ?? null;
      } catch (error) {
        return `${host} does not resolve: ${errorMessage(error)}`;
      }
    }),
  );
  return failures.find((failure) => failure !== null) ?? null;
}

/** Null where a connection was made and stayed open. Nothing is sent. */
function tryConnection(address: string, port: number, openMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const end = (failure: string | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(failure);
    };
    let timer = setTimeout(() => end(`${address}:${port} did not take a connection`), connectMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      timer = setTimeout(() => end(null), openMs);
    });
    socket.once('error', (error) => end(`${address}:${port}: ${error.message}`));
    socket.once('close', () => end(`${address}:${port} closed a new connection`));
    socket.resume();
  });
}
