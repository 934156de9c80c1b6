import type { Cluster } from '../clusters/cluster.ts';
import type { FrontDoor } from '../clusters/front-door.ts';
import type { CallMeans } from '../upgrade/calls/call.ts';
import { readHeaders } from './requests.ts';
import type { Run } from './run.ts';

/**
 * What the user's commands and HTTP requests get of a run: the replica's own kubeconfig in `KUBECONFIG`, the run's id in
 * `REHEARSE_RUN`, the front door's address of each target in `REHEARSE_URL_…`, and secrets for the headers that name them.
 */
export function createCallMeans(
  { id, commands, env, scenario }: Pick<Run, 'id' | 'commands' | 'env' | 'scenario'>,
  { kubeconfig }: Pick<Cluster, 'kubeconfig'>,
  door: Pick<FrontDoor, 'url'>,
): CallMeans {
  const urls = scenario.load.targets.map(({ name }) => [nameUrlVariable(name), door.url(name).href]);
  return {
    commands,
    env: { KUBECONFIG: kubeconfig, REHEARSE_RUN: id, ...Object.fromEntries(urls) },
    headers: ({ headers, url }) => readHeaders(headers, url, env),
  };
}

/** `REHEARSE_URL_MY_SHOP` of the target `my-shop`. */
const nameUrlVariable = (target: string): string =>
  `REHEARSE_URL_${target.toUpperCase().replaceAll('-', '_')}`;
