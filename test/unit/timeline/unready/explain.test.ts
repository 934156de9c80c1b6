import { describe, expect, test } from 'vitest';
import type {
  JournalEntry,
  JournalRecord,
  NodeState,
  PodProblem,
  PodState,
  RolloutState,
} from '../../../../harness/journal/records.ts';
import { explainUnready, foldTimeline } from '../../../../harness/timeline/timeline.ts';

const second = 1_000_000;
const at = (seconds: number, entry: JournalEntry): JournalRecord =>
  ({ atUs: seconds * second, ...entry }) as JournalRecord;

const node = (over: Partial<NodeState> = {}): JournalEntry => ({
  type: 'node',
  change: 'modified',
  node: { name: 'w', uid: 'w', ready: true, unschedulable: false, kubeletVersion: '1.34.4', ...over },
});
const pod = (over: Partial<PodState> = {}, change: 'modified' | 'deleted' = 'modified'): JournalEntry => ({
  type: 'pod',
  change,
  pod: {
    uid: over.name ?? 'web-6d5f-a',
    namespace: 'shop',
    name: 'web-6d5f-a',
    node: 'w',
    phase: 'Pending',
    ready: false,
    terminating: false,
    ip: null,
    owner: 'ReplicaSet/web-6d5f',
    restarts: 0,
    images: ['web:1'],
    waiting: null,
    ...over,
  },
});
const stuck = (reason: string, message: string, over: Partial<PodState> = {}) =>
  pod({ problems: [{ container: 'app', reason, message }], ...over });
const warning = (reason: string, message: string, object = 'Pod/web-6d5f-a'): JournalEntry => ({
  type: 'event',
  namespace: 'shop',
  reason,
  message,
  object,
  node: 'w',
  count: 1,
  warning: true,
});
const rollout = (over: Partial<RolloutState> = {}): JournalEntry => ({
  type: 'rollout',
  change: 'modified',
  rollout: {
    kind: 'Deployment',
    namespace: 'shop',
    name: 'web',
    generation: 1,
    observedGeneration: 1,
    desired: 1,
    updated: 1,
    ready: 0,
    available: 0,
    ...over,
  },
});

const web = { kind: 'Deployment', namespace: 'shop', name: 'web' } as const;
const explain = (nowS: number, records: readonly JournalRecord[], rollouts = [web]) =>
  explainUnready(foldTimeline(records), { rollouts, namespaces: [], nowUs: nowS * second });

/** Whether the only explanation is final, at a time. */
const isFinal = (nowS: number, records: readonly JournalRecord[]) => {
  const found = explain(nowS, records);
  expect(found).toHaveLength(1);
  return found[0]?.final;
};

const unfit =
  "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.";
const full =
  "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 node(s) didn't have free ports for the requested pod ports. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.";
const unschedulable = (message: string, over: Partial<PodState> = {}) =>
  pod({ node: null, problems: [{ container: null, reason: 'Unschedulable', message }], ...over });

describe('a pod that fits nowhere', () => {
  test('has the words of the scheduler, and is final if no node could ever fit it', () => {
    const records = [at(0, node()), at(1, unschedulable(unfit))];
    expect(explain(2, records)[0]).toMatchObject({
      code: 'unschedulable',
      words: `pod shop/web-6d5f-a: can't be scheduled: ${unfit}`,
      final: false,
    });
    expect(isFinal(15, records)).toBe(false);
    expect(isFinal(16, records)).toBe(true);
  });

  test('may yet fit while a node is cordoned, not Ready or has just changed', () => {
    const early = [at(0, node()), at(1, unschedulable(unfit))];
    expect(isFinal(60, [...early, at(2, node({ unschedulable: true }))])).toBe(false);
    expect(isFinal(60, [...early, at(2, node({ ready: false }))])).toBe(false);
    expect(isFinal(60, [...early, at(50, node({ kubeletVersion: '1.34.5' }))])).toBe(false);
    expect(isFinal(66, [...early, at(50, node({ kubeletVersion: '1.34.5' }))])).toBe(true);
  });

  test.each([
    '0/3 nodes are available: 3 node(s) had untolerated taint {node.kubernetes.io/not-ready: }. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    'no nodes available to schedule pods',
  ])('is never final for temporary reasons: %s', (message) => {
    expect(isFinal(600, [at(0, node()), at(1, unschedulable(message))])).toBe(false);
  });

  test('whose place is taken is final only if no other pod will leave', () => {
    const taken = [at(0, node()), at(1, unschedulable(full))];
    const other = (over: Partial<PodState>) =>
      at(1, pod({ name: 'other', ready: true, phase: 'Running', ...over }));
    expect(isFinal(20, [...taken, other({ owner: 'DaemonSet/agent' })])).toBe(true);
    expect(isFinal(20, [...taken, other({ owner: 'Job/migrate' })])).toBe(false);
    expect(isFinal(20, [...taken, other({ owner: null })])).toBe(false);
    expect(isFinal(20, [...taken, other({ terminating: true })])).toBe(false);
    expect(isFinal(20, [...taken, at(10, pod({ name: 'gone' }, 'deleted'))])).toBe(false);
  });
});

