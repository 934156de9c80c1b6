import { expect, test } from 'vitest';
import { loadImages } from '../../../../harness/clusters/kops/load-images.ts';
import { answering, refused } from '../../../support/clusters/kind/fixtures.ts';

const { signal } = new AbortController();

test('the images are appended to the command of the scenario', async () => {
  const commands = answering(() => '');
  await loadImages(commands, ['registry', 'push', '--quiet'], ['web:1', 'shop:2'], signal);
  expect(commands.asked).toEqual(['registry push --quiet web:1 shop:2']);
});

test('without a command, the setting to give is named', async () => {
  await expect(
    loadImages(
      answering(() => ''),
      null,
      ['web:1'],
      signal,
    ),
  ).rejects.toMatchObject({
    code: 'image-missing',
    message: "The nodes of the clone can't get the images web:1",
    hint: expect.stringContaining('`cluster.clone.provideImages`'),
  });
});

test('a command that fails is quoted', async () => {
  const commands = answering(() => refused('registry push ended with code 1: denied'));
  await expect(loadImages(commands, ['registry'], ['web:1'], signal)).rejects.toMatchObject({
    code: 'image-missing',
    message: expect.stringContaining('registry push ended with code 1: denied'),
  });
});
