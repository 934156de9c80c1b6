import { describe, expect, it, type TestContext, vi } from 'vitest';
import {
  budget,
  container,
  deployment,
  node,
  pod,
  runningStatus,
  service,
} from '../../../support/embedded/api/manifests.ts';
import { type TestServer, testServer } from '../../../support/embedded/api/test-server.ts';
import { type Kubectl, kubectlFor } from '../../../support/kubectl.ts';

interface Tried {
  readonly server: TestServer;
  readonly kubectl: Kubectl;
  /** Runs a command that must succeed. Resolves to its stdout. */
  done(...args: readonly string[]): Promise<string>;
  apply(...objects: readonly object[]): Promise<string>;
  /** The stored object as kubectl gets it. */
  stored(...args: readonly string[]): Promise<Record<string, never>>;
}

async function tried(ctx: TestContext): Promise<Tried> {
  const server = await testServer();
  const kubectl = await kubectlFor(ctx, server.kubeconfig);
  const succeed = async (args: readonly string[], input?: string) => {
    const { exitCode, stdout, stderr } = await kubectl.run(args, input);
    expect(exitCode, stderr).toBe(0);
    return stdout;
  };
  return {
    server,
    kubectl,
    done: (...args) => succeed(args),
    apply: (...objects) => succeed(['apply', '-f', '-'], formatList(objects)),
    stored: async (...args) => JSON.parse(await succeed(['get', '-o', 'json', ...args])),
  };
}

