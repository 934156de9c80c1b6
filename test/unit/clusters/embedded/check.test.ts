import { describe, expect, it } from 'vitest';
import { checkEmbedded, loopbackCheck } from '../../../../harness/clusters/embedded/check.ts';
import { offLinux } from '../../../fixtures/off-linux.ts';
import { serve } from '../../embedded/network/sockets.ts';

describe.skipIf(offLinux())('the check of the machine', () => {
  it('finds addresses of its own', async () => {
    expect(await checkEmbedded()).toMatchObject([{ ok: true, found: 'all of 127.0.0.0/8' }]);
  });

  it('tells what listens on every address, as an API server of this machine', async () => {
    await using server = await serve(() => {}, '0.0.0.0');
    expect(await loopbackCheck([server.port])).toMatchObject({
      ok: false,
      code: 'loopback-unavailable',
      found: `something listens on port ${server.port} of every address`,
    });
  });
});