describe('an image', () => {
  const noImage = 'failed to pull and unpack image "docker.io/shop/web:9": not found';
  const noWay = 'dial tcp: lookup registry-1.docker.io: no such host';

  test('that the registry lacks is final after the second pull, in both of its states', () => {
    const records = [
      at(1, stuck('ErrImagePull', noImage)),
      at(4, stuck('ImagePullBackOff', `Back-off pulling image "shop/web:9": ErrImagePull: ${noImage}`)),
    ];
    expect(explain(5, records)[0]?.words).toBe(
      `pod shop/web-6d5f-a: container app can't pull its image (ImagePullBackOff): Back-off pulling image "shop/web:9": ErrImagePull: ${noImage}`,
    );
    expect(isFinal(15, records)).toBe(false);
    expect(isFinal(16, records)).toBe(true);
  });

  test('whose registry cannot be reached is final after the third pull', () => {
    const records = [at(1, stuck('ErrImagePull', noWay))];
    expect(isFinal(35, records)).toBe(false);
    expect(isFinal(36, records)).toBe(true);
  });

  test('whose pull may yet succeed is not final', () => {
    const busy = 'toomanyrequests: You have reached your pull rate limit';
    expect(isFinal(250, [at(1, stuck('ErrImagePull', busy))])).toBe(false);
  });

  test('starts counting again after it was pulled', () => {
    const records = [
      at(1, stuck('ErrImagePull', noImage)),
      at(5, pod()),
      at(10, stuck('ErrImagePull', noImage)),
    ];
    expect(isFinal(20, records)).toBe(false);
  });

  test('has the message of the event if the status has none, as before Kubernetes 1.32', () => {
    const words = explain(5, [
      at(1, stuck('ImagePullBackOff', 'Back-off pulling image "shop/web:9"')),
      at(1, warning('Failed', `Failed to pull image "shop/web:9": ${noImage}`)),
      at(1, warning('Failed', 'Error: ErrImagePull')),
    ])[0]?.words;
    expect(words).toContain(noImage);
  });

  test('with an invalid name, or that may not be pulled, is final at once', () => {
    for (const reason of ['InvalidImageName', 'ErrImageNeverPull'])
      expect(isFinal(6, [at(1, stuck(reason, 'x'))])).toBe(true);
  });
});

