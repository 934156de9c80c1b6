import type { Pod } from '../objects.ts';
import { timestamp } from '../times.ts';
import type { Container } from './supervisor.ts';

export type PodStatus = NonNullable<Pod['status']>;
export type ContainerStatus = NonNullable<PodStatus['containerStatuses']>[number];
type ContainerState = NonNullable<ContainerStatus['state']>;

/** A container as its kubelet sees it. */
export interface ContainerView {
  readonly name: string;
  readonly image: string;
  /** Why it is not running although it should be; null otherwise. */
  readonly waiting: { readonly reason: string; readonly message?: string } | null;
  /** Newest attempt first. */
  readonly attempts: readonly Container[];
  readonly started: boolean;
  readonly ready: boolean;
}

export function containerStatus(view: ContainerView, over: boolean): ContainerStatus {
  const [newest, before] = view.attempts;
  const { state, lastState } = listStates(view, newest, before, over);
  const running = state.running !== undefined;
  return {
    name: view.name,
    image: view.image,
    // Images are not pulled and have no digest: an image stands for a command.
    imageID: newest === undefined ? '' : `processes://${newest.image}`,
    ...(newest !== undefined && { containerID: newest.id }),
    restartCount: newest?.attempt ?? 0,
    started: running && view.started,
    ready: running && view.ready,
    state,
    lastState,
  };
}

function listStates(
  { waiting }: ContainerView,
  newest: Container | undefined,
  before: Container | undefined,
  over: boolean,
): { readonly state: ContainerState; readonly lastState: ContainerState } {
  if (over && newest === undefined) return { state: { terminated: neverRan }, lastState: {} };
  if (waiting !== null && !over) return { state: { waiting }, lastState: newest ? createState(newest) : {} };
  return { state: newest ? createState(newest) : {}, lastState: before ? createState(before) : {} };
}

const neverRan = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
};

function createState({ id, exit, startedMs }: Container): ContainerState {
  const startedAt = timestamp(startedMs);
  if (exit === null) return { running: { startedAt } };
  const { code, reason, message, finishedMs } = exit;
  return {
    terminated: {
      exitCode: code,
      reason,
      ...(message === '' ? {} : { message }),
      startedAt,
      finishedAt: timestamp(finishedMs),
      containerID: id,
    },
  };
}
