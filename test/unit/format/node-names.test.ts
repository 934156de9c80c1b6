import { describe, expect, it, test } from 'vitest';
import {
  readClusterName,
  shortenNodeNames,
  shortenStepNames,
  splitAtNodeNames,
} from '../../../harness/format/node-names.ts';

test('a node has a short name by its role and number', () => {
  const names = ['rehearse-a.b-control-plane', 'rehearse-a.b-worker', 'rehearse-a.b-worker12'];
  expect(names.map((name) => shortenNodeNames(name, 'rehearse-a.b'))).toEqual([
    'control-plane-1',
    'worker-1',
    'worker-12',
  ]);
  expect(names.map(readClusterName)).toEqual(Array(3).fill('rehearse-a.b'));
  expect(readClusterName('https://127.0.0.1:40123')).toBeNull();
});

test('names within a text are shortened, each on its own', () => {
  expect(shortenNodeNames('a-worker → a-worker2, pod on a-worker.', 'a')).toBe(
    'worker-1 → worker-2, pod on worker-1.',
  );
  expect(splitAtNodeNames('drain of a-worker2 failed', 'a')).toEqual([
    { text: 'drain of ', fullName: null },
    { text: 'worker-2', fullName: 'a-worker2' },
    { text: ' failed', fullName: null },
  ]);
});

test.each([
  ['of another cluster', 'b-worker2'],
  ['of a pod that runs on the node', 'kube-system/etcd-a-control-plane'],
  ['that goes on after the number', 'a-worker2-x and a-workers'],
  ['of a cluster whose name begins in another way', 'xa-worker'],
  ['of an object that is named like a node', 'Deployment shop/a-worker'],
  ['of a lane of such a target', 'a-worker/fresh'],
  ['of a Service with its domain', 'a-worker.shop.svc'],
])('a name %s is kept', (_, text) => {
  expect(shortenNodeNames(text, 'a')).toBe(text);
});

test('without a cluster there is no short name', () => {
  expect(shortenNodeNames('a-worker2', null)).toBe('a-worker2');
});

test('a headline is enough to know the clusters of its steps', () => {
  expect(shortenStepNames('missed (web/fresh, a-worker2 (worker, step 3 of 3)): a-worker was late')).toBe(
    'missed (web/fresh, worker-2 (worker, step 3 of 3)): worker-1 was late',
  );
  expect(shortenStepNames('a-worker2 was late')).toBe('a-worker2 was late');
});

describe('names of machines that a cloud gave', () => {
  const naming = new Map([
    ['i-0a', 'nodes-a-1'],
    ['i-0ab', 'nodes-a-1-new'],
  ]);

  it.each([
    ['i-0a (worker, step 2 of 3)', 'nodes-a-1 (worker, step 2 of 3)'],
    ['kops: Draining the node: "i-0ab".', 'kops: Draining the node: "nodes-a-1-new".'],
    [
      'i-0a has no Ready pod of cilium; i-0ab runs it.',
      'nodes-a-1 has no Ready pod of cilium; nodes-a-1-new runs it.',
    ],
  ])('are shortened by their slots: %s', (text, short) => {
    expect(shortenNodeNames(text, naming)).toBe(short);
  });

  it.each([
    'kubectl uncordon i-0a; kubectl taint node i-0a kops.k8s.io/scheduled-for-update-',
    'kubectl --namespace=kube-system delete pod etcd-manager-main-i-0a --force',
    'aws:///us-east-1a/i-0a',
    'i-0abc and i-0a.internal',
  ])('stay in commands, and in names that only resemble them: %s', (text) => {
    expect(shortenNodeNames(text, naming)).toBe(text);
  });

  it('are none where there are no nodes', () => {
    expect(shortenNodeNames('i-0a', new Map())).toBe('i-0a');
  });
});
