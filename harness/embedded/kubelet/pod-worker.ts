import { pauseUnlessAborted } from '../../async/pause.ts';
import { errorMessage } from '../../errors.ts';
import type { ApiClient } from '../client/client.ts';
import type { EventRecorder } from '../client/events.ts';
import type { Lags } from '../lags.ts';
import type { Pod } from '../objects.ts';
import type { BackOffOptions } from './back-off.ts';
import { type ContainerWorker, containerWorker } from './container-worker.ts';
import { deleteForGood } from './delete-for-good.ts';
import { valuesFromObjects } from './environment-sources.ts';
import { podStatus } from './pod-status.ts';
import { statusWriter } from './status-writer.ts';
import type { Sandbox, Supervisor } from './supervisor.ts';

/** Shared by all pods of a kubelet. */
export interface PodWorkerOptions {
  readonly api: ApiClient;
  readonly events: EventRecorder;
  readonly supervisor: Supervisor;
  readonly lags: Pick<Lags, 'podSyncMs' | 'podStartMs' | 'podCleanupMs'>;
  readonly hostIp: string;
  readonly commands: Readonly<Record<string, readonly string[]>>;
  /** Environment of every process of the node. */
  readonly env: Readonly<Record<string, string>>;
  readonly backOff: BackOffOptions;
}

/** One pod, from its binding to this node until nothing is left of it. */
export interface PodWorker {
  /** Called when the pod has changed. */
  update(pod: Pod): void;
  /**
   * Called when the pod has been removed from the API: its processes get Kubernetes' minimal grace period,
   * and no status is written.
   */
  gone(): void;
  /** Called when the kubelet stops; containers keep running. Resolves when this worker has stopped. */
  close(): Promise<void>;
  /** Resolves when nothing is left of the pod, or at `close`. */
  readonly done: Promise<void>;
  /** Why a container is not running, for a request for its log; null: it runs or has ended. */
  waitingReason(container: string): string | null;
}

/** Grace period of a pod whose object was removed at once: the kubelet's minimum. */
const forcedGraceMs = 1_000;

export function podWorker(first: Pod, options: PodWorkerOptions): PodWorker {
  const { api, events, supervisor, lags, hostIp } = options;
  const { uid } = first.metadata;
  const closed = new AbortController();
  const ending = new AbortController();
  const running = AbortSignal.any([closed.signal, ending.signal]);
  const startedMs = Date.now();
  let pod = first;
  let over = false;
  let sandbox: Sandbox | null = supervisor.find(uid) ?? null;
  let killing: { readonly graceMs: number; readonly shorter: AbortController } | null = null;
  let ended: Promise<void> | null = null;
  const finished = Promise.withResolvers<void>();

  const report = () => void writer.write();
  const containers: readonly ContainerWorker[] = (first.spec?.containers ?? []).map(({ name }) =>
    containerWorker({
      ...{ pod: () => pod, name, hostIp, onChange: report, noticeMs: lags.podSyncMs },
      ...{ commands: options.commands, env: options.env, backOff: options.backOff },
      fromObjects: (container) => valuesFromObjects(api, pod, container),
      event: (type, reason, message) => events.record('Pod', pod, type, reason, message),
    }),
  );
  const writer = statusWriter(
    api,
    first,
    (newest) => {
      const views = containers.map((container) => container.view(sandbox));
      const view = { pod: newest, hostIp, podIp: sandbox?.ip ?? null, startedMs, containers: views, over };
      return podStatus(view, Date.now());
    },
    closed.signal,
  );

  const create = async (): Promise<Sandbox | null> => {
    const { name, namespace = '' } = first.metadata;
    do {
      try {
        return supervisor.create({ uid, namespace, name });
      } catch (error) {
        const why = errorMessage(error);
        events.record(
          'Pod',
          pod,
          'Warning',
          'FailedCreatePodSandBox',
          `Failed to create pod sandbox: ${why}`,
        );
      }
    } while (await pauseUnlessAborted(options.backOff.firstMs, running));
    return null;
  };
  const live = async () => {
    if (!(await pauseUnlessAborted(lags.podSyncMs, running)) || hasEnded(pod)) return;
    if (sandbox === null) {
      report();
      if (!(await pauseUnlessAborted(lags.podStartMs, running))) return;
    }
    const home = sandbox ?? (await create());
    if (home === null) return;
    sandbox = home;
    await Promise.all(containers.map((container) => container.keepRunning(home, running)));
  };
  const cleanUp = async (objectIsThere: boolean) => {
    over = true;
    if (objectIsThere) {
      await writer.write();
      if (!(await pauseUnlessAborted(lags.podCleanupMs, closed.signal))) return;
    }
    supervisor.remove(uid);
    sandbox = null;
    if (objectIsThere) await deleteForGood(api, pod, closed.signal);
    finished.resolve();
  };
  /** Once for every grace period: a shorter one starts again, as the kubelet does. */
  const end = async (graceMs: number, objectIsThere: boolean) => {
    killing?.shorter.abort();
    const shorter = new AbortController();
    killing = { graceMs, shorter };
    const signal = AbortSignal.any([closed.signal, shorter.signal]);
    ending.abort();
    await lived;
    const home = sandbox;
    if (home !== null) await Promise.all(containers.map((container) => container.end(home, graceMs, signal)));
    if (!signal.aborted) await cleanUp(objectIsThere);
  };
  const terminate = async () => {
    if (!(await pauseUnlessAborted(lags.podSyncMs, closed.signal))) return;
    // Of several changes the last one counts, and a grace period only ever gets shorter.
    const graceMs = (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1_000;
    if (killing === null || graceMs < killing.graceMs) await end(graceMs, true);
  };
  const guarded = (action: Promise<void>) => action.catch((error: unknown) => console.error(error));

  const lived = guarded(pod.metadata.deletionTimestamp === undefined ? live() : Promise.resolve());
  const noticeDeletion = () => {
    if (pod.metadata.deletionTimestamp !== undefined && !over) ended = guarded(terminate());
  };
  noticeDeletion();

  return {
    update(next) {
      const before = pod;
      pod = next;
      writer.seen(next);
      for (const [index, container] of containers.entries())
        if (before.spec?.containers[index]?.image !== next.spec?.containers[index]?.image)
          container.specChanged();
      if (before.metadata.deletionGracePeriodSeconds !== next.metadata.deletionGracePeriodSeconds)
        noticeDeletion();
    },
    gone() {
      if (over) return finished.resolve();
      ended = guarded(end(forcedGraceMs, false));
    },
    async close() {
      closed.abort();
      for (const container of containers) container.close();
      await Promise.all([lived, ended]);
      finished.resolve();
    },
    done: finished.promise,
    waitingReason: (name) =>
      containers.map((container) => container.view(sandbox)).find((view) => view.name === name)?.waiting
        ?.reason ?? null,
  };
}

/** It had ended before this kubelet was started. */
function hasEnded({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}
