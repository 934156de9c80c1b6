import { describe, expect, it } from 'vitest';
import { checkKind } from '../../../../harness/clusters/kind/check.ts';
import { parseScenario } from '../../../../harness/scenario/load-scenario.ts';
import { type Answer, answering, clusterSpec, refused } from '../../../support/clusters/kind/fixtures.ts';

const signal = new AbortController().signal;

/** A machine that has everything except what `missing` lists. */
const machine = (missing: Answer) =>
  answering((command, options) => {
    const answered = missing(command, options);
    if (answered !== '') return answered;
    const line = command.join(' ');
    if (line.startsWith('docker info')) return '/';
    return line === 'docker ps --all --quiet --no-trunc --filter label=io.x-k8s.kind.cluster=mine'
      ? ''
      : 'found';
  });
const workload = {
  builtin: null,
  manifests: [],
  images: ['shop:1', 'haproxy:3.0'],
  ready: { withinMs: 300_000 },
};
const { load } = parseScenario(
  'apiVersion: rehearsal/v1alpha1\nkind: Rehearsal\nmetadata: { name: mine }\ncluster: { provider: kind, from: 1.33.13, to: 1.34.4 }\n',
  'mine.yaml',
).scenario;
const failing = async (missing: Answer, cluster = clusterSpec) =>
  (await checkKind(machine(missing), { cluster, workload, load }, signal)).filter(
    (check) => !check.ok && check.code !== 'disk-full',
  );

describe('checkKind', () => {
  it('finds nothing missing on a complete machine', async () => {
    expect(await failing(() => '')).toEqual([]);
  });

  it('warns if an outage needs more connections than the front door accepts', async () => {
    const busy = { ...load, ratePerS: 2_000 };
    const checks = await checkKind(
      machine(() => ''),
      { cluster: clusterSpec, workload, load: busy },
      signal,
    );
    expect(checks.filter((check) => !check.ok && check.code !== 'disk-full')).toMatchObject([
      { name: 'front door', code: null, found: expect.stringMatching(/^accepts 8000 .* needs 12016$/) },
    ]);
  });

  it.each([
    ['docker-missing', 'docker'],
    ['kind-missing', 'kind'],
  ])('reports %s if %s is not on the PATH', async (code, program) => {
    const found = await failing(([file]) => (file === program ? refused(`${file} is not on the PATH`) : ''));
    expect(found).toEqual([
      expect.objectContaining({
        code,
        found: `${program} is not on the PATH`,
        hint: expect.stringContaining('PATH'),
      }),
    ]);
  });

  it('reports docker-unreachable if the engine does not respond, and sends it no further requests', async () => {
    const commands = machine(([file, verb]) =>
      file === 'docker' && verb === 'version' ? refused('Cannot connect to the Docker daemon') : '',
    );
    const checks = await checkKind(commands, { cluster: clusterSpec, workload, load }, signal);
    expect(checks.filter((check) => !check.ok).map((check) => check.code)).toEqual(['docker-unreachable']);
    expect(commands.asked.filter((it) => it.includes('image'))).toEqual([]);
  });

  it('names each missing image, including those of `workload.images`, with the command that pulls it', async () => {
    const found = await failing((command) =>
      command.includes('image') && command.at(-1) !== 'node:24-slim' ? refused('No such image') : '',
    );
    expect(found.map(({ code, hint }) => [code, hint])).toEqual([
      ['image-missing', 'docker pull kindest/node:v1.33.13'],
      ['image-missing', 'docker pull kindest/node:v1.34.4'],
      ['image-missing', 'docker pull shop:1'],
      ['image-missing', 'docker pull haproxy:3.0'],
    ]);
  });

  it('names an archive that does not exist', async () => {
    const found = await failing(() => '', { ...clusterSpec, images: ['/nowhere/images.tar'] });
    expect(found).toEqual([
      expect.objectContaining({ code: 'image-missing', name: 'archive /nowhere/images.tar' }),
    ]);
  });

  it('reports name-occupied if a cluster of that name exists', async () => {
    const spec = { ...clusterSpec, name: 'mine' };
    const occupied: Answer = ([, verb]) =>
      verb === 'ps' ? 'id1' : verb === 'container' ? '[{"Id":"id1"}]' : '';
    expect((await failing(occupied, spec)).map((check) => check.code)).toEqual(['name-occupied']);
    expect(await failing(() => '', spec)).toEqual([]);
  });
});
