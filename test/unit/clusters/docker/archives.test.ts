import { describe, expect, it } from 'vitest';
import { loadArchives } from '../../../../harness/clusters/docker/archives.ts';
import { type Answer, answering, clusterSpec, refused } from '../../../support/clusters/kind/fixtures.ts';

const loading = (answer: Answer, images: readonly string[]) => {
  const commands = answering(answer);
  const said: string[] = [];
  const done = loadArchives({
    commands,
    cluster: { ...clusterSpec, images },
    onProgress: (line) => said.push(line),
    signal: new AbortController().signal,
  });
  return { done, said, loads: () => commands.asked.filter((it) => it.startsWith('docker load')) };
};

describe('loadArchives', () => {
  it('loads each archive into the engine, in the order of the scenario', async () => {
    const { done, said, loads } = loading(() => 'found', ['nodes.tar', 'web.tar']);
    await done;
    expect(loads()).toEqual(['docker load --quiet --input nodes.tar', 'docker load --quiet --input web.tar']);
    expect(said).toEqual(['Loading nodes.tar', 'Loading web.tar']);
  });

  it('names the archive that cannot be loaded, and the reason', async () => {
    const { done } = loading(([, verb]) => (verb === 'load' ? refused('invalid tar header') : ''), ['a.tar']);
    await expect(done).rejects.toMatchObject({
      code: 'image-missing',
      message: 'The archive a.tar could not be loaded: invalid tar header',
    });
  });

  it('reports a missing engine as the reason', async () => {
    const { done, loads } = loading(
      ([, verb]) => (verb === 'version' ? refused('Cannot connect to the Docker daemon') : ''),
      ['a.tar'],
    );
    await expect(done).rejects.toMatchObject({ code: 'docker-unreachable' });
    expect(loads()).toEqual([]);
  });
});
