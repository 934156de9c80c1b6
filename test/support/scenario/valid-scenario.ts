import fc from 'fast-check';

const poolName = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z]$/);
const seconds = (min: number, max: number) => fc.integer({ min, max }).map((amount) => `${amount}s`);

const quantity = (min: number) =>
  fc.oneof(
    fc.integer({ min, max: 9 }),
    fc.integer({ min: 1, max: 100 }).map((percent) => `${percent}%`),
  );

/** What every strategy of workers has, where this tool rolls them. */
const pooled = fc
  .record(
    {
      maxUnavailable: quantity(1),
      order: fc.constantFrom('listed', 'random'),
      canary: fc.integer({ min: 1, max: 9 }),
    },
    { requiredKeys: [] },
  )
  .map((policy) => ({ ...policy, ...(policy.order === 'random' && { seed: 7 }) }));

/** How workers are rolled, and on which available clusters. */
const rolled = fc.oneof(
  fc.record({ provider: fc.constantFrom('kind', 'embedded'), policy: pooled }),
  fc.record({
    provider: fc.constant('embedded'),
    policy: fc
      .tuple(
        pooled,
        fc.oneof(
          fc.constant({ strategy: 'replace' }),
          fc.record(
            { strategy: fc.constant('surge'), maxSurge: quantity(1) },
            { requiredKeys: ['strategy'] },
          ),
        ),
      )
      .map(([policy, strategy]) => ({ ...policy, ...strategy })),
  }),
);

const anywhere = fc.record({
  apiVersion: fc.constant('rehearsal/v1alpha1'),
  kind: fc.constant('Rehearsal'),
  metadata: fc.record({ name: poolName }),
  cluster: fc.record({
    from: fc.constantFrom('1.33.13', 'v1.33.13'),
    to: fc.constantFrom('1.33.13', '1.34.4', 'v1.34.4'),
    controlPlanes: fc.integer({ min: 1, max: 9 }),
    pools: fc.uniqueArray(fc.record({ name: poolName, nodes: fc.integer({ min: 1, max: 6 }) }), {
      minLength: 1,
      maxLength: 4,
      selector: ({ name }) => name,
    }),
  }),
  upgrade: fc.record({
    none: fc.boolean(),
    controlPlane: fc.record({ interval: seconds(0, 600) }),
    nodes: fc.record({ interval: seconds(0, 600) }),
    drain: fc.record({ postDrainDelay: seconds(0, 60) }, { requiredKeys: [] }),
    gate: fc.oneof(
      fc.constant('none'),
      fc.record({ validations: fc.integer({ min: 1, max: 5 }), every: seconds(1, 60) }),
    ),
  }),
  workload: fc.record({
    replicas: fc.integer({ min: 1, max: 9 }),
    onSigterm: fc.constantFrom('graceful', 'exit', 'ignore'),
  }),
  frontDoor: fc.record({
    deregistration: fc.record(
      {
        preset: fc.constantFrom('aws-nlb', 'aws-alb', 'gcp'),
        lag: seconds(0, 300),
        drainDelay: fc.oneof(fc.constant('none'), seconds(300, 600)),
      },
      { requiredKeys: [] },
    ),
  }),
  load: fc.record({
    rate: fc.integer({ min: 1, max: 5_000 }).map((perS) => `${perS}/s`),
    recovery: seconds(60, 600),
  }),
  production: fc.record(
    {
      controlPlanes: fc.constant(3),
      nodes: fc.integer({ min: 1, max: 500 }),
      window: seconds(1, 90_000),
      nodeReady: seconds(1, 900),
    },
    { requiredKeys: ['controlPlanes', 'nodes'] },
  ),
});

/** Settings of drains that this tool does itself. */
const drains = fc.record(
  {
    retryInterval: seconds(1, 60),
    onError: fc.constantFrom('retry', 'fail'),
    force: fc.boolean(),
    deleteEmptyDirData: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** Scenarios as a user may write them. */
export const validScenario = fc
  .tuple(anywhere, rolled, drains)
  .map(([written, { provider, policy }, drain]) => ({
    ...written,
    cluster: { ...written.cluster, provider },
    upgrade: {
      ...written.upgrade,
      drain: { ...written.upgrade.drain, ...drain },
      nodes: { ...written.upgrade.nodes, ...policy },
    },
  }));

/** Scenarios that clone a production cluster, as a user may write them. */
export const validClone = fc
  .record({
    written: anywhere,
    nodes: fc.oneof(
      fc.constant({}),
      fc.constant({ strategy: 'replace' }),
      fc.record({ strategy: fc.constant('surge'), maxSurge: fc.integer({ min: 1, max: 9 }) }),
    ),
    drain: fc.record({ postDrainDelay: seconds(0, 60) }, { requiredKeys: [] }),
    validations: fc.integer({ min: 1, max: 5 }),
    clone: fc.option(
      fc.record(
        {
          zones: fc.constant(['us-east-1a']),
          network: fc.constantFrom('own', 'shared'),
          ttl: seconds(60, 90_000),
          spot: fc.boolean(),
          fewerControlPlanes: fc.constantFrom('refuse', 'accept'),
          provideImages: fc.constantFrom(['./aws/image'], ['skopeo', 'copy']),
        },
        { requiredKeys: [] },
      ),
      { nil: undefined },
    ),
    prices: fc.option(
      fc.dictionary(fc.constantFrom('t3.medium', 'm5.large'), fc.double({ min: 0, max: 99, noNaN: true })),
    ),
  })
  .map(({ written, nodes, drain, validations, clone, prices }) => ({
    ...written,
    cluster: {
      ...written.cluster,
      provider: 'kops',
      from: { stateStore: 's3://kops-state', cluster: 'production.k8s.local', version: written.cluster.from },
      ...(clone !== undefined && {
        clone: { ...clone, ...(prices !== null && { prices, currency: 'USD' }) },
      }),
    },
    upgrade: {
      controlPlane: written.upgrade.controlPlane,
      nodes: { ...written.upgrade.nodes, ...nodes },
      drain,
      gate: { validations },
    },
  }));
