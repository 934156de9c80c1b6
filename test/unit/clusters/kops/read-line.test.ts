import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLine } from '../../../../harness/clusters/kops/read-line.ts';

const cluster = 'rehearsal1.k8s.local';
const log = (message: string, level = 'I') =>
  `${level}1130 05:01:02.123456   12345 instancegroups.go:467] ${message}`;
const i1 = 'i-0123456789abcdef0';
const nothing = { node: null, instance: null, pool: null };

it.each([
  ['Tainting 2 nodes in "nodes-us-east-1a" instancegroup.', { what: 'tainting', pool: 'nodes-us-east-1a' }],
  ['Tainting 1 node in "nodes" instancegroup.', { what: 'tainting', pool: 'nodes' }],
  [
    `Detaching instance "${i1}", node "n1", in group "nodes-us-east-1a.${cluster}".`,
    { what: 'detaching', instance: i1, node: 'n1', pool: 'nodes-us-east-1a' },
  ],
  [
    `Detaching instance "${i1}", in group "nodes-us-east-1a.${cluster}".`,
    { what: 'detaching', instance: i1, pool: 'nodes-us-east-1a' },
  ],
  ['Draining the node: "n1".', { what: 'draining', node: 'n1' }],
  ['Waiting for 5s for pods to stabilize after draining.', { what: 'drained' }],
  [
    `Stopping instance "${i1}", node "n1", in group "control-plane-us-east-1a.masters.${cluster}" (this may take a while).`,
    { what: 'terminating', instance: i1, node: 'n1', pool: 'control-plane-us-east-1a' },
  ],
  ['waiting for 15s after terminating instance', { what: 'interval' }],
  ['waiting for 15s after detaching instance', { what: 'interval' }],
  ['Validating the cluster.', { what: 'validating' }],
  ['Cluster validated; revalidating in 10s to make sure it does not flap.', { what: 'revalidating' }],
  ['Cluster validated.', { what: 'validated' }],
  [
    'Cluster did not pass validation, will retry in "30s": node "n1" of role "node" is not ready.',
    { what: 'not-validated' },
  ],
  ['Cluster did not validate, will retry in "30s": connection refused.', { what: 'not-validated' }],
  ['Cluster did not pass validation within deadline: x.', { what: 'not-validated' }],
  [`Completed rolling update for cluster "${cluster}" instance groups [nodes]`, { what: 'completed' }],
  [`Rolling update completed for cluster "${cluster}"!`, { what: 'completed' }],
  ['evicting pod default/web-1', { what: null }],
])('reads %s', (message, read) => {
  expect(readLine(log(message), cluster)).toEqual({ ...nothing, ...read });
});

it('reads errors, which kops prints without a log prefix', () => {
  const drain =
    'Error: failed to drain node "i-1": error draining node: [error when evicting pods/"web-1" -n "default": global timeout reached: 20s]';
  expect(readLine(drain, cluster)).toEqual({ ...nothing, what: 'failed', node: 'i-1' });
  expect(readLine('Error: error validating cluster: x', cluster)).toEqual({ ...nothing, what: 'failed' });
});

it('takes no table or other text for a step', () => {
  for (const text of ['', 'NAME STATUS NEEDUPDATE', 'No rolling-update required.', 'Draining pods is fun'])
    expect(readLine(text, cluster).what).toBeNull();
});

describe('the recorded roll of a control plane and two workers', () => {
  const kindsOf = (file: string) =>
    readFileSync(join(import.meta.dirname, '../../../fixtures/kops', file), 'utf8')
      .split('\n')
      .map((line) => readLine(line, 'recorded1.k8s.local'))
      .filter(({ what }) => what !== null)
      .map(({ what, node, pool }) => [what, node ?? pool].filter(Boolean).join(' '));
  const step = (node: string) => [
    ...[`draining ${node}`, 'drained', `terminating ${node}`, 'interval', 'validating'],
  ];

  it('reads as steps, the control plane without a surge', () => {
    expect(kindsOf('roll-control-plane.txt')).toEqual([
      ...['validating', 'validated', 'tainting control-plane-us-east-1a'],
      ...step('i-832cd52e586755605'),
      ...['not-validated', 'revalidating', 'validated', 'completed'],
    ]);
  });

  it('reads as steps, the workers with a surge of one', () => {
    expect(kindsOf('roll-nodes.txt')).toEqual([
      ...['validating', 'validated', 'tainting nodes-us-east-1a'],
      ...['detaching i-0c20a45a4ae0885c0', 'interval', 'validating', 'revalidating', 'validated'],
      ...[...step('i-6ed4a791cb3401a96'), 'revalidating', 'validated'],
      ...[...step('i-0c20a45a4ae0885c0'), 'revalidating', 'validated', 'completed'],
    ]);
  });
});
