import { describe, expect, it } from 'vitest';
import {
  describeSettings,
  haproxyArguments,
  haproxyConfig,
} from '../../../../../harness/clusters/docker/haproxy/config.ts';
import { doorRoute, doorSpec } from '../../../../support/clusters/kind/fixtures.ts';

const workers = [
  { name: 'c-worker', address: '172.18.0.3' },
  { name: 'c-worker2', address: '172.18.0.4' },
];
const control = { address: '172.18.0.9', port: 8080 };
const listeners = {
  control: { address: '', port: 20_000 },
  targets: [{ address: '', port: 20_001 }],
  cli: { address: '', port: 19_999 },
};
const withCheck = (of: 'node-proxy' | 'service' | 'none') => ({
  ...doorSpec,
  healthCheck: { ...doorSpec.healthCheck, of },
});
const serversIn = (config: string) => config.split('\n').filter((line) => line.startsWith('  server c-'));

describe('haproxyConfig', () => {
  it('balances without hiding errors', () => {
    expect(haproxyConfig(doorSpec, listeners, workers, control)).toBe(`global
  log stdout format raw local0 info
  maxconn 8000

defaults
  mode tcp
  log global
  option dontlog-normal
  log-format "failed %b %s %ts %B"
  maxconn 8000
  retries 0
  timeout connect 1500ms
  timeout check 500ms
  timeout client 1h
  timeout server 1h
  timeout client-fin 1m
  timeout server-fin 1m

frontend control
  bind :20000
  default_backend control

backend control
  server control 172.18.0.9:8080

frontend target-web
  bind :20001
  default_backend target-web

backend target-web
  balance roundrobin
  option httpchk
  http-check send meth GET uri /healthz
  http-check expect status 200
  server c-worker 172.18.0.3:30080 check port 10256 inter 1000ms rise 2 fall 3
  server c-worker2 172.18.0.4:30080 check port 10256 inter 1000ms rise 2 fall 3
  option allbackups
  server c-worker-unchecked 172.18.0.3:30080 backup
  server c-worker2-unchecked 172.18.0.4:30080 backup
`);
  });

  it('checks each node for a local ready pod if the Service has a port for that', () => {
    const routes = [doorRoute('web', 30_080, 31_999)];
    const config = haproxyConfig({ ...doorSpec, routes }, listeners, workers, control);
    expect(serversIn(config)[0]).toBe(
      '  server c-worker 172.18.0.3:30080 check port 31999 inter 1000ms rise 2 fall 3',
    );
    expect(describeSettings({ ...doorSpec, routes })).toContain(
      "kube-proxy's /healthz on 10256 (of web: the Service's healthCheckNodePort) every 1 s",
    );
  });

  it('closes connections while no worker is healthy, if the scenario wants that', () => {
    const config = haproxyConfig({ ...doorSpec, allUnhealthy: 'refuse' }, listeners, workers, control);
    expect(config).not.toContain('backup');
  });

  it('checks the NodePort itself if the scenario wants a check of the service', () => {
    const config = haproxyConfig(withCheck('service'), listeners, workers, control);
    expect(serversIn(config)[0]).toBe('  server c-worker 172.18.0.3:30080 check inter 1000ms rise 2 fall 3');
    expect(config).not.toContain('httpchk');
  });

  it('checks nothing if the scenario wants no check', () => {
    expect(serversIn(haproxyConfig(withCheck('none'), listeners, workers, control))).toEqual([
      '  server c-worker 172.18.0.3:30080',
      '  server c-worker2 172.18.0.4:30080',
    ]);
  });

  it('gives each target its own port', () => {
    const routes = [doorRoute('web', 30_080), doorRoute('api', 30_081)];
    const targets = [20_001, 20_002].map((port) => ({ address: '127.0.0.1', port }));
    const config = haproxyConfig({ ...doorSpec, routes }, { ...listeners, targets }, workers, control);
    expect(config.match(/bind \S+/g)).toEqual([
      'bind :20000',
      'bind 127.0.0.1:20001',
      'bind 127.0.0.1:20002',
    ]);
    expect(config).toContain('  server c-worker 172.18.0.3:30081');
  });
});

describe('haproxyArguments', () => {
  it('has a CLI for every worker process where one is asked for', () => {
    expect(haproxyArguments('/a.cfg', null)).toEqual(['-W', '-db', '-f', '/a.cfg']);
    expect(haproxyArguments('/a.cfg', listeners.cli).slice(4)).toEqual(['-S', '*:19999']);
    const loopback = { address: '127.0.0.1', port: 7_000 };
    expect(haproxyArguments('/a.cfg', loopback).slice(4)).toEqual(['-S', '127.0.0.1:7000']);
  });
});

describe('describeSettings', () => {
  it('states how a worker leaves, unless it does at once', () => {
    const slow = { ...doorSpec, deregistration: { lagMs: 25_000, drainDelayMs: 300_000 } };
    expect(describeSettings(slow)).toMatch(
      /, a worker that leaves still gets new connections for 25 s and loses its established ones after 5 min/,
    );
    const lagging = { ...doorSpec, deregistration: { lagMs: 120_000, drainDelayMs: null } };
    expect(describeSettings(lagging)).toMatch(/a worker that leaves still gets new connections for 2 min/);
    expect(describeSettings(lagging)).not.toContain('loses');
  });

  it('states in one line the settings that affect the result', () => {
    expect(describeSettings(doorSpec)).toBe(
      "HAProxy, TCP mode, balance roundrobin over every worker's NodePort, no retries, no redispatch, health check: kube-proxy's /healthz on 10256 every 1 s, time-out 500 ms, rise 2, fall 3, routes to all while every worker is unhealthy, connect time-out 1.5 s, idle time-out 1 h",
    );
    expect(describeSettings(withCheck('none'))).toContain('health check: none, connect');
    expect(describeSettings({ ...doorSpec, allUnhealthy: 'refuse' })).toContain(
      'fall 3, refuses connections while every worker is unhealthy, connect',
    );
  });
});
