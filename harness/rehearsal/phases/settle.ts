import type { FrontDoor } from '../../clusters/front-door.ts';
import { RehearsalError } from '../../errors.ts';
import type { Claims } from '../../journal/records.ts';
import { errorText } from '../../kube/api-error.ts';
import type { RunningLoad } from '../../load/index.ts';
import { takeInventory } from '../../observe/inventory.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { expectedVersions, listQuarantined } from '../../timeline/members.ts';
import { addonsUnmet, unmet } from '../../timeline/timeline.ts';
import { awaitInARow } from '../../upgrade/gate.ts';
import type { Explain, Validate } from '../../upgrade/roller.ts';
import { listRoutes, type ServedTarget } from '../../workload/served.ts';
import { abortOnInterrupt } from '../interruption.ts';
import type { Run } from '../run.ts';
import { createExplain } from './explaining.ts';
import { followNodes } from './follow-nodes.ts';
import { fromFreshLists } from './fresh-lists.ts';
import { observeDoor, startObserving } from './observing.ts';
import type { PreparedReplica } from './prepare.ts';

/** The steady state before the baseline: the same validations as the gates', at least as many. */
const steadyPolicy = ({ upgrade: { gate }, workload }: Pick<Scenario, 'upgrade' | 'workload'>) => ({
  validations: 3,
  everyMs: Math.min(3_000, gate?.everyMs ?? 3_000),
  timeoutMs: workload.ready.withinMs,
});

/** A steady, watched replica behind an open front door. */
export interface SteadyReplica {
  readonly door: FrontDoor;
  /** See `Serving`. */
  readonly ca: string | null;
  readonly targets: readonly ServedTarget[];
  readonly validate: Validate;
  /** The same for kube-system's add-ons alone, whatever the state of the nodes. */
  readonly validateAddons: Validate;
  readonly explain: Explain;
  readonly explainAddons: Explain;
  /** Opened at the end of the phase. */
  load: RunningLoad | null;
}

/** Starts observing, waits for the steady state, opens the front door and records the inventory. */
export async function settle(
  run: Run,
  prepared: PreparedReplica,
  measuring: AsyncDisposableStack,
  built: AsyncDisposableStack,
): Promise<SteadyReplica> {
  const { scenario, journal, clock, view } = run;
  const { cluster, workload, kube } = prepared;
  const signal = abortOnInterrupt(run);
  const observers = await startObserving(run, prepared, measuring);
  const asExpected = (listedSinceUs: number) =>
    unmet(run.timeline.view(), { ...expectation(run, prepared), listedSinceUs });
  const isServed = (listedSinceUs: number) =>
    unmet(run.timeline.view(), {
      ...expectation(run, prepared),
      ...{ listedSinceUs, targets: workload.targets },
    });
  const addonsRolledOut = (listedSinceUs: number) => addonsUnmet(run.timeline.view(), listedSinceUs);

  const whose = chooseExplained(prepared);
  view.say('waiting for the steady state');
  await awaitInARow({
    validate: fromFreshLists(observers, clock, 'steady', isServed),
    explain: createExplain(run, kube, { ...whose, targets: workload.targets.map(({ makers }) => makers) }),
    policy: steadyPolicy(scenario),
    step: null,
    append: journal.append,
    clock,
    signal,
  }).catch((error: unknown) => {
    throw isGateError(error) ? new RehearsalError('never-steady', error.message, { cause: error }) : error;
  });

  const note = (message: string) => {
    journal.append({ type: 'note', message });
    view.say(message);
  };
  const routes = workload.targets.flatMap(listRoutes);
  view.say('opening the front door');
  const door = built.use(
    await cluster.openFrontDoor(
      {
        ...scenario.frontDoor,
        routes,
        controlImage: prepared.image,
        choice: prepared.choice,
        onBackends: (backends) => note(`the front door's backends are now ${backends.join(', ')}`),
        onError: (error) =>
          run.interruption.breakOff(
            new Error(`the front door can't let go of a node that left: ${errorText(error)}`),
          ),
      },
      signal,
    ),
  );
  const asked = routes.map(({ target }) => [target, door.url(target).href] as const);
  const urls = {
    ...Object.fromEntries(asked),
    ...(door.control !== null && { control: door.control.href }),
  };
  observeDoor(run, door, measuring);
  if (cluster.roll !== undefined) followNodes(run, door, measuring);
  const { choice, claims, settings, backends } = door;
  journal.append({ type: 'frontdoor', ...choice, settings, backends, urls });
  if (claims !== null) journal.append({ type: 'claims', claims: addClaims(cluster.claims, claims) });
  view.say(
    `front door: ${asked.map(([name, url]) => (asked.length > 1 ? `${name} ${url}` : url)).join(', ')}`,
  );
  journal.append(await takeInventory(kube, 'before', scenario.cluster.from, [], signal));
  return {
    door,
    ca: prepared.ca,
    targets: workload.targets,
    validate: fromFreshLists(observers, clock, 'gate', asExpected),
    validateAddons: fromFreshLists(observers, clock, 'addons', addonsRolledOut),
    // Gates require no endpoint of a target, because a pod without a controller does not return.
    explain: createExplain(run, kube, whose),
    explainAddons: createExplain(run, kube, { rollouts: [], namespaces: [] }),
    load: null,
  };
}

/** With the front door that was opened, which may be another one than the cluster's own claims can know. */
const addClaims = (
  claims: Claims,
  { covers, notCovered }: Pick<Claims, 'covers' | 'notCovered'>,
): Claims => ({
  ...claims,
  covers: [...claims.covers, ...covers],
  notCovered: [...claims.notCovered, ...notCovered],
});

/** What is explained if it is not ready: the workload, its targets' namespaces, and the harness's own probers. */
function chooseExplained({ workload: { rollouts, targets, probers } }: Pick<PreparedReplica, 'workload'>) {
  const ofTargets = targets.map(({ namespace }) => namespace);
  return { rollouts, namespaces: probers === null ? ofTargets : [...ofTargets, probers.namespace] };
}

function isGateError(error: unknown): error is RehearsalError {
  const codes = ['gate-timed-out', 'gate-hopeless'];
  return error instanceof RehearsalError && codes.includes(error.code);
}

/** What must hold now: every expected node exists and has the version of its last completed step. */
function expectation(
  { timeline, scenario }: Pick<Run, 'timeline' | 'scenario'>,
  { workload }: Pick<PreparedReplica, 'workload'>,
) {
  const { from, to } = scenario.cluster;
  return {
    versions: expectedVersions(timeline.view(), from, scenario.upgrade.none ? from : to),
    quarantined: listQuarantined(timeline.view()),
    rollouts: workload.rollouts,
  };
}
