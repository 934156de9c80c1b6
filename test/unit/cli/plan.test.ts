import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../../../harness/cli/program.ts';
import { memoryContext } from '../../support/cli/memory-context.ts';

async function plan(...args: readonly string[]) {
  const context = memoryContext(['plan', ...args]);
  const exitCode = await runProgram(context);
  return { exitCode, out: context.out(), err: context.err() };
}

const shipped = readdirSync('scenarios').filter((name) => name.endsWith('.yaml'));

describe('plan', () => {
  it('shows the order of the nodes, what each waits for, and how long it takes here and in production', async () => {
    const { exitCode, out, err } = await plan('scenarios/kind-1.33-to-1.34.yaml');
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(/^kind-1\.33-to-1\.34: 1\.33\.13 → 1\.34\.4 on a kind cluster$/m);
    expect(out.match(/^ +\d\. \S+/gm)?.map((line) => line.trim())).toEqual([
      '1. control-plane/0',
      '2. workers/0',
      '3. workers/1',
    ]);
    expect(out).toMatch(
      /workers\/1 +in-place, interval 30 s, gate: 2 validations, 5 s apart, at most 5 min$/m,
    );
    expect(out).toMatch(/^ +baseline +about 3 min: load\.baseline$/m);
    expect(out).toMatch(/^ +3 control planes × .* = 4 h 11 min 50 s; fits into the window of 8 h$/m);
  });

  it('plans with overridden settings', async () => {
    const { out } = await plan(
      'scenarios/embedded-surge.yaml',
      ...['--set', 'upgrade.gate=none', '--set', 'upgrade.nodes.interval=0s'],
    );
    expect(out).toMatch(/surge, a new node first, .*no interval, no gate$/m);
    expect(out).not.toContain('post-drain delay');
  });

  it('shows the delay after a drain', async () => {
    const { out } = await plan('scenarios/slow-front-door.yaml', '--set', 'upgrade.drain.postDrainDelay=2m');
    expect(out).toMatch(/replace, .*post-drain delay 2 min, no interval/m);
  });

  it('shows which nodes go side by side, and the watch after a canary', async () => {
    const { out } = await plan(
      'scenarios/kind-1.33-to-1.34.yaml',
      ...['--set', 'cluster.pools.0.nodes=4', '--set', 'upgrade.nodes.maxUnavailable=50%'],
      ...['--set', 'upgrade.nodes.canary=1', '--set', 'upgrade.nodes.canaryWatch=5m'],
    );
    const order = out
      .match(/^ +(?:\d\.|\+) \S+ .*$/gm)
      ?.map((line) => line.trim().replace(/, gate: .*$/, ''));
    expect(order).toEqual([
      '1. control-plane/0  in-place, interval 2 min',
      '2. workers/0        canary, in-place, watched for 5 min',
      '3. workers/1        in-place',
      '+ workers/2        side by side, in-place, interval 30 s',
      '5. workers/3        in-place, interval 30 s',
    ]);
  });

  it('shows the checks of the gates, the validations before an instance group, and hooks', async () => {
    const { out } = await plan(
      'scenarios/embedded-surge.yaml',
      ...['--set', 'upgrade.gate.beforeGroup=1'],
      ...['--set', 'upgrade.gate.checks=[{ name: search is green, command: [./green] }]'],
      ...['--set', 'upgrade.hooks=[{ name: look, when: after, at: pool, of: workers, pause: 10m }]'],
    );
    expect(out).toMatch(
      /^ +1\. control-plane\/0 +after one validation of its instance group, .*4 validations with search is green, 500 ms apart/m,
    );
    expect(out.match(/after one validation of its instance group/g)).toHaveLength(2);
    expect(out).toMatch(/^Hooks:\n {2}after pool workers: look, a pause of 10 min$/m);
  });

  it('prints the content of plan.json', async () => {
    const { out } = await plan('scenarios/embedded-surge.yaml', '--json');
    const { version, steps, phases } = JSON.parse(out);
    expect(version).toBe(1);
    expect(steps[0]).toMatchObject({ index: 0, node: 'control-plane/0', role: 'control-plane' });
    expect(phases.map(({ phase }: { phase: string }) => phase)).toContain('upgrade');
  });

  it.each(shipped)('plans %s, which needs no cluster', async (file) => {
    const { exitCode, out } = await plan(`scenarios/${file}`);
    expect(exitCode).toBe(0);
    expect(out).not.toMatch(/undefined|NaN|null|\[object/);
  });

  it('lists the mistakes of a scenario as validate does', async () => {
    const { exitCode, out, err } = await plan('test/fixtures/scenarios/many-mistakes.yaml');
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain('test/fixtures/scenarios/many-mistakes.yaml:6:9: ');
  });
});