const formatList = (items: readonly object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

const withSpec = <T extends { spec: object }>(object: T, spec: object) => ({
  ...object,
  spec: { ...object.spec, ...spec },
});

const withContainer = (changed: object) =>
  withSpec(deployment, {
    template: {
      ...deployment.spec.template,
      spec: { containers: [{ ...container, ...changed }] },
    },
  });

async function runningPod({ apply, done }: Tried, name: string, nodeName: string): Promise<void> {
  await apply(pod(name, nodeName));
  const patch = JSON.stringify({ status: runningStatus });
  await done('patch', 'pod', name, '--subresource=status', '--type=merge', '-p', patch);
}

describe('kubectl get and describe', () => {
  it('shows tables as a real cluster does, wide and by selectors', async (ctx) => {
    const all = await tried(ctx);
    const { done, apply } = all;
    await apply(node('worker-1'), deployment, service, budget);
    await runningPod(all, 'web-1', 'worker-1');
    expect(await done('get', 'pods', '-o', 'wide', '-l', 'app=web')).toMatch(
      /^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES\nweb-1 +1\/1 +Running +0 +\d+s +127\.77\.1\.2 +worker-1 +<none> +<none>$/,
    );
    expect(await done('get', 'pods', '--all-namespaces', '--no-headers')).toMatch(/^default +web-1 +1\/1/);
    expect(await done('get', 'po', '-l', 'app!=web')).toBe('');
    expect(await done('get', 'nodes')).toMatch(
      /^NAME +STATUS +ROLES +AGE +VERSION\nworker-1 +Ready +worker +\d+s +v1\.34\.4$/,
    );
    expect(await done('get', 'deploy', 'web')).toMatch(/\nweb +0\/2 +0 +0 +\d+s$/);
    expect(await done('get', 'svc', 'web')).toMatch(
      /\nweb +NodePort +127\.77\.255\.1 +<none> +80:30000\/TCP +\d+s$/,
    );
    expect(await done('get', 'pdb')).toMatch(/\nweb +2 +N\/A +0 +\d+s$/);
    expect(await done('get', 'ns')).toMatch(/\ndefault +Active +\d+s$/);
    expect(await done('get', 'all')).toMatch(/pod\/web-1[\s\S]*service\/web[\s\S]*deployment\.apps\/web/);
    expect(await done('get', 'deploy', 'web', '-o', 'yaml')).toContain('progressDeadlineSeconds: 600\n');
  });

  it('follows changes', async (ctx) => {
    const { kubectl, apply, done } = await tried(ctx);
    await apply(deployment);
    const seen: string[] = [];
    for await (const line of kubectl.lines(['get', 'deploy', '--watch', '--output-watch-events'])) {
      const [event = '', , ready = ''] = line.split(/ +/);
      seen.push(`${event} ${ready}`);

      if (event === 'ADDED') await done('scale', 'deploy', 'web', '--replicas=3');
      if (event === 'MODIFIED') await done('delete', 'deploy', 'web');
      if (event === 'DELETED') break;
    }
    expect(seen).toEqual(['EVENT READY', 'ADDED 0/2', 'MODIFIED 0/3', 'DELETED 0/3']);
  });

  it('describes nodes, pods and deployments', async (ctx) => {
    const all = await tried(ctx);
    await all.apply(node('worker-1'), deployment);
    await runningPod(all, 'web-1', 'worker-1');
    expect(await all.done('describe', 'node', 'worker-1')).toMatch(
      /Kubelet Version: +v1\.34\.4[\s\S]*Non-terminated Pods: +\(1 in total\)[\s\S]*default +web-1/,
    );
    expect(await all.done('describe', 'pod', 'web-1')).toMatch(
      /Controlled By: +ReplicaSet\/web[\s\S]*node\.kubernetes\.io\/not-ready:NoExecute op=Exists for 300s/,
    );
    expect(await all.done('describe', 'deployment', 'web')).toMatch(
      /RollingUpdateStrategy: +25% max unavailable, 25% max surge/,
    );
  });
});

describe('kubectl apply, create, patch', () => {
  it('creates, changes and removes fields', async (ctx) => {
    const { apply, stored } = await tried(ctx);
    expect(await apply(deployment)).toBe('deployment.apps/web created');
    expect(await apply(deployment)).toBe('deployment.apps/web unchanged');
    const changed = withContainer({ env: [{ name: 'SECOND', value: '3' }] });
    expect(await apply(changed)).toBe('deployment.apps/web configured');
    expect(await stored('deploy', 'web')).toMatchObject({
      metadata: { generation: 2 },
      spec: { template: { spec: { containers: [{ env: [{ name: 'SECOND', value: '3' }] }] } } },
    });
    const { replicas: _, ...without } = deployment.spec;
    await apply({ ...deployment, spec: without });
    expect(await stored('deploy', 'web')).toMatchObject({ spec: { replicas: 1 } });
  });

  it('creates once', async (ctx) => {
    const { kubectl } = await tried(ctx);
    const input = JSON.stringify(deployment);
    expect(await kubectl.run(['create', '-f', '-'], input)).toMatchObject({ exitCode: 0 });
    expect(await kubectl.run(['create', '-f', '-'], input)).toMatchObject({
      exitCode: 1,
      stderr:
        'Error from server (AlreadyExists): error when creating "STDIN": deployments.apps "web" already exists',
    });
  });

  it('patches in all three ways', async (ctx) => {
    const { apply, done, stored } = await tried(ctx);
    await apply(deployment);
    const patch = (type: string, body: object) =>
      done('patch', 'deploy', 'web', `--type=${type}`, '-p', JSON.stringify(body));
    const env = [{ name: 'THIRD', value: '3' }];
    await patch('strategic', { spec: { template: { spec: { containers: [{ name: 'web', env }] } } } });
    await patch('merge', { spec: { replicas: 4 } });
    await patch('json', [{ op: 'remove', path: '/spec/template/spec/containers/0/env/0' }]);
    expect(await stored('deploy', 'web')).toMatchObject({
      spec: { replicas: 4, template: { spec: { containers: [{ image: 'web', env: { length: 2 } }] } } },
    });
  });

  it('labels, scales and shows what has changed', async (ctx) => {
    const { kubectl, apply, done, stored } = await tried(ctx);
    await apply(node('worker-1'), deployment);
    await done('label', 'node', 'worker-1', 'zone=a');
    expect(await done('get', 'nodes', '-L', 'zone')).toMatch(/ZONE\nworker-1 .* a$/);
    await done('label', 'node', 'worker-1', 'zone-');
    await done('scale', 'deploy', 'web', '--replicas=5');
    expect(await stored('deploy', 'web')).toMatchObject({ spec: { replicas: 5 } });
    const { exitCode, stdout } = await kubectl.run(['diff', '-f', '-'], JSON.stringify(deployment));
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: expect.stringContaining('-  replicas: 5') });
  });
});

