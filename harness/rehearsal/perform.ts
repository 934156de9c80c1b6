import { pause } from '../async/pause.ts';
import type { Cluster, Provider } from '../clusters/cluster.ts';
import { RehearsalError } from '../errors.ts';
import { takeInventory } from '../observe/inventory.ts';
import { estimate } from '../plan/estimate.ts';
import { rollerOf } from '../upgrade/roller-of.ts';
import { sendFirstRequests } from './first-requests.ts';
import { startHostWatch } from './host.ts';
import { endStep, soon } from './interruption.ts';
import { capacityRun, openLanes } from './lanes.ts';
import { phase } from './phase.ts';
import { pinRig } from './pin-rig.ts';
import { type Prepared, prepare } from './prepare.ts';
import type { Run } from './run.ts';
import { type Settled, settle } from './settle.ts';
import { statusOf } from './status.ts';

/** Result of the phases: the cluster, if one was made, and the error that ended them early. */
export interface Performed {
  readonly cluster: Cluster | null;
  readonly error: unknown;
}

/** Runs the phases from an empty machine to the last sample: prepare, settle, baseline, upgrade, recovery. Never throws. */
export async function perform(
  run: Run,
  provider: Provider,
  measuring: AsyncDisposableStack,
  built: AsyncDisposableStack,
): Promise<Performed> {
  let cluster: Cluster | null = null;
  const estimates = estimate(run.scenario);
  const expected = new Map(estimates.map(({ phase, expectedMs }) => [phase, expectedMs]));
  const during = <T>(
    name: 'prepare' | 'settle' | 'baseline' | 'upgrade' | 'recovery',
    body: () => Promise<T>,
  ) => phase(run, name, expected.get(name) ?? null, body);
  try {
    const prepared = await during('prepare', () =>
      prepare(run, provider, built, (made) => {
        cluster = made;
        void made.lost?.then((loss) => run.interruption.breakOff(new RehearsalError('cluster-lost', loss)));
      }),
    );
    const settled = await during('settle', async () => {
      const settled = await settle(run, prepared, measuring, built);
      run.view.watch(() => statusOf(run.timeline.view(), run.clock.nowUs(), estimates, settled.rig));
      await pinRig(run, measuring);
      await sendFirstRequests(run, settled);
      await capacityRun(run, settled.door, 'before');
      await startHostWatch(run, process.pid, prepared.cluster, measuring);
      await openLanes(run, settled, measuring);
      return settled;
    });
    await during('baseline', () => wait(run, run.scenario.load.baselineMs));
    await during('upgrade', () => upgrade(run, prepared, settled));
    await during('recovery', async () => {
      await wait(run, run.scenario.load.recoveryMs);
      await settled.rig?.stop();
    });
    await capacityRun(run, settled.door, 'after');
    return { cluster, error: null };
  } catch (error) {
    return { cluster, error };
  }
}

/** Rolls the upgrade, journals every intent before its action, and records the inventory after it. */
async function upgrade(run: Run, prepared: Prepared, settled: Settled): Promise<void> {
  const { journal, clock, scenario, view } = run;
  const roller = rollerOf(scenario, {
    ops: prepared.cluster.ops,
    kube: prepared.kube,
    validate: settled.validate,
    validateAddons: settled.validateAddons,
    explain: settled.explain,
    explainAddons: settled.explainAddons,
    append: journal.append,
    clock,
    repeat: run.repetition,
    stopAfterStep: soon(run),
    onNodes: (nodes) => settled.door.follow(nodes),
  });
  for await (const intent of roller.roll(prepared.plan, endStep(run))) {
    journal.append({ type: 'intent', ...intent });
    if (intent.edge === 'begin') view.say(`${intent.node}: ${intent.action}`);
  }
  const { to } = scenario.cluster;
  journal.append(await takeInventory(prepared.kube, 'after', to, prepared.expectedImages, soon(run)));
}

async function wait(run: Run, ms: number): Promise<void> {
  await pause(ms, soon(run));
}
