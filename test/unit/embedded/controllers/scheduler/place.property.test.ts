import fc from 'fast-check';
import { expect, test } from 'vitest';
import { place } from '../../../../../harness/embedded/controllers/scheduler/place.ts';
import type { Node, Pod } from '../../../../../harness/embedded/objects.ts';
import { aNode, aPod } from '../../../../support/embedded/controllers/objects.ts';

const zones = ['1', '2', '3'];
const apps = ['web', 'db'];

const someNodes = fc
  .array(
    fc.record({
      zone: fc.constantFrom(...zones),
      disk: fc.constantFrom('ssd', 'hdd'),
      unschedulable: fc.boolean(),
      taint: fc.constantFrom(null, 'NoSchedule', 'NoExecute', 'PreferNoSchedule'),
      pods: fc.integer({ min: 0, max: 4 }),
    }),
    { maxLength: 6 },
  )
  .map((drawn) =>
    drawn.map(({ zone, disk, unschedulable, taint, pods }, index) =>
      aNode(`n${index}`, {
        labels: { zone, disk },
        spec: { unschedulable, taints: taint === null ? [] : [{ key: 'only', effect: taint }] },
        status: { allocatable: { pods: `${pods}` } },
      }),
    ),
  );

/** A pod that may require a disk, tolerate the taint, be alone on its node, and be spread over the zones. */
const somePod = fc
  .record({
    app: fc.constantFrom(...apps),
    disk: fc.constantFrom(undefined, 'ssd'),
    tolerates: fc.boolean(),
    alone: fc.boolean(),
    maxSkew: fc.constantFrom(undefined, 1, 2),
  })
  .map(({ app, disk, tolerates, alone, maxSkew }) => (name: string, on?: string): Pod => {
    const labelSelector = { matchLabels: { app } };
    return aPod(name, {
      labels: { app },
      ...(on === undefined ? {} : { on }),
      spec: {
        ...(disk === undefined ? {} : { nodeSelector: { disk } }),
        ...(tolerates ? { tolerations: [{ key: 'only', operator: 'Exists' }] } : {}),
        ...(alone
          ? {
              affinity: {
                podAntiAffinity: {
                  requiredDuringSchedulingIgnoredDuringExecution: [
                    { labelSelector, topologyKey: 'kubernetes.io/hostname' },
                  ],
                },
              },
            }
          : {}),
        ...(maxSkew === undefined
          ? {}
          : {
              topologySpreadConstraints: [
                { maxSkew, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector },
              ],
            }),
      },
    });
  });

/** Places pods one after another; `visit` gets each decision. */
function placeAll(
  nodes: readonly Node[],
  pods: readonly ((name: string, on?: string) => Pod)[],
  visit: (pod: Pod, node: Node | null, before: readonly Pod[]) => void,
): readonly Pod[] {
  const there: Pod[] = [];
  for (const [index, make] of pods.entries()) {
    const pod = make(`p${index}`);
    const placed = place(pod, nodes, there);
    const name = 'node' in placed ? placed.node : null;
    visit(pod, nodes.find((node) => node.metadata.name === name) ?? null, there);
    if (name !== null) there.push(make(`p${index}`, name));
  }
  return there;
}

const isAlone = (pod: Pod) => pod.spec?.affinity?.podAntiAffinity !== undefined;
const getApp = (pod: Pod) => pod.metadata.labels?.app;

test('no pod is ever on a node that a filter excludes', () => {
  fc.assert(
    fc.property(someNodes, fc.array(somePod, { maxLength: 12 }), (nodes, pods) => {
      placeAll(nodes, pods, (pod, node, before) => {
        if (node === null) return;
        const on = before.filter((other) => other.spec?.nodeName === node.metadata.name);
        expect(node.spec?.unschedulable).toBe(false);
        expect(on.length).toBeLessThan(Number(node.status?.allocatable?.pods));
        const disk = pod.spec?.nodeSelector?.disk;
        if (disk !== undefined) expect(node.metadata.labels?.disk).toBe(disk);
        const effect = node.spec?.taints?.[0]?.effect ?? 'PreferNoSchedule';
        if (!pod.spec?.tolerations) expect(effect).toBe('PreferNoSchedule');
        for (const other of on)
          if (isAlone(pod) || isAlone(other)) expect(getApp(other)).not.toBe(getApp(pod));
      });
    }),
  );
});

test('pods with a required spread never exceed maxSkew, and are pending only if they would', () => {
  const cluster = fc.array(fc.constantFrom(...zones), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      cluster,
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 15 }),
      (drawn, maxSkew, count) => {
        const nodes = drawn.map((zone, index) => aNode(`n${index}`, { labels: { zone } }));
        const make = (name: string, on?: string) =>
          aPod(name, {
            labels: { app: 'web' },
            ...(on === undefined ? {} : { on }),
            spec: {
              topologySpreadConstraints: [
                {
                  maxSkew,
                  topologyKey: 'zone',
                  whenUnsatisfiable: 'DoNotSchedule',
                  labelSelector: { matchLabels: { app: 'web' } },
                },
              ],
            },
          });
        const perZone = new Map(drawn.map((zone) => [zone, 0]));
        placeAll(
          nodes,
          Array.from({ length: count }, () => make),
          (_pod, node) => {
            // Every zone here has a free node, so a spread pod always fits.
            expect(node).not.toBeNull();
            const zone = node?.metadata.labels?.zone ?? '';
            perZone.set(zone, (perZone.get(zone) ?? 0) + 1);
            expect(Math.max(...perZone.values()) - Math.min(...perZone.values())).toBeLessThanOrEqual(
              maxSkew,
            );
          },
        );
      },
    ),
  );
});

test('replicas of one controller are spread evenly over equal nodes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 20 }), (size, count) => {
      const nodes = Array.from({ length: size }, (_, index) => aNode(`n${index}`));
      const owner = { kind: 'ReplicaSet', name: 'web' };
      const make = (name: string, on?: string) => aPod(name, { owner, ...(on === undefined ? {} : { on }) });
      const there = placeAll(
        nodes,
        Array.from({ length: count }, () => make),
        () => {},
      );
      const counts = nodes.map(
        (node) => there.filter(({ spec }) => spec?.nodeName === node.metadata.name).length,
      );
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }),
  );
});