describe('kubectl explains mistakes', () => {
  it('of kinds and fields', async (ctx) => {
    const { kubectl } = await tried(ctx);
    expect((await kubectl.run(['get', 'statefulsets'])).stderr).toBe(
      'error: the server doesn\'t have a resource type "statefulsets"',
    );
    const create = async (object: object) =>
      (await kubectl.run(['create', '-f', '-'], JSON.stringify(object))).stderr;
    expect(await create(withSpec(deployment, { replcias: 3 }))).toBe(
      'Error from server (BadRequest): error when creating "STDIN": Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replcias"',
    );
    expect(await create(withContainer({ workingDir: '/srv' }))).toBe(
      'The Deployment "web" is invalid: spec.template.spec.containers[0].workingDir: Forbidden: not supported by the embedded cluster',
    );
    expect(await create(withSpec(service, { type: 'ExternalName' }))).toBe(
      'The Service "web" is invalid: spec.type: Unsupported value: "ExternalName": supported values: "ClusterIP", "NodePort", "LoadBalancer"',
    );
    expect((await kubectl.run(['explain', 'deployment.spec.template.spec.hostNetwork'])).stdout).toContain(
      'Not supported by the embedded cluster',
    );
  });
});

describe('kubectl cordon and drain', () => {
  it('cordons and uncordons', async (ctx) => {
    const { apply, done } = await tried(ctx);
    await apply(node('worker-1'));
    await done('cordon', 'worker-1');
    expect(await done('get', 'nodes')).toContain('Ready,SchedulingDisabled');
    await done('uncordon', 'worker-1');
    expect(await done('get', 'nodes')).not.toContain('SchedulingDisabled');
  });

  it('drains when the budget allows it, and until then prints the reason', async (ctx) => {
    const all = await tried(ctx);
    const { kubectl, server, apply } = all;
    await apply(node('worker-1'), budget);
    await runningPod(all, 'web-1', 'worker-1');
    const allow = (disruptionsAllowed: number) =>
      server.storage.update('PodDisruptionBudget', { namespace: 'default', name: 'web' }, (one) => ({
        ...one,
        status: {
          currentHealthy: 2,
          desiredHealthy: 2,
          expectedPods: 2,
          observedGeneration: 1,
          disruptionsAllowed,
        },
      }));
    allow(0);
    const blocked = await kubectl.run(['drain', 'worker-1', '--timeout=1s']);
    expect(blocked.exitCode).toBe(1);
    expect(blocked.stderr).toContain(
      'error when evicting pods/"web-1" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod\'s disruption budget.',
    );
    allow(1);
    const draining = kubectl.run(['drain', 'worker-1']);
    const found = await vi.waitUntil(() => terminating(server, 'web-1'), { timeout: 20_000 });
    expect(found.status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' }),
    );
    // As the pod's kubelet does when the last process has ended.
    server.storage.delete('Pod', { namespace: 'default', name: 'web-1' }, { gracePeriodSeconds: 0 });
    expect(await draining).toMatchObject({
      exitCode: 0,
      stdout:
        'node/worker-1 already cordoned\nevicting pod default/web-1\npod/web-1 evicted\nnode/worker-1 drained',
    });
  });
});

describe('kubectl waits', () => {
  it('for a rollout', async (ctx) => {
    const { kubectl, server, apply } = await tried(ctx);
    await apply(deployment);
    const set = (status: object) =>
      server.storage.update('Deployment', { namespace: 'default', name: 'web' }, (one) => ({
        ...one,
        status,
      }));
    const said: string[] = [];
    for await (const line of kubectl.lines(['rollout', 'status', 'deploy/web', '--timeout=20s'])) {
      said.push(line);
      const counts = { observedGeneration: 1, replicas: 2, updatedReplicas: 2 };
      if (said.length === 1) set(counts);
      else set({ ...counts, readyReplicas: 2, availableReplicas: 2 });
    }
    expect(said).toEqual([
      'Waiting for deployment spec update to be observed...',
      'Waiting for deployment "web" rollout to finish: 0 of 2 updated replicas are available...',
      'deployment "web" successfully rolled out',
    ]);
  });

  it('for a deletion', async (ctx) => {
    const all = await tried(ctx);
    const { server } = all;
    await all.apply(node('worker-1'));
    await runningPod(all, 'web-1', 'worker-1');
    const deleting = all.done('delete', 'pod', 'web-1', '--wait');
    await vi.waitUntil(() => terminating(server, 'web-1'), { timeout: 20_000 });
    expect(await all.done('get', 'pods')).toMatch(/web-1 +1\/1 +Terminating/);
    server.storage.delete('Pod', { namespace: 'default', name: 'web-1' }, { gracePeriodSeconds: 0 });
    expect(await deleting).toBe('pod "web-1" deleted from default namespace');
  });
});

function terminating({ store }: TestServer, name: string) {
  const found = store.get('Pod', { namespace: 'default', name });
  return found?.metadata.deletionTimestamp === undefined ? undefined : found;
}
