import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../../harness/scenario/load-scenario.ts';
import { scenarioSchema } from '../../../harness/scenario/schema/scenario.ts';

const files = readdirSync('scenarios').filter((name) => name.endsWith('.yaml'));
const load = async (name: string) => (await loadScenario(`scenarios/${name}`)).scenario;

describe('shipped scenarios', () => {
  it.each(files)('%s is valid, gives no warning, and states its purpose', async (name) => {
    const { scenario, warnings, source } = await loadScenario(`scenarios/${name}`);
    expect(warnings).toEqual([]);
    expect(scenario.metadata.name).toBe(name.replace('.yaml', ''));
    const [schema, ...head] = source.split('\n');
    expect(schema).toBe('# yaml-language-server: $schema=rehearsal.schema.json');
    expect(head.findIndex((line) => !line.startsWith('#'))).toBeGreaterThan(5);
  });

  it('judge the fragile service of the quickstart as they judge the well-behaved one', async () => {
    const { metadata, workload, ...good } = await load('quickstart.yaml');
    expect(await load('quickstart-fragile.yaml')).toMatchObject(good);
  });

  it('judge the service behind a slow front door as they judge the well-behaved one', async () => {
    const { cluster, workload, load: requests, criteria } = await load('quickstart.yaml');
    const other = await load('slow-front-door.yaml');
    expect(other).toMatchObject({ cluster, workload, load: requests, criteria });
    expect(other.frontDoor.deregistration).toEqual({ lagMs: 120_000, drainDelayMs: null });
  });

  it('judge the fragile service and the noise floor as they judge the well-behaved one', async () => {
    const good = await load('kind-1.33-to-1.34.yaml');
    for (const name of ['kind-fragile.yaml', 'kind-noise-floor.yaml']) {
      const other = await load(name);
      expect(other.criteria).toEqual(good.criteria);
      expect(other.load).toEqual(good.load);
      expect(other.cluster).toEqual(good.cluster);
      expect({ ...other.upgrade, none: false }).toEqual(good.upgrade);
    }
  });

  it('judge the fragile service and the blocked roll of kops as they judge the well-behaved one', async () => {
    const good = await load('kops-clone.yaml');
    for (const name of ['kops-fragile.yaml', 'kops-blocked.yaml']) {
      const { criteria, cluster, load: requests } = await load(name);
      expect(criteria).toEqual(good.criteria);
      expect(cluster).toEqual(good.cluster);
      const { ratePerS, lanes, timeoutMs, slowMs } = good.load;
      expect(requests).toMatchObject({ ratePerS, lanes, timeoutMs, slowMs });
    }
  });
});

describe('the defaults', () => {
  it('are those of the first shipped scenario, except its rate, its control-plane interval and its limit of latency', async () => {
    const { criteria, upgrade, workload, frontDoor, load: requests } = await load('kind-1.33-to-1.34.yaml');
    const least = {
      apiVersion: 'rehearsal/v1alpha1',
      kind: 'Rehearsal',
      metadata: { name: 'least' },
      cluster: { provider: 'kind', from: '1.33.13', to: '1.34.4' },
    };
    expect(scenarioSchema.safeParse(least).success).toBe(true);
    const { parseScenario } = await import('../../../harness/scenario/load-scenario.ts');
    const { scenario } = parseScenario(JSON.stringify(least), 'least.yaml', [
      'load.rate=50/s',
      'upgrade.controlPlane.interval=2m',
      'criteria.latency.p90.atLeast=50ms',
    ]);
    expect(scenario).toMatchObject({ criteria, upgrade, workload, frontDoor, load: requests });
    expect(await readFile('scenarios/kind-1.33-to-1.34.yaml', 'utf8')).toContain('rate: 50/s');
  });
});
