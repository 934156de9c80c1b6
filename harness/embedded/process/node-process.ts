import { version as nodeVersion } from 'node:process';
import { pause } from '../../async/pause.ts';
import { nodeAddress } from '../addresses.ts';
import { connectApi } from '../client/api-client.ts';
import { eventRecorder } from '../client/events.ts';
import { usualBackOff } from '../kubelet/back-off.ts';
import { type Kubelet, openKubelet } from '../kubelet/kubelet.ts';
import { podAddresses } from '../kubelet/pod-addresses.ts';
import { supervisor } from '../kubelet/supervisor.ts';
import { type NodeRequests, type NodeSettings, nodeVariable, runVariable } from './messages.ts';
import { type Service, serveParent } from './serve.ts';

serveParent<NodeSettings, NodeRequests>(startNode);

/** A machine: its pods, and a kubelet that can be replaced. */
async function startNode(settings: NodeSettings, gone: AbortSignal): Promise<Service<NodeRequests>> {
  const { name, range, index, lags } = settings;
  const runtime = supervisor({ folder: settings.folder, addresses: podAddresses(range, index) });
  const api = connectApi(settings.api);
  const events = eventRecorder(api, 'kubelet');
  const off = new AbortController();
  let { staticPods } = settings;

  const open = (version: string) =>
    openKubelet({
      ...{ api, events, supervisor: runtime, lags, staticPods, backOff: usualBackOff },
      ...{ commands: settings.commands, tls: settings.tls, token: settings.api.token },
      node: {
        ...{ name, range, index, version, labels: settings.labels, taints: settings.taints },
        address: nodeAddress(range, index),
        runtime: `processes://node-${nodeVersion.slice(1)}`,
      },
      env: podEnvironment(settings),
      signal: AbortSignal.any([gone, off.signal]),
    });
  /** At once, before anything that takes time. */
  const powerOff = () => {
    runtime.powerOff();
    off.abort(new Error(`${name} is switched off`));
  };

  gone.addEventListener('abort', powerOff, { once: true });
  let kubelet: Promise<Kubelet> = open(settings.version);
  await kubelet;
  return {
    ready: {},
    handlers: {
      async upgradeKubelet({ version }) {
        const before = kubelet;
        kubelet = (async () => {
          await (await before)[Symbol.asyncDispose]();
          await pause(lags.kubeletRestartMs, off.signal);
          return await open(version);
        })();
        await kubelet;
      },
      async staticPods({ pods }) {
        staticPods = pods;
        await (await kubelet).showStaticPods(pods);
      },
      async powerOff() {
        powerOff();
        // After this request has been answered.
        setImmediate(() => process.exit(0));
      },
    },
    end: async () => powerOff(),
  };
}

/** The part of this process' environment that pods get: where programs are, and the variables that mark ownership. */
function podEnvironment({ runId, name }: NodeSettings): Readonly<Record<string, string>> {
  return { PATH: process.env.PATH ?? '', [runVariable]: runId, [nodeVariable]: name };
}
