import type { V1ContainerState, V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import { describe, expect, test } from 'vitest';
import { podProblems } from '../../../harness/kube/pod-problems.ts';

const container = (state: V1ContainerState, over: Partial<V1ContainerStatus> = {}): V1ContainerStatus => ({
  name: 'app',
  image: 'a',
  imageID: '',
  ready: false,
  restartCount: 0,
  state,
  ...over,
});
const withContainers = (...containerStatuses: V1ContainerStatus[]): V1Pod => ({
  status: { phase: 'Pending', containerStatuses },
});
const started = new Date(0);

describe('why a pod is not ready', () => {
  test('no node fits it', () => {
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3' }];
    expect(podProblems({ status: { phase: 'Pending', conditions } })).toEqual([
      { container: null, reason: 'Unschedulable', message: '0/3' },
    ]);
  });

  test('nothing while its containers are created, and once it is ready, done or terminating', () => {
    const creating = container({ waiting: { reason: 'ContainerCreating' } });
    expect(podProblems(withContainers(creating))).toEqual([]);
    const bad = container({ waiting: { reason: 'ErrImagePull' } });
    const conditions = [{ type: 'Ready', status: 'True' }];
    expect(podProblems({ status: { containerStatuses: [bad], conditions } })).toEqual([]);
    expect(podProblems({ status: { containerStatuses: [bad], phase: 'Succeeded' } })).toEqual([]);
    expect(
      podProblems({ metadata: { deletionTimestamp: started }, status: { containerStatuses: [bad] } }),
    ).toEqual([]);
  });

  test('the reason why a container waits', () => {
    const waiting = { reason: 'CreateContainerConfigError', message: 'secret "s" not found' };
    expect(podProblems(withContainers(container({ waiting })))).toEqual([{ container: 'app', ...waiting }]);
  });

  test('how a crashing container ended, and not how long the kubelet waits', () => {
    const waiting = { reason: 'CrashLoopBackOff', message: 'back-off 10s restarting failed container=app' };
    const ended = { exitCode: 137, reason: 'OOMKilled' };
    expect(
      podProblems(
        withContainers(container({ waiting }, { lastState: { terminated: ended }, restartCount: 1 })),
      ),
    ).toEqual([{ container: 'app', reason: 'CrashLoopBackOff', message: 'exit code 137 (OOMKilled)' }]);
    expect(podProblems(withContainers(container({ terminated: { exitCode: 1, reason: 'Error' } })))).toEqual([
      { container: 'app', reason: 'Terminated', message: 'exit code 1' },
    ]);
  });

  test('a program that could not be started at all', () => {
    const waiting = { reason: 'CrashLoopBackOff' };
    const ended = {
      exitCode: 128,
      reason: 'StartError',
      message: 'exec: "serve": executable file not found',
    };
    expect(podProblems(withContainers(container({ waiting }, { lastState: { terminated: ended } })))).toEqual(
      [
        {
          container: 'app',
          reason: 'StartError',
          message: 'exit code 128 (StartError): exec: "serve": executable file not found',
        },
      ],
    );
  });

  test('a container that runs and is not ready, and how its previous run ended', () => {
    const running = { running: { startedAt: started } };
    expect(podProblems(withContainers(container(running)))).toEqual([
      { container: 'app', reason: 'NotReady', message: '' },
    ]);
    const again = container(running, { restartCount: 2, lastState: { terminated: { exitCode: 3 } } });
    expect(podProblems(withContainers(again))).toEqual([
      { container: 'app', reason: 'Restarted', message: 'exit code 3' },
    ]);
  });

  test('an init container that has not ended, but no running sidecar', () => {
    const running = { running: { startedAt: started } };
    const initContainers = [{ name: 'migrate' }, { name: 'proxy', restartPolicy: 'Always' }];
    const initContainerStatuses = [
      container(running, { name: 'migrate' }),
      container(running, { name: 'proxy', ready: true }),
      container({ terminated: { exitCode: 0 } }, { name: 'done' }),
    ];
    expect(
      podProblems({ spec: { containers: [], initContainers }, status: { initContainerStatuses } }),
    ).toEqual([{ container: 'migrate', reason: 'InitRunning', message: '' }]);
  });

  test('the reason why the whole pod failed', () => {
    const status = { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' };
    expect(podProblems({ status })).toEqual([
      { container: null, reason: 'PodFailed', message: 'Evicted: The node was low on resource: memory.' },
    ]);
  });

  test('its length is limited', () => {
    const waiting = { reason: 'ErrImagePull', message: 'x'.repeat(10_000) };
    expect(podProblems(withContainers(container({ waiting })))[0]?.message).toHaveLength(500);
  });
});
