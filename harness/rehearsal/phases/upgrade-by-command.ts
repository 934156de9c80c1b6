import type { RollEvent, RollOptions } from '../../clusters/cluster.ts';
import { RehearsalError } from '../../errors.ts';
import type { Kube } from '../../kube/connect.ts';
import { takeInventory } from '../../observe/inventory.ts';
import { getTraits } from '../../scenario/providers/table.ts';
import { listHeldSince } from '../../timeline/held-evictions.ts';
import { rollByCommand } from '../../upgrade/by-command.ts';
import { explainHeld } from '../../upgrade/drain/explain-held.ts';
import { awaitInARow } from '../../upgrade/gate.ts';
import { appendAndTellHeld } from '../held-line.ts';
import { abortOnInterrupt } from '../interruption.ts';
import { describeLeftBehind } from '../left-behind.ts';
import { formatRollLine } from '../roll-line.ts';
import type { Run } from '../run.ts';
import { countAbortedNodes, holdBothVersions } from './half-way.ts';
import type { PreparedReplica } from './prepare.ts';
import type { SteadyReplica } from './settle.ts';

/** How long the API may go on showing nodes whose machines the command has ended, and their pods. */
const traces = { validations: 1, everyMs: 3_000, timeoutMs: 3 * 60_000 };

/**
 * Has the provider's commands roll the nodes, journals what they do and print, and records the inventory after it. Where
 * the scenario ends the roll early, the nodes go back by the same commands. The first Ctrl-C ends the command at once: it
 * has no way to stop after a node.
 */
export async function upgradeByCommand(
  run: Run,
  { cluster, kube, expectedImages }: Pick<PreparedReplica, 'cluster' | 'kube' | 'expectedImages'>,
  settled: Pick<SteadyReplica, 'validate' | 'explain'>,
): Promise<void> {
  const { journal, scenario } = run;
  const { from, to } = scenario.cluster;
  const { upgrade } = scenario;
  const signal = abortOnInterrupt(run);
  const roll = (options: Omit<RollOptions, 'upgrade'>) =>
    whileExplaining(run, kube, settled.explain, signal, () =>
      journalRoll(run, rollByCommand(cluster, { upgrade, ...options }, signal), signal),
    );
  if (upgrade.abort === null) await roll({ to, direction: 'forward', endAfter: null });
  else {
    const endAfter = countAbortedNodes(upgrade.abort, cluster.nodes.length);
    await roll({ to, direction: 'forward', endAfter });
    await holdBothVersions(run, upgrade.abort, { upgraded: endAfter, nodes: cluster.nodes.length }, signal);
    await roll({ to: from, direction: 'back', endAfter: null });
  }
  await awaitTraces(run, settled, signal);
  const version = upgrade.abort === null ? to : from;
  journal.append(await takeInventory(kube, 'after', version, expectedImages, signal));
}

/** The command says which pods it could not evict; this tool finds out why. */
async function whileExplaining(
  run: Run,
  kube: Kube,
  explain: SteadyReplica['explain'],
  signal: AbortSignal,
  body: () => Promise<void>,
): Promise<void> {
  const { timeline, clock } = run;
  const listHeld = (untilUs: number) =>
    listHeldSince(timeline.view(), untilUs).map(({ namespace, pod: name, uid, node, step, atUs }) => ({
      ...{ pod: { namespace, name, uid }, sinceUs: atUs, step, node },
    }));
  const done = new AbortController();
  const explaining = explainHeld(
    listHeld,
    { kube, explain, clock, append: appendAndTellHeld(run) },
    AbortSignal.any([signal, done.signal]),
  );
  try {
    await body();
  } finally {
    done.abort();
    await explaining;
  }
}

async function journalRoll(run: Run, events: AsyncIterable<RollEvent>, signal: AbortSignal): Promise<void> {
  const { journal, view } = run;
  try {
    for await (const event of events) {
      journal.append(event);
      const line = describeEvent(event);
      if (line !== null) view.say(line);
    }
  } catch (error) {
    // An interruption names what is left at its own end.
    throw signal.aborted ? error : addLeftBehind(error, run);
  }
}

/** The error of a failed roll, with what its command left on the nodes. */
function addLeftBehind(error: unknown, { timeline, scenario }: Pick<Run, 'timeline' | 'scenario'>): unknown {
  const left = describeLeftBehind(timeline.view(), getTraits(scenario.cluster.provider).nodeMarks);
  if (left === '' || !(error instanceof RehearsalError)) return error;
  return new RehearsalError(error.code, `${error.message}\n${left}`, { cause: error });
}

/** The inventory should not show what only waits for its removal. What stays is for the judge to see, not an error. */
async function awaitTraces(
  { journal, clock, timeline, view }: Run,
  { validate, explain }: Pick<SteadyReplica, 'validate' | 'explain'>,
  signal: AbortSignal,
): Promise<void> {
  const step = timeline.view().steps.at(-1)?.index ?? null;
  view.say('waiting until the API shows the new nodes alone');
  await awaitInARow({
    ...{ validate, explain, policy: traces, step, append: journal.append, clock, signal },
  }).catch((error: unknown) => {
    const isGate =
      error instanceof RehearsalError && ['gate-timed-out', 'gate-hopeless'].includes(error.code);
    if (!isGate) throw error;
    const message = `after the roll, ${error.message}`;
    view.say(message);
    journal.append({ type: 'note', message });
  });
}

function describeEvent(event: RollEvent): string | null {
  if (event.type === 'roll-line') return event.what === null ? null : formatRollLine(event);
  const command = event.command.join(' ');
  if (event.edge === 'begin') return command;
  if (event.outcome === 'done') return null;
  const end = event.outcome === 'aborted' ? 'was ended' : 'ended';
  return `${command} ${end} with code ${event.exitCode ?? 'unknown'}`;
}
