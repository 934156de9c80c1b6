import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { kindConfig } from '../../../../harness/clusters/kind/config.ts';
import { clusterSpec, runId } from '../../../support/clusters/kind/fixtures.ts';

interface Config {
  networking: unknown;
  nodes: {
    role: string;
    image: string;
    labels: Record<string, string>;
    extraMounts: { containerPath: string }[];
  }[];
}
const parseConfig = (spec: typeof clusterSpec) => parse(kindConfig(spec, runId)) as Config;

describe('kindConfig', () => {
  it('contains every node of every pool, at the initial version, each in its own slot', () => {
    const pools = [
      { name: 'front', nodes: 2 },
      { name: 'back', nodes: 1 },
    ];
    const { nodes } = parseConfig({ ...clusterSpec, controlPlanes: 3, pools });
    expect(nodes.map(({ role, labels }) => [role, labels])).toEqual([
      ['control-plane', { 'k8s-rehearse/ordinal': '0' }],
      ['control-plane', { 'k8s-rehearse/ordinal': '1' }],
      ['control-plane', { 'k8s-rehearse/ordinal': '2' }],
      ['worker', { 'k8s-rehearse/pool': 'front', 'k8s-rehearse/ordinal': '0' }],
      ['worker', { 'k8s-rehearse/pool': 'front', 'k8s-rehearse/ordinal': '1' }],
      ['worker', { 'k8s-rehearse/pool': 'back', 'k8s-rehearse/ordinal': '0' }],
    ]);
    expect(new Set(nodes.map((node) => node.image))).toEqual(new Set(['kindest/node:v1.33.13']));
  });

  it("uses the scenario's own node image", () => {
    const nodeImages = { '1.33.13': 'registry.example/node:mine' };
    expect(parseConfig({ ...clusterSpec, nodeImages }).nodes[0]?.image).toBe('registry.example/node:mine');
  });

  it('labels every node with the run', () => {
    const marks = parseConfig(clusterSpec).nodes.map((node) =>
      node.extraMounts.map((mount) => mount.containerPath),
    );
    expect(marks).toEqual(Array.from({ length: 3 }, () => [`/etc/k8s-rehearse/run/${runId}`]));
  });

  it('publishes the API on loopback only', () => {
    expect(parseConfig(clusterSpec).networking).toEqual({ apiServerAddress: '127.0.0.1' });
  });
});
