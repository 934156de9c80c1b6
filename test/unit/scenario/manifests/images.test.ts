import { expect, it } from 'vitest';
import { imageWarnings } from '../../../../harness/scenario/manifests/images.ts';
import { placed } from '../../../support/workload/placed.ts';

/**
 * Whether there is a warning about a container with that image and policy, with those images loaded, and its
 * subject.
 */
const warning = (image: string, imagePullPolicy?: string, loaded: readonly string[] = [image]) => {
  const containers = [{ name: 'c', image, ...(imagePullPolicy && { imagePullPolicy }) }];
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers } };
  return imageWarnings(placed([object]), loaded).map(({ message }) => message);
};

it('warns about what is pulled although it is loaded: policy Always, the default for no tag and `latest`', () => {
  const always = /^`.*`: .* pull it even where `workload.images` has loaded it/;
  for (const image of ['shop', 'shop:latest', 'registry.example:5000/a/shop'])
    expect(warning(image)).toEqual([expect.stringMatching(always)]);
  expect(warning('shop:1', 'Always')).toEqual([expect.stringMatching(always)]);
  expect(warning('shop', 'IfNotPresent')).toEqual([]);
  expect(warning('shop:1')).toEqual([]);
  expect(warning('shop@sha256:00')).toEqual([]);
});

it('warns about what is not loaded, however its name is written', () => {
  expect(warning('shop:1', undefined, [])).toEqual([
    "`shop:1` is not in `workload.images`: nodes pull it from its registry, and where they can't, its pods don't start",
  ]);
  expect(warning('shop:1', undefined, ['docker.io/library/shop:1'])).toEqual([]);
  expect(warning('shop:1', 'Never', [])).toEqual([expect.stringContaining("its pods can't start")]);
});

it('names each image once, wherever containers are written', () => {
  const containers = [{ name: 'c', image: 'shop:1' }];
  const template = { spec: { initContainers: [{ name: 'i', image: 'init:1' }], containers } };
  const objects = placed([
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { template } },
    {
      ...{ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'b' } },
      spec: { jobTemplate: { spec: { template } } },
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, spec: { containers } },
  ]);
  expect(imageWarnings(objects, []).map(({ message }) => message.split(' ')[0])).toEqual([
    '`init:1`',
    '`shop:1`',
  ]);
});
