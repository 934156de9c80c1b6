import { pauseUnlessAborted } from '../../async/pause.ts';
import { type Answer, askExec, askHttp, askTcp } from './ask.ts';
import type { ContainerSpec } from './environment.ts';
import type { Container } from './supervisor.ts';

export type ProbeSpec = NonNullable<ContainerSpec['livenessProbe']>;
export type HookSpec = NonNullable<NonNullable<ContainerSpec['lifecycle']>['preStop']>;
type HttpGet = NonNullable<ProbeSpec['httpGet']>;

/** The target of a probe or hook. */
export interface HandlerTarget {
  readonly container: Container;
  readonly spec: ContainerSpec;
  readonly podIp: string;
}

/** Runs a probe once. The signal is the timeout. */
export async function askProbe(probe: ProbeSpec, asked: HandlerTarget, signal: AbortSignal): Promise<Answer> {
  const { exec, httpGet, tcpSocket } = probe;
  if (exec?.command) return await askExec(asked.container, exec.command, signal);
  if (httpGet) return await askUrl(httpGet, asked, 'kube-probe', signal);
  if (tcpSocket)
    return await askTcp(tcpSocket.host || asked.podIp, findPort(tcpSocket.port, asked.spec), signal);
  return { ok: false, output: 'missing probe handler' };
}

/**
 * Runs a hook to its end, or until the signal fires.
 * @returns the problem; null: none
 */
export async function runHook(
  hook: HookSpec,
  asked: HandlerTarget,
  signal: AbortSignal,
): Promise<string | null> {
  const { exec, httpGet, sleep } = hook;
  if (sleep) {
    await pauseUnlessAborted(sleep.seconds * 1_000, signal);
    return null;
  }
  if (exec?.command) {
    const { ok, output } = await askExec(asked.container, exec.command, signal);
    return ok ? null : output;
  }
  if (httpGet) {
    const { ok, output } = await askUrl(httpGet, asked, 'kube-lifecycle', signal);
    // As with the kubelet, any response counts as success.
    return ok || output.startsWith('HTTP probe failed') ? null : output;
  }
  return 'missing hook handler';
}

function askUrl(httpGet: HttpGet, asked: HandlerTarget, agent: string, signal: AbortSignal): Promise<Answer> {
  const scheme = (httpGet.scheme ?? 'HTTP').toLowerCase();
  const host = httpGet.host || asked.podIp;
  const path = httpGet.path ?? '/';
  const port = findPort(httpGet.port, asked.spec);
  const url = new URL(`${scheme}://${host}:${port}${path.startsWith('/') ? '' : '/'}${path}`);
  const given = (httpGet.httpHeaders ?? []).map(({ name, value }) => [name.toLowerCase(), value] as const);
  const headers = { 'user-agent': `${agent}/embedded`, ...Object.fromEntries(given) };
  return askHttp({ url, headers }, signal);
}

/** By number, or by name among the container's ports. @throws Error for an unknown name */
function findPort(port: HttpGet['port'], { ports = [], name }: ContainerSpec): number {
  const number = Number(port);
  if (Number.isInteger(number)) return number;
  const named = ports.find((containerPort) => containerPort.name === port);
  if (named === undefined) throw new Error(`couldn't find port: ${port} in the container ${name}`);
  return named.containerPort;
}
