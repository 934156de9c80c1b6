import { describe, expect, it } from 'vitest';
import { deployWorkload } from '../../../harness/workload/deploy.ts';
import { apiServer } from '../../support/workload/api-server.ts';
import { goodWorkload } from '../../support/workload/workload-specs.ts';

const options = {
  spec: goodWorkload,
  image: 'k8s-rehearse/web:0123456789abcdef',
  probes: ['dns'] as const,
  control: null,
  runId: 'run-1',
  signal: new AbortController().signal,
};

describe('deploying the workload', () => {
  it('creates everything, each namespace before its objects, and returns where it is', async () => {
    await using api = await apiServer();
    const deployed = await deployWorkload({ ...options, kubeconfig: api.kubeconfig });
    expect(deployed).toMatchObject({
      namespace: 'rehearse',
      deployment: 'web',
      service: 'web',
      nodePort: 30_123,
      probers: { namespace: 'rehearse-probes', daemonSet: 'prober' },
    });
    expect(deployed.control).toBeNull();
    expect(deployed.probers?.file('worker-1')).toMatch(/^\/.*worker-1/);
    expect(api.created).toEqual([
      'namespaces rehearse-probes',
      'services probers',
      'daemonsets prober',
      'namespaces rehearse',
      'services web',
      'poddisruptionbudgets web',
      'deployments web',
    ]);
  });

  it('creates no probers if no criterion needs them', async () => {
    await using api = await apiServer();
    const deployed = await deployWorkload({ ...options, probes: [], kubeconfig: api.kubeconfig });
    expect(deployed.probers).toBeNull();
    expect(api.created.join()).not.toContain('prober');
  });

  it('creates the objects that control-plane probes write to and roll, if they are needed', async () => {
    await using api = await apiServer();
    const control = { rollouts: ['balanced'] };
    const deployed = await deployWorkload({ ...options, control, kubeconfig: api.kubeconfig });
    expect(deployed.control?.namespace).toBe('rehearse-control');
    expect(deployed.control?.deployment('balanced')).toBe('rollout-balanced');
    const made = api.created.filter((one) => /control|rollout/.test(one));
    expect(made).toEqual(['namespaces rehearse-control', 'deployments rollout-balanced']);
  });

  it('opens the other requested ports, with the certificate in a Secret', async () => {
    await using api = await apiServer();
    const ports = { h2c: true, tls: { cert: 'a certificate', key: 'a key' } };
    const deployed = await deployWorkload({ ...options, ports, kubeconfig: api.kubeconfig });
    expect(deployed).toMatchObject({
      nodePort: 30_123,
      otherPorts: [
        { port: 'h2c', nodePort: 30_124 },
        { port: 'tls', nodePort: 30_125 },
      ],
    });
    expect(api.created.indexOf('secrets web-tls')).toBeLessThan(api.created.indexOf('deployments web'));
  });

  it('creates no budget if the scenario has none', async () => {
    await using api = await apiServer();
    await deployWorkload({ ...options, spec: { ...goodWorkload, budget: null }, kubeconfig: api.kubeconfig });
    expect(api.created).not.toContain('poddisruptionbudgets web');
  });

  it('stops at objects of another run, and says how to continue', async () => {
    await using api = await apiServer({ 'namespaces rehearse': 409 });
    await expect(deployWorkload({ ...options, kubeconfig: api.kubeconfig })).rejects.toMatchObject({
      code: 'name-occupied',
      message: expect.stringContaining('rehearse is in the cluster already'),
      hint: expect.stringContaining('rehearse-probes'),
    });
    expect(api.created).not.toContain('deployments web');
  });

  it('names the object that the API server refuses, with its reason', async () => {
    await using api = await apiServer({ 'deployments web': 422 });
    await expect(deployWorkload({ ...options, kubeconfig: api.kubeconfig })).rejects.toMatchObject({
      code: 'never-steady',
      message: 'rehearse/web could not be created: 422 deployments web: no',
    });
  });

  it('ends with the reason of the signal that ended it', async () => {
    await using api = await apiServer();
    const reason = new Error('Ctrl-C');
    const work = deployWorkload({
      ...options,
      kubeconfig: api.kubeconfig,
      signal: AbortSignal.abort(reason),
    });
    await expect(work).rejects.toBe(reason);
    expect(api.created).toEqual([]);
  });
});
