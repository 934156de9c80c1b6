import { allApiServersAway } from './all-api-servers-away.ts';
import { apiServerAway } from './api-server-away.ts';
import { apiServerRestart } from './api-server-restart.ts';
import { brokenStream } from './broken-stream.ts';
import { connectionCut } from './connection-cut.ts';
import { drainDelayOver } from './drain-delay-over.ts';
import { hookFailed } from './hook-failed.ts';
import { loadGenerator } from './load-generator.ts';
import type { Mechanism } from './mechanism.ts';
import { noDnsPod } from './no-dns-pod.ts';
import { noReadyPod } from './no-ready-pod.ts';
import { nodeLeft } from './node-left.ts';
import { proxiesRestarting } from './proxies-restarting.ts';
import { proxyAbsent } from './proxy-absent.ts';
import { slicesBehind } from './slices-behind.ts';
import { slowDeregistration } from './slow-deregistration.ts';
import { slowStart } from './slow-start.ts';
import { staleEndpoint } from './stale-endpoint.ts';
import { staleProxy } from './stale-proxy.ts';

/**
 * Every mechanism that the evidence of a run can show, in order of the search: more specific ones first. The
 * mechanism of an episode is the first that explains half of it. For a probe's outage and late responses it
 * is the first that is found.
 */
export const mechanisms: readonly Mechanism[] = [
  loadGenerator,
  noReadyPod,
  slowDeregistration,
  slowStart,
  noDnsPod,
  proxyAbsent,
  staleProxy,
  hookFailed,
  brokenStream,
  nodeLeft,
  drainDelayOver,
  slicesBehind,
  connectionCut,
  staleEndpoint,
  proxiesRestarting,
  apiServerRestart,
  allApiServersAway,
  apiServerAway,
];
