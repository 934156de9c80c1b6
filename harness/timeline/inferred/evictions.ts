import type { PodState, RecordOf } from '../../journal/records.ts';
import type { HeldState, Step } from '../model.ts';

// What this tool would have journaled of its own drain, from what the API shows of pods and from the words of kubectl's drain.

type Eviction = RecordOf<'eviction'>;

/** Kinds of pods that a drain leaves alone: DaemonSets and static pods. */
const isLeft = ({ owner }: PodState): boolean => /^(DaemonSet|Node)\//.test(owner ?? '');

/** A pod that was ordered to terminate while its node was being drained. */
export function inferEviction(
  before: PodState | undefined,
  { pod, atUs }: RecordOf<'pod'>,
  steps: readonly Step[],
): Eviction | null {
  if (!pod.terminating || before?.terminating !== false || isLeft(pod)) return null;
  return createEviction(pod, 'accepted', steps, atUs);
}

/** As in `error when evicting pods/"web-1" -n "app" (will retry after 5s): Cannot evict pod as it would …`. */
const refused =
  /error when evicting pods?\/"(?<pod>[^"]+)" -n "(?<namespace>[^"]+)"(?<retried> \(will retry[^)]*\))?: (?<why>.*?)(?=, error when evicting|\]$|$)/g;

/** Pods that kubectl's drain says it could not evict: for now, at the drain's limit, or for another error. */
export function readEvictions(
  { text, atUs }: RecordOf<'roll-line'>,
  pods: ReadonlyMap<string, HeldState<PodState>>,
  steps: readonly Step[],
): Eviction[] {
  return [...text.matchAll(refused)].flatMap(({ groups = {} }) => {
    const { pod, namespace, retried, why } = groups;
    const found = [...pods.values()].find(({ state }) => state.name === pod && state.namespace === namespace);
    if (found === undefined) return [];
    const held = findResult(retried !== undefined, why ?? '');
    const eviction = createEviction(found.state, held, steps, atUs);
    return eviction === null ? [] : [{ ...eviction, ...(why && { detail: why }) }];
  });
}

/** kubectl requests an eviction again after a 429 only, and its drain's limit has words of its own. */
function findResult(isRetried: boolean, why: string): Eviction['result'] {
  if (isRetried) return 'blocked';
  return why.startsWith('global timeout reached') ? 'timed-out' : 'refused';
}

function createEviction(
  { namespace, name, uid, node }: PodState,
  result: Eviction['result'],
  steps: readonly Step[],
  atUs: number,
): Eviction | null {
  const step = steps.findLast((one) => one.node === node);
  const drain = step?.actions.find(({ action }) => action === 'drain');
  if (node === null || step === undefined || drain === undefined || drain.toUs !== null) return null;
  return { atUs, type: 'eviction', step: step.index, namespace, pod: name, uid, node, result };
}
