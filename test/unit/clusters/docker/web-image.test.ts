import { describe, expect, it } from 'vitest';
import { buildWebImage } from '../../../../harness/clusters/docker/web-image.ts';
import type { Commands, RunOptions } from '../../../../harness/command/commands.ts';
import { webBaseImage } from '../../../../harness/scenario/builtin.ts';

/** A Docker engine that has some images, and builds by remembering the tag. */
function engineWith(ids: Record<string, string>) {
  const has = new Map(Object.entries(ids));
  const builds: string[][] = [];
  const bounds: RunOptions['timeoutMs'][] = [];
  const commands: Commands = {
    async run(_file, args, options) {
      bounds.push(options?.timeoutMs);
      if (args[0] === 'image') return { stdout: has.get(args.at(-1) ?? '') ?? '', stderr: '', exitCode: 0 };
      builds.push([...args]);
      has.set(args[args.indexOf('--tag') + 1] ?? '', 'sha256:built');
      return { stdout: '', stderr: '', exitCode: 0 };
    },
    async *lines() {},
    adopt: () => () => {},
  };
  return { commands, builds, bounds };
}

const options = { signal: new AbortController().signal, onProgress: () => {} };

describe('the image of the web service', () => {
  it('is built once for the same content, offline and labelled', async () => {
    const { commands, builds } = engineWith({ [webBaseImage]: 'sha256:base' });
    const image = await buildWebImage(commands, options);
    expect(image).toMatch(/^k8s-rehearse\/web:[0-9a-f]{16}$/);
    expect(await buildWebImage(commands, options)).toBe(image);
    expect(builds).toHaveLength(1);
    expect(builds[0]).toEqual(
      expect.arrayContaining(['--network=none', '--pull=false', '--label', 'k8s-rehearse=web']),
    );
  });

  it('waits for no engine without a limit', async () => {
    const { commands, bounds } = engineWith({ [webBaseImage]: 'sha256:base' });
    await buildWebImage(commands, options);
    expect(bounds).toEqual([30_000, 30_000, 10 * 60_000]);
  });

  it('has another name if its base image changes', async () => {
    const [one, other] = await Promise.all(
      ['sha256:one', 'sha256:other'].map((id) =>
        buildWebImage(engineWith({ [webBaseImage]: id }).commands, options),
      ),
    );
    expect(one).not.toBe(other);
  });

  it('names the base image that is missing, and builds nothing', async () => {
    const { commands, builds } = engineWith({});
    await expect(buildWebImage(commands, options)).rejects.toMatchObject({
      code: 'image-missing',
      exitCode: 3,
      message: expect.stringContaining(webBaseImage),
    });
    expect(builds).toEqual([]);
  });
});
