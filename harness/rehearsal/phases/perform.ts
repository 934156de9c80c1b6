import { pause } from '../../async/pause.ts';
import type { Cluster, Provider } from '../../clusters/cluster.ts';
import { RehearsalError } from '../../errors.ts';
import { takeInventory } from '../../observe/inventory.ts';
import { estimate } from '../../plan/estimate.ts';
import { validateWithChecks } from '../../upgrade/calls/gate-checks.ts';
import { createRoller } from '../../upgrade/create-roller.ts';
import { appendAndTellHeld } from '../held-line.ts';
import { abortOnInterrupt, endStep } from '../interruption.ts';
import type { Run } from '../run.ts';
import { createStatus } from '../status.ts';
import { sendFirstRequests } from './first-requests.ts';
import { createHooksOfRun, type HooksOfRun } from './hooks.ts';
import { startHostWatch } from './host.ts';
import { openLanes, runCapacity } from './lanes.ts';
import { runPhase } from './phase.ts';
import { pinLoadGenerator } from './pin-load-generator.ts';
import { type PreparedReplica, prepare } from './prepare.ts';
import { type SteadyReplica, settle } from './settle.ts';
import { upgradeByCommand } from './upgrade-by-command.ts';

/** Result of the phases: the cluster, if one was made, and the error that ended them early. */
export interface PhasesResult {
  readonly cluster: Cluster | null;
  readonly error: unknown;
}

/** Runs the phases from an empty machine to the last sample: prepare, settle, baseline, upgrade, recovery. Never throws. */
export async function perform(
  run: Run,
  provider: Provider,
  measuring: AsyncDisposableStack,
  built: AsyncDisposableStack,
): Promise<PhasesResult> {
  let cluster: Cluster | null = null;
  const estimates = estimate(run.scenario);
  const expected = new Map(estimates.map(({ phase, expectedMs }) => [phase, expectedMs]));
  const during = <T>(
    name: 'prepare' | 'settle' | 'baseline' | 'upgrade' | 'recovery',
    body: () => Promise<T>,
  ) => runPhase(run, name, expected.get(name) ?? null, body);
  try {
    const prepared = await during('prepare', () =>
      prepare(run, provider, built, (made) => {
        cluster = made;
        void made.lost?.then((loss) => run.interruption.breakOff(new RehearsalError('cluster-lost', loss)));
      }),
    );
    const { settled, hooks } = await during('settle', async () => {
      const settled = await settle(run, prepared, measuring, built);
      run.view.watch(() => createStatus(run.timeline.view(), run.clock.nowUs(), estimates, settled.load));
      await pinLoadGenerator(run, measuring);
      await sendFirstRequests(run, settled);
      await runCapacity(run, settled.door, 'before');
      await startHostWatch(run, process.pid, prepared.cluster, measuring);
      await openLanes(run, settled, measuring);
      const hooks = createHooksOfRun(run, prepared.cluster, settled.door);
      await hooks.ofRun('before');
      return { settled, hooks };
    });
    const hooked = (phase: Parameters<HooksOfRun['around']>[0], body: () => Promise<void>) =>
      during(phase, () => hooks.around(phase, body));
    await hooked('baseline', () => wait(run, run.scenario.load.baselineMs));
    await hooked('upgrade', () =>
      prepared.cluster.roll === undefined
        ? upgrade(run, prepared, settled, hooks)
        : upgradeByCommand(run, prepared, settled),
    );
    await hooked('recovery', async () => {
      await wait(run, run.scenario.load.recoveryMs);
      await settled.load?.stop();
    });
    await hooks.ofRun('after');
    await runCapacity(run, settled.door, 'after');
    return { cluster, error: null };
  } catch (error) {
    return { cluster, error };
  }
}

/** Rolls the upgrade, journals every intent before its action, and records the inventory after it. */
async function upgrade(
  run: Run,
  prepared: PreparedReplica,
  settled: SteadyReplica,
  { means, runHooks }: HooksOfRun,
): Promise<void> {
  const { journal, clock, scenario, view } = run;
  const roller = createRoller(scenario, {
    ops: prepared.cluster.ops,
    kube: prepared.kube,
    validate: validateWithChecks(settled.validate, scenario.upgrade.gate?.checks ?? [], means),
    validateAddons: settled.validateAddons,
    explain: settled.explain,
    explainAddons: settled.explainAddons,
    append: appendAndTellHeld(run),
    runHooks,
    clock,
    repeat: run.repetition,
    stopAfterStep: abortOnInterrupt(run),
    onNodes: (nodes) => settled.door.follow(nodes),
  });
  for await (const intent of roller.roll(prepared.plan, endStep(run))) {
    journal.append({ type: 'intent', ...intent });
    if (intent.edge === 'begin') view.say(`${intent.node}: ${intent.action}`);
  }
  const { to } = scenario.cluster;
  journal.append(
    await takeInventory(prepared.kube, 'after', to, prepared.expectedImages, abortOnInterrupt(run)),
  );
}

async function wait(run: Run, ms: number): Promise<void> {
  await pause(ms, abortOnInterrupt(run));
}
