import type { V1Deployment, V1PodSpec } from '@kubernetes/client-node';
import { clockFrom } from '../../../harness/journal/clock.ts';
import type { JournalRecord } from '../../../harness/journal/records.ts';
import type { Kube } from '../../../harness/kube/connect.ts';
import { lastLogLines } from '../../../harness/observe/last-log-lines.ts';
import { observe } from '../../../harness/observe/watches.ts';
import { type Explanation, explainUnready, TimelineFold } from '../../../harness/timeline/timeline.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

const namespace = 'contract-unready';
const name = 'web';
const { signal } = new AbortController();

/** A Deployment whose pods do not become ready, and the expected explanation. */
export interface UnreadyCase {
  readonly what: string;
  readonly replicas?: number;
  readonly spec: (container: { readonly name: string; readonly image: string }) => V1PodSpec;
  readonly code: string;
  readonly words: RegExp;
  /** Waiting longer can't help, and that is detected. */
  readonly final: boolean;
  readonly log?: string;
}

const shell = (script: string) => ({ command: ['/bin/sh', '-c', script] });
const running = shell('sleep 600');

export const unreadyCases: readonly UnreadyCase[] = [
  {
    what: 'no node ever fits',
    spec: (container) => ({ containers: [container], nodeSelector: { nowhere: 'yes' } }),
    code: 'unschedulable',
    words: /can't be scheduled: 0\/3 nodes are available: .*node affinity\/selector/,
    final: true,
  },
  {
    what: 'the host port is taken',
    replicas: 3,
    spec: (container) => ({
      containers: [{ ...container, ...running, ports: [{ containerPort: 80, hostPort: 18_099 }] }],
      terminationGracePeriodSeconds: 1,
    }),
    code: 'unschedulable',
    words: /can't be scheduled: .*2 node\(s\) didn't have free ports for the requested pod ports/,
    final: true,
  },
  {
    what: 'the image can not be had',
    spec: (container) => ({ containers: [{ ...container, image: 'registry.invalid/shop/none:1' }] }),
    code: 'image-pull',
    words:
      /container app can't pull its image \((ErrImagePull|ImagePullBackOff)\): .*registry\.invalid\/shop\/none:1/,
    final: true,
  },
  {
    what: 'a ConfigMap is missing',
    spec: (container) => ({
      containers: [
        {
          ...container,
          env: [{ name: 'COLOUR', valueFrom: { configMapKeyRef: { name: 'nowhere', key: 'colour' } } }],
        },
      ],
    }),
    code: 'container-config',
    words: /can't be configured \(CreateContainerConfigError\): configmap "nowhere" not found/,
    final: true,
  },
  {
    what: 'the container crashes',
    spec: (container) => ({ containers: [{ ...container, ...shell('echo boom: no database >&2; exit 3') }] }),
    code: 'crash',
    words: /container app ended: exit code 3/,
    final: false,
    log: 'boom: no database',
  },
  {
    what: 'the readiness probe fails',
    spec: (container) => ({
      containers: [
        {
          ...container,
          ...running,
          readinessProbe: { exec: { command: ['/bin/sh', '-c', 'echo not yet; exit 1'] }, periodSeconds: 1 },
        },
      ],
      terminationGracePeriodSeconds: 1,
    }),
    code: 'probe',
    words: /container app runs and is not ready: Readiness probe failed: not yet/,
    final: false,
  },
];

/** A rehearsal's explanation for the case's pods. */
export async function observeExplanation(
  { kube, image }: World,
  { replicas = 1, spec, words, final }: UnreadyCase,
): Promise<{ readonly explanation: Explanation; readonly log: readonly string[] }> {
  await using watching = watchedTimeline(kube);
  await using _ = await deployed(kube, { replicas, ...spec({ name: 'app', image }) });
  const explanation = await until(`${words}`, async () => {
    await watching.relist();
    const found = watching.explain();
    return found.find((one) => words.test(one.words) && (one.final || !final));
  });
  return {
    explanation,
    log: explanation.log === null ? [] : await lastLogLines(kube, explanation.log, signal),
  };
}

/** Messages of events about a failed preStop hook, and how often pods were terminated. */
export async function eventsOfFailedHook({ kube, image }: World): Promise<readonly JournalRecord[]> {
  await using watching = watchedTimeline(kube);
  const preStop = { exec: { command: ['/no/such/hook'] } };
  const container = { name: 'app', image, ...running, lifecycle: { preStop } };
  {
    await using _ = await deployed(kube, {
      replicas: 1,
      containers: [container],
      terminationGracePeriodSeconds: 3,
    });
    await until('the pod is ready', async () => {
      const { items } = await kube.core.listNamespacedPod({ namespace });
      return items[0]?.status?.containerStatuses?.[0]?.ready;
    });
  }
  return until('the failed hook is seen', async () => {
    const failed = watching.records.filter(
      (one) => one.type === 'event' && one.reason === 'FailedPreStopHook',
    );
    return failed.length > 0 ? failed : null;
  });
}

function watchedTimeline(kube: Kube) {
  const clock = clockFrom();
  const fold = new TimelineFold();
  const records: JournalRecord[] = [];
  const journal = {
    append(entry: Parameters<Parameters<typeof observe>[0]['journal']['append']>[0]) {
      const record = { atUs: clock.nowUs(), ...entry } as JournalRecord;
      records.push(record);
      fold.add(record);
    },
  };
  const rollouts = [{ kind: 'Deployment', namespace, name }] as const;
  const observers = observe({ kube, journal, clock, signal, rollouts, services: [] });
  return {
    records,
    relist: () => observers.relist('steady', signal),
    explain: () => explainUnready(fold.view(), { rollouts, namespaces: [], nowUs: clock.nowUs() }),
    [Symbol.asyncDispose]: () => observers[Symbol.asyncDispose](),
  };
}

/** Disposal ends when none of its pods is left. */
async function deployed(
  kube: Kube,
  { replicas, ...spec }: V1PodSpec & { readonly replicas: number },
): Promise<AsyncDisposable> {
  const exists = await kube.core.readNamespace({ name: namespace }).catch(() => null);
  if (exists === null) await kube.core.createNamespace({ body: { metadata: { name: namespace } } });
  const labels = { app: name };
  const body: V1Deployment = {
    metadata: { name, namespace },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
  await kube.apps.createNamespacedDeployment({ namespace, body });
  return {
    async [Symbol.asyncDispose]() {
      await kube.apps.deleteNamespacedDeployment({ namespace, name, propagationPolicy: 'Background' });
      await until('its pods have gone', async () => {
        const { items } = await kube.core.listNamespacedPod({ namespace });
        return items.length === 0;
      });
    },
  };
}
