import type { NodeMaintenance } from '../../../harness/clusters/cluster.ts';
import { clockFrom } from '../../../harness/journal/clock.ts';
import type { Intent, JournalEntry } from '../../../harness/journal/records.ts';
import type { NodeRef } from '../../../harness/scenario/scenario.ts';
import { answer, type FakeApi, fakeApi } from '../kube/fake-api.ts';

export const nodes = '/api/v1/nodes';
export const pods = '/api/v1/pods';
const leases = '/apis/coordination.k8s.io/v1/leases';

export const worker: NodeRef = {
  uid: 'n1',
  name: 'worker',
  slot: { pool: 'workers', role: 'worker', ordinal: 0 },
};
export const worker2: NodeRef = {
  uid: 'n2',
  name: 'worker2',
  slot: { pool: 'workers', role: 'worker', ordinal: 1 },
};

interface PodShape {
  /** Null: it has no controller. */
  readonly owner?: string | null;
  readonly mirror?: boolean;
  readonly phase?: string;
  readonly node?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly uid?: string;
  /** Further members of its spec. */
  readonly spec?: object;
}

/** Two workers at 1.33.13 behind a real HTTP API, and everything that a roller journals. */
export async function smallCluster() {
  const api = await fakeApi();
  const journal: JournalEntry[] = [];
  const putNode = (name: string, version: string, heartbeat = '2026-01-01T00:00:00Z', ready = 'True') =>
    api.put(nodes, {
      metadata: { name },
      spec: {},
      status: {
        nodeInfo: { kubeletVersion: `v${version}` },
        conditions: [{ type: 'Ready', status: ready, lastHeartbeatTime: heartbeat }],
      },
    });
  const putLease = (name: string, renewTime: string) =>
    api.put(leases, { metadata: { name }, spec: { renewTime } });
  const putPod = (
    name: string,
    { owner = 'ReplicaSet', mirror, phase = 'Running', node = 'worker', ...more }: PodShape = {},
  ) =>
    api.put(pods, {
      metadata: {
        name,
        namespace: 'app',
        labels: more.labels ?? {},
        ...(more.uid !== undefined && { uid: more.uid }),
        ownerReferences: owner === null ? [] : [{ kind: owner, name: 'o', controller: true }],
        annotations: mirror ? { 'kubernetes.io/config.mirror': 'x' } : {},
      },
      spec: { nodeName: node, ...more.spec },
      status: { phase },
    });
  // the store knows no field selectors
  api.rules.push((request, response) => {
    const node = /fieldSelector=spec\.nodeName%3D(\w+)/.exec(request.url ?? '')?.[1];
    if (node === undefined) return false;
    answer(response, 200, { metadata: {}, items: podsOn(api, node) });
    return true;
  });
  for (const { name } of [worker, worker2]) putNode(name, '1.33.13');
  return {
    api,
    journal,
    append: (entry: JournalEntry) => void journal.push(entry),
    clock: clockFrom(),
    putNode,
    putLease,
    putPod,
  };
}

function podsOn(api: FakeApi, node: string): unknown[] {
  return api.stored(pods).filter((pod) => (pod as { spec?: { nodeName?: string } }).spec?.nodeName === node);
}

/** Answers the first evictions of a pod like the API when a budget rejects them. */
export function budgetBlocks(api: FakeApi, pod: string, messages: readonly string[]): void {
  let asked = 0;
  api.rules.push((request, response) => {
    if (!request.url?.includes(`/pods/${pod}/eviction`)) return false;
    const message = messages[asked++];
    if (message === undefined) return false;
    const causes = [{ reason: 'DisruptionBudget', message }];
    answer(response, 429, { kind: 'Status', code: 429, message: 'Cannot evict pod', details: { causes } });
    return true;
  });
}

/** The evictions, as `pod result detail`. */
export function evictions(journal: readonly JournalEntry[]): string[] {
  return journal
    .filter((entry) => entry.type === 'eviction')
    .map(({ pod, result, detail }) => [pod, result, detail].filter((part) => part !== undefined).join(' '));
}

export function inPlaceOps(inPlace: Partial<NonNullable<NodeMaintenance['inPlace']>>): NodeMaintenance {
  return {
    stage: async () => [],
    inPlace: { upgradeConfig: async () => {}, upgradeKubelet: async () => {}, ...inPlace },
  };
}

/** Every intent as `step action edge outcome`, and the result of the roll. */
export async function recordRoll(
  roll: AsyncIterable<Intent>,
): Promise<{ said: string[]; intents: Intent[]; thrown: unknown }> {
  const intents: Intent[] = [];
  let thrown: unknown;
  try {
    for await (const intent of roll) intents.push(intent);
  } catch (error) {
    thrown = error;
  }
  const said = intents.map(({ step, action, edge, outcome }) =>
    [step, action, edge, outcome].filter((part) => part !== undefined).join(' '),
  );
  return { said, intents, thrown };
}
