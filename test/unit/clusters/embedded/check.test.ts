import { describe, expect, it } from 'vitest';
import { checkEmbedded, loopbackCheck } from '../../../../harness/clusters/embedded/check.ts';
import { serve } from '../../../support/embedded/network/sockets.ts';
import { offLinux } from '../../../support/off-linux.ts';

describe.skipIf(offLinux())('the check of the machine', () => {
  it('finds its own addresses free', async () => {
    expect(await checkEmbedded()).toMatchObject([{ ok: true, found: 'all of 127.0.0.0/8' }]);
  });

  it('names a process that listens on every address, such as a local API server', async () => {
    await using server = await serve(() => {}, '0.0.0.0');
    expect(await loopbackCheck([server.port])).toMatchObject({
      ok: false,
      code: 'loopback-unavailable',
      found: `a process listens on port ${server.port} of every address`,
    });
  });
});
