import type { RollLineKind } from '../../journal/records.ts';

/** What a line of kops says of a roll. */
export interface RollLine {
  /** Null for a line that says nothing of a step. */
  readonly what: RollLineKind | null;
  readonly node: string | null;
  readonly instance: string | null;
  /** Name of the instance group. */
  readonly pool: string | null;
}

/** Before the text of each log line: level and date, time, process, place in kops' source. */
const prefix = /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ \S+:\d+\] /;

/**
 * The lines of `kops rolling-update cluster --yes`, from pkg/instancegroups of kops 1.31. The first pattern that matches
 * counts; its named groups say which node, instance or group is meant.
 */
const patterns: readonly (readonly [RollLineKind, RegExp])[] = [
  ['tainting', /^Tainting \d+ nodes? in "(?<pool>[^"]+)" instancegroup/],
  [
    'detaching',
    /^Detaching instance "(?<instance>[^"]+)"(?:, node "(?<node>[^"]+)")?, in group "(?<pool>[^"]+)"/,
  ],
  ['draining', /^Draining the node: "(?<node>[^"]+)"/],
  ['drained', /^Waiting for \S+ for pods to stabilize after draining/],
  [
    'terminating',
    /^Stopping instance "(?<instance>[^"]+)"(?:, node "(?<node>[^"]+)")?, in group "(?<pool>[^"]+)"/,
  ],
  ['interval', /^waiting for \S+ after (?:terminating|detaching) instance/],
  ['validating', /^Validating the cluster/],
  ['revalidating', /^Cluster validated; revalidating/],
  ['validated', /^Cluster validated\./],
  ['not-validated', /^Cluster did not (?:pass validation|validate)/],
  ['failed', /^failed to roll InstanceGroup "(?<pool>[^"]+)"/i],
  ['failed', /^Error: .*?failed to drain node "(?<node>[^"]+)"/],
  ['failed', /^Error: /],
  ['completed', /^(?:Completed rolling update for cluster|Rolling update completed for cluster)/],
];

/** @param cluster its name, which ends the names of its groups in the cloud */
export function readLine(text: string, cluster: string): RollLine {
  const message = text.replace(prefix, '');
  for (const [what, pattern] of patterns) {
    const found = pattern.exec(message);
    if (found === null) continue;
    const { node = null, instance = null, pool } = found.groups ?? {};
    return { what, node, instance, pool: pool === undefined ? null : groupName(pool, cluster) };
  }
  return { what: null, node: null, instance: null, pool: null };
}

/** The cloud's name of a group is `nodes.CLUSTER`, or `control-plane-a.masters.CLUSTER`. */
const groupName = (name: string, cluster: string): string =>
  name.endsWith(`.${cluster}`) ? name.slice(0, -cluster.length - 1).replace(/\.masters$/, '') : name;
