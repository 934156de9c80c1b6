import { setTimeout as delay } from 'node:timers/promises';
import type { JournalRecord, Phase } from '../../harness/journal/records.ts';
import { setUnschedulable } from '../../harness/kube/nodes.ts';
import { web } from '../../harness/workload/manifests.ts';
import { keepProcessorsBusy, podProcesses } from './processors.ts';
import type { Rehearsed } from './rehearsed.ts';

/** Disturbs a rehearsal while it runs. */
type Disturbance = (rehearsed: Rehearsed) => Promise<void>;

/**
 * Longer than `load.timeout` (2 s) of the scenario that is stalled, so that requests are late, timed out and unsent; shorter than the
 * service keeps an idle connection.
 */
const stallMs = 3_500;
/** Delay into the disturbed phase, away from harm that its first request could be. */
const intoPhaseMs = 2_000;
const apiTimeoutMs = 5_000;
/** More than half of the baseline of the scenario that is starved in a step. */
const quietBaselineMs = 8_000;

/** Recordings that need more than a scenario: which one is rehearsed, and its disturbance. */
export const disturbed: Readonly<Record<string, { readonly scenario: string; readonly by: Disturbance }>> = {
  /** The harness is killed while a worker is drained. */
  killed: {
    scenario: 'small-and-orderly',
    async by({ process, until }) {
      await until(isDrainOfWorker);
      process.kill('SIGKILL');
    },
  },
  /** Ctrl-C once, while a worker is drained. */
  interrupted: {
    scenario: 'small-and-orderly',
    async by({ process, until }) {
      await until(isDrainOfWorker);
      process.kill('SIGINT');
    },
  },
  /** The cluster's own process is killed while a worker is drained. */
  'cluster-lost': {
    scenario: 'small-and-orderly',
    async by({ childRunning, until }) {
      await until(isDrainOfWorker);
      process.kill(childRunning('cluster-process'), 'SIGKILL');
    },
  },
  /**
   * All threads of the harness are stopped for a while during a worker's drain: load and control lane stand
   * still.
   */
  'load-host-stalls': {
    scenario: 'small-and-orderly',
    async by({ process, until }) {
      await until(isDrainOfWorker);
      process.kill('SIGSTOP');
      await delay(stallMs);
      process.kill('SIGCONT');
    },
  },
  /** Forty other processes take the processors for the whole baseline. */
  'host-saturated': {
    scenario: 'small-and-orderly',
    async by({ until }) {
      await until(begins('baseline'));
      using _busy = keepProcessorsBusy();
      await until(begins('upgrade'));
    },
  },
  /**
   * They use them from the last seconds of the baseline on. During the control plane's drain the service's
   * pods are stopped, like starved ones: harm whose mechanism no record shows.
   */
  'host-saturated-in-step': {
    scenario: 'small-and-orderly',
    async by({ process: { pid }, until }) {
      await until(begins('baseline'));
      await delay(quietBaselineMs);
      using _busy = keepProcessorsBusy();
      await until(isDrain);
      const pods = podProcesses(pid ?? 0);
      for (const pod of pods) process.kill(pod, 'SIGSTOP');
      await delay(stallMs);
      for (const pod of pods) process.kill(pod, 'SIGCONT');
    },
  },
  /** All pods of the service are deleted at once, in the baseline. */
  'baseline-bad': { scenario: 'small-and-orderly', by: (run) => losesPods(run, 'baseline') },
  /** The same in the upgrade phase of a run that upgrades nothing. */
  'aa-run-missed': { scenario: 'upgrades-nothing', by: (run) => losesPods(run, 'upgrade') },
  /** A node that has just been uncordoned is cordoned, and stays cordoned. */
  'left-cordoned': {
    scenario: 'small-and-orderly',
    async by({ until, kube }) {
      await until(begins('recovery'));
      await using api = kube();
      const [node] = (await api.core.listNode()).items.filter(({ metadata }) =>
        metadata?.name?.includes('worker'),
      );
      await setUnschedulable(api, node?.metadata?.name ?? '', true, AbortSignal.timeout(apiTimeoutMs));
    },
  },
};

async function losesPods({ until, kube }: Rehearsed, phase: Phase): Promise<void> {
  await until(begins(phase));
  await delay(intoPhaseMs);
  await using api = kube();
  const { items } = await api.core.listNamespacedPod({ namespace: web.namespace });
  if (items.length === 0) throw new Error('the service has no pods to lose');
  for (const { metadata } of items)
    await api.core.deleteNamespacedPod({
      name: metadata?.name ?? '',
      namespace: web.namespace,
      gracePeriodSeconds: 0,
    });
}

const begins = (phase: Phase) => (record: JournalRecord) =>
  record.type === 'phase' && record.phase === phase && record.edge === 'begin';

function isDrain(record: JournalRecord): boolean {
  return record.type === 'intent' && record.action === 'drain' && record.edge === 'begin';
}

function isDrainOfWorker(record: JournalRecord): boolean {
  return (
    record.type === 'intent' &&
    record.action === 'drain' &&
    record.edge === 'begin' &&
    record.slot.role === 'worker'
  );
}
