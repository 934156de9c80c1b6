import { describe, expect, it } from 'vitest';
import { prepareImages } from '../../../../harness/clusters/docker/images.ts';
import { webBaseImage } from '../../../../harness/scenario/builtin.ts';
import { answering, clusterSpec } from '../../../support/clusters/kind/fixtures.ts';

/** An engine that has no image until an archive is loaded into it, and then those. */
function engineAfterLoading(...images: readonly string[]) {
  let loaded = false;
  return answering(([, verb, ...args]) => {
    loaded ||= verb === 'load';
    if (verb !== 'image') return '';
    return loaded && images.includes(args.at(-1) ?? '') ? 'sha256:base' : '';
  });
}

const prepared = (commands: ReturnType<typeof answering>) =>
  prepareImages({
    commands,
    cluster: { ...clusterSpec, images: ['all.tar'] },
    workloadImages: ['shop:1', 'shop:2'],
    onProgress: () => {},
    signal: new AbortController().signal,
  });

describe('the images of a run on kind', () => {
  it('are checked after the archives are loaded, and the web service is built last', async () => {
    const commands = engineAfterLoading('shop:1', 'shop:2', webBaseImage);
    expect(await prepared(commands)).toMatch(/^k8s-rehearse\/web:/);
    const verbs = commands.asked.filter((line) => !/ (--version|version)/.test(line));
    expect(verbs.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'docker load',
      ...['docker image', 'docker image', 'docker image', 'docker image'],
      'docker build',
    ]);
  });

  it('are named if the engine lacks those of the workload, before anything is built', async () => {
    const commands = engineAfterLoading('shop:1', webBaseImage);
    await expect(prepared(commands)).rejects.toMatchObject({
      code: 'image-missing',
      message: 'Images that `workload.images` names are not in the local engine: shop:2.',
    });
    expect(commands.asked.filter((line) => line.startsWith('docker build'))).toEqual([]);
  });
});
