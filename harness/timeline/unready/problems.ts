import type { RecordOf } from '../../journal/records.ts';
import { hasEnded } from '../has-ended.ts';
import type { Problem } from './reason.ts';
import { reasonFor } from './reasons.ts';

/** A Warning event with its count. */
export interface Warning {
  readonly sinceUs: number;
  readonly atUs: number;
  readonly message: string;
}

/** A problem of a pod, and since when it has had one of that kind without interruption. */
export interface PodProblemSince {
  readonly problem: Problem;
  readonly sinceUs: number;
}

/** Follows the reports of pods and controllers about why pods are not ready. */
export class ProblemFold {
  /** By uid. */
  readonly ofPods = new Map<string, readonly PodProblemSince[]>();
  /** Of pods by uid, of others by `namespace Kind/name`; then by reason. */
  readonly warnings = new Map<string, Map<string, Warning>>();
  /** When a pod last left, ended or began terminating, which freed its resources. */
  freedUs = 0;
  /** By `namespace Kind/name` of the owner: when a pod of it was last created. */
  readonly createdUs = new Map<string, number>();

  pod({ pod, change, atUs }: RecordOf<'pod'>): void {
    const before = this.ofPods.get(pod.uid);
    if (change === 'deleted' || pod.terminating || hasEnded(pod)) this.freedUs = atUs;
    if (change === 'deleted') {
      this.ofPods.delete(pod.uid);
      this.warnings.delete(pod.uid);
      this.warnings.delete(eventKey(pod.namespace, `Pod/${pod.name}`));
      return;
    }
    if (before === undefined && pod.owner !== null)
      this.createdUs.set(eventKey(pod.namespace, pod.owner), atUs);
    const problems = (pod.problems ?? []).map((problem) => ({
      ...problem,
      subject: `pod ${pod.namespace}/${pod.name}`,
      owner: pod.owner,
    }));
    this.ofPods.set(
      pod.uid,
      problems.map((problem) => {
        const known = before?.find(
          (known) =>
            known.problem.container === problem.container && getCode(known.problem) === getCode(problem),
        );
        return { problem, sinceUs: known?.sinceUs ?? atUs };
      }),
    );
  }

  event({ namespace, object, uid, reason, message, atUs, warning }: RecordOf<'event'>): void {
    if (warning !== true) return;
    // A failed pull is followed by an event that only names its kind.
    if (reason === 'Failed' && !message.startsWith('Failed to pull image')) return;
    // A StatefulSet's next pod has the name of the previous one.
    const key = uid !== undefined && object.startsWith('Pod/') ? uid : eventKey(namespace, object);
    const ofObject = this.warnings.get(key) ?? new Map<string, Warning>();
    this.warnings.set(key, ofObject);
    ofObject.set(reason, { sinceUs: ofObject.get(reason)?.sinceUs ?? atUs, atUs, message });
  }
}

/** Key for warnings: the object as events name it. */
export function eventKey(namespace: string, object: string): string {
  return `${namespace} ${object}`;
}

const getCode = (problem: Problem) => reasonFor(problem)?.code ?? problem.reason;