describe('an object that another one has to create', () => {
  const missing = [at(1, stuck('CreateContainerConfigError', 'configmap "settings" not found'))];

  test('is final if nothing is left that could create it', () => {
    expect(isFinal(10, missing)).toBe(false);
    expect(isFinal(11, missing)).toBe(true);
  });

  test('is not final while another pod is starting, or a Job runs', () => {
    const other = (over: Partial<PodState>) => at(1, pod({ name: 'other-1-a', ...over }));
    const operator = other({ owner: 'ReplicaSet/operator-1', phase: 'Running' });
    expect(explain(60, [...missing, operator])[0]?.final).toBe(false);
    expect(
      explain(60, [...missing, other({ owner: 'Job/init', phase: 'Running', ready: true })])[0]?.final,
    ).toBe(false);
    expect(explain(60, [...missing, other({ owner: 'Job/init', phase: 'Succeeded' })])[0]?.final).toBe(true);
  });

  test('is final if the others are stuck as well', () => {
    const second = stuck('CreateContainerConfigError', 'configmap "settings" not found', {
      name: 'web-6d5f-b',
    });
    const [first, ...others] = explain(60, [...missing, at(1, second)]);
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      final: true,
      words:
        'pod shop/web-6d5f-a (and 1 more): container app can\'t be configured (CreateContainerConfigError): configmap "settings" not found',
    });
  });

  test('that a volume waits for is known from its event, until the pod is past its volumes', () => {
    const records = [
      at(1, pod({ waiting: 'ContainerCreating' })),
      at(2, warning('FailedMount', 'MountVolume.SetUp failed for volume "c" : configmap "c" not found')),
    ];
    expect(isFinal(11, records)).toBe(false);
    expect(isFinal(12, records)).toBe(true);
    expect(
      explain(60, [...records, at(20, pod({ waiting: 'ContainerCreating', readyToStart: true }))]),
    ).toEqual([]);
  });
});

test('an event belongs to the pod of its uid, not to the next one of that name', () => {
  const mount = warning('FailedMount', 'configmap "c" not found');
  const records = [
    at(1, pod({ waiting: 'ContainerCreating', uid: 'next' })),
    at(2, { ...mount, uid: 'before' } as JournalEntry),
  ];
  expect(explain(60, records)).toEqual([]);
  const own = explain(60, [...records, at(2, { ...mount, uid: 'next' } as JournalEntry)]);
  expect(own.map((one) => one.code)).toEqual(['mount']);
});

describe('a container that does not become ready', () => {
  test('shows how it ended, and whose log to read', () => {
    expect(explain(400, [at(1, stuck('CrashLoopBackOff', 'exit code 1'))])).toEqual([
      {
        code: 'crash',
        final: false,
        container: 'app',
        words: 'pod shop/web-6d5f-a: container app ended: exit code 1',
        log: { namespace: 'shop', pod: 'web-6d5f-a', container: 'app', previous: false },
      },
    ]);
  });

  test('is explained by its readiness probe, and may always become ready', () => {
    const records = [
      at(1, stuck('NotReady', '', { phase: 'Running' })),
      at(2, warning('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 404')),
    ];
    expect(explain(400, records)[0]).toMatchObject({
      code: 'probe',
      final: false,
      words:
        'pod shop/web-6d5f-a: container app runs and is not ready: Readiness probe failed: HTTP probe failed with statuscode: 404',
    });
  });

  test("is shown with Kubernetes' own reason", () => {
    expect(explain(2, [at(1, stuck('SomethingNew', 'why'))])[0]).toMatchObject({
      code: 'SomethingNew',
      words: 'pod shop/web-6d5f-a: container app waits (SomethingNew): why',
      final: false,
    });
  });
});

describe('a controller that may not create pods', () => {
  const quota =
    'pods "web-6d5f-a" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1';

  test('says so in the status of a Deployment', () => {
    const records = [at(1, rollout({ failure: quota }))];
    expect(explain(2, records)[0]?.words).toBe(`Deployment shop/web: gets no pod: ${quota}`);
    expect(isFinal(10, records)).toBe(false);
    expect(isFinal(11, records)).toBe(true);
    expect(explain(60, [...records, at(20, rollout())])).toEqual([]);
  });

  test('says so in an event of a StatefulSet, which is outdated once a pod was created', () => {
    const set = { kind: 'StatefulSet', namespace: 'shop', name: 'db' } as const;
    const records = [
      at(1, rollout({ ...set })),
      at(
        2,
        warning('FailedCreate', `create Pod db-0 in StatefulSet db failed error: ${quota}`, 'StatefulSet/db'),
      ),
    ];
    expect(explain(60, records, [set as never])[0]).toMatchObject({ code: 'create-refused', final: true });
    const created = at(3, pod({ name: 'db-0', owner: 'StatefulSet/db' }));
    expect(explain(60, [...records, created], [set as never])).toEqual([]);
  });

  test('may yet be permitted by a webhook that is starting', () => {
    const failure = 'Internal error occurred: failed calling webhook "check.shop.io": connection refused';
    expect(isFinal(200, [at(1, rollout({ failure }))])).toBe(false);
  });
});

