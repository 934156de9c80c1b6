import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proberSettings, webSettings } from '../../../../workloads/web/settings.ts';

describe('settings of the web service', () => {
  it('has a default for everything', () => {
    expect(webSettings({})).toEqual({
      host: null,
      port: 8080,
      h2cPort: null,
      tls: null,
      workUs: 0,
      startupMs: 0,
      onSigterm: 'graceful',
      graceMs: 25_000,
      pod: null,
      node: null,
    });
  });

  it('names every mistake at once', () => {
    const read = () => webSettings({ PORT: '70000', WORK_US: '-1', ON_SIGTERM: 'gracefully' });
    expect(read).toThrow(
      /PORT=70000.*WORK_US=-1.*ON_SIGTERM=gracefully must be one of graceful, exit, ignore/,
    );
  });

  it('listens to HTTP/2 and TLS if configured, and needs a certificate for it', () => {
    expect(webSettings({ H2C_PORT: '8081', TLS_PORT: '8443', TLS_CERT: 'c', TLS_KEY: 'k' })).toMatchObject({
      h2cPort: 8081,
      tls: { port: 8443, cert: 'c', key: 'k' },
    });
    expect(() => webSettings({ TLS_PORT: '8443' })).toThrow(/TLS_CERT must be set; TLS_KEY must be set/);
  });

  it('accepts only plain digits as a number', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^\d{1,16}$/.test(text));
        expect(() => webSettings({ STARTUP_MS: text })).toThrow('STARTUP_MS=');
      }),
    );
  });

  it('accepts every whole number within its limits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 65_535 }), (port) => {
        expect(webSettings({ PORT: String(port) }).port).toBe(port);
      }),
    );
  });
});

describe('settings of the prober', () => {
  it('needs a file to write to', () => {
    expect(() => proberSettings({})).toThrow('PROBE_FILE must be set');
  });

  it('probes peers if configured, and needs its own address and their common name', () => {
    const pods = { PROBE_FILE: 'f', PROBES: 'pods', POD_IP: '10.0.0.1', PEERS_NAME: 'peers.test' };
    expect(proberSettings(pods)).toMatchObject({
      probes: ['pods'],
      pods: { address: '10.0.0.1', port: 8_090, timeoutMs: 800, name: 'peers.test' },
    });
    expect(() => proberSettings({ PROBE_FILE: 'f', PROBES: 'dns,pods' })).toThrow(
      'POD_IP must be set; PEERS_NAME must be set',
    );
    expect(() => proberSettings({ PROBE_FILE: 'f', PROBES: 'dns,icmp' })).toThrow(
      'PROBES=dns,icmp must be some of dns, pods',
    );
    expect(proberSettings({ PROBE_FILE: 'f' })).toMatchObject({ probes: ['dns'], pods: null });
  });

  it('splits lists and refuses an empty name in them', () => {
    expect(proberSettings({ PROBE_FILE: 'f', PROBE_NAMES: 'a.b, c.d' }).names).toEqual(['a.b', 'c.d']);
    expect(() => proberSettings({ PROBE_FILE: 'f', PROBE_NAMES: 'a.b,' })).toThrow('PROBE_NAMES');
  });
});
