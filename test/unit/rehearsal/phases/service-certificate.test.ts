import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createServing } from '../../../../harness/rehearsal/phases/service-certificate.ts';
import { createLaneSpec } from '../../../../harness/scenario/load/lanes.ts';

const lane = { ...createLaneSpec('reused'), name: 'a' };

describe('the protocols of the service', () => {
  it('are only HTTP/1.1 if no lane needs more', async () => {
    expect(await createServing([createLaneSpec('fresh'), lane], 'run')).toEqual({
      ports: { h2c: false, tls: null },
      ca: null,
    });
  });

  it('include HTTP/2 without TLS if a lane uses it', async () => {
    const { ports } = await createServing([{ ...lane, protocol: 'h2' }], 'run');
    expect(ports).toEqual({ h2c: true, tls: null });
  });

  it('include TLS with its own certificate, for the address of the front door', async () => {
    const { ports, ca } = await createServing([{ ...lane, protocol: 'h2', tls: true }], 'run');
    expect(ports.h2c).toBe(false);
    const certificate = new X509Certificate(ports.tls?.cert ?? '');
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.verify(new X509Certificate(ca ?? '').publicKey)).toBe(true);
    expect(ca).not.toContain('PRIVATE');
  });
});