describe('pods behind a target that no rollout covers', () => {
  const makers = [
    { kind: 'Pod', namespace: 'shop', name: 'bare' },
    { kind: 'ReplicaSet', namespace: 'shop', name: 'set' },
  ] as const;
  const [bare, set] = makers;
  const behind = (nowS: number, records: readonly JournalRecord[], ...targets: (typeof makers)[number][][]) =>
    explainUnready(foldTimeline(records), {
      ...{ rollouts: [], targets, namespaces: ['shop'], nowUs: nowS * second },
    });
  const ofBare = (over: Partial<PodState> = {}) => ({ name: 'bare', owner: null, ...over });
  const ofSet = (name: string) => ({ name, owner: 'ReplicaSet/set' });
  const badName = (over: Partial<PodState>) => stuck('InvalidImageName', 'x', over);
  const finals = (found: ReturnType<typeof explainUnready>) => found.map(({ final }) => final);

  test.each([
    ['a bad image', badName(ofBare()), 6],
    ['a missing ConfigMap', stuck('CreateContainerConfigError', 'configmap "c" not found', ofBare()), 11],
    [
      'its own end',
      pod(ofBare({ phase: 'Failed', problems: [{ container: null, reason: 'PodFailed', message: 'x' }] })),
      6,
    ],
  ])('are hopeless by %s, after some time', (_, record, atS) => {
    expect(finals(behind(atS - 1, [at(1, record)], [bare]))).toEqual([false]);
    expect(finals(behind(atS, [at(1, record)], [bare]))).toEqual([true]);
    expect(finals(behind(600, [at(1, record)]))).toEqual([false]);
  });

  test('are hopeless if two wait for the same missing object', () => {
    const waiting = (over: Partial<PodState>) =>
      at(1, stuck('CreateContainerConfigError', 'configmap "c" not found', over));
    const other = { kind: 'Pod', namespace: 'shop', name: 'other' } as never;
    const records = [waiting(ofBare()), waiting(ofBare({ name: 'other' }))];
    expect(finals(behind(11, records, [bare], [other]))).toEqual([true]);
  });

  test('are not hopeless while another one behind the same target may become ready, or has yet to be created', () => {
    const failing = [at(1, badName(ofBare())), at(1, badName(ofSet('set-a')))];
    expect(finals(behind(60, failing, [bare, set]))).toEqual([true]);
    const starting = at(1, pod({ ...ofSet('set-b'), phase: 'Running' }));
    expect(finals(behind(60, [...failing, starting], [bare, set]))).toEqual([false]);
    expect(finals(behind(60, [...failing, starting], [bare, set], [bare]))).toEqual([true, false]);
    const ready = at(1, pod({ ...ofSet('set-b'), phase: 'Running', ready: true }));
    expect(finals(behind(60, [...failing, ready], [bare, set]))).toEqual([false]);
    expect(finals(behind(60, [failing[0] as JournalRecord], [bare, set]))).toEqual([false]);
  });
});

test('what nobody waits for ends no run, and pods that are ready, finished or terminating are not explained', () => {
  const problems: readonly PodProblem[] = [{ container: 'app', reason: 'InvalidImageName', message: 'x' }];
  const other = (over: Partial<PodState>) => at(1, pod({ name: 'other', problems, ...over }));
  expect(explain(60, [other({ owner: 'ReplicaSet/elsewhere-1' })])[0]?.final).toBe(false);
  expect(explain(60, [other({ namespace: 'kube-system', owner: 'DaemonSet/kube-proxy' })])[0]?.final).toBe(
    false,
  );
  expect(explain(60, [other({ namespace: 'unrelated' })])).toEqual([]);
  expect(explain(60, [other({ ready: true })])).toEqual([]);
  expect(explain(60, [other({ terminating: true })])).toEqual([]);
});

test('final reasons come first', () => {
  const records = [
    at(1, stuck('CrashLoopBackOff', 'exit code 1')),
    at(1, stuck('InvalidImageName', 'x', { name: 'web-6d5f-b' })),
  ];
  expect(explain(60, records).map(({ code }) => code)).toEqual(['image-name-invalid', 'crash']);
});
