import { type Reason, reason } from '../../reasons/reason.ts';
import type { LeftBehind } from '../../timeline/model.ts';
import type { Summary } from '../answer/summary.ts';
import type { Evidence } from '../evidence.ts';
import { productionCommands } from './production-commands.ts';

/** A roll that the scenario had ended early; null where it went to its end. */
export function summarizeWayBack(evidence: Evidence): Summary['wayBack'] {
  const { stop, wayBack } = evidence.timeline.turn;
  if (stop === null) return null;
  const { upgraded, nodes } = stop;
  return {
    ...{ to: evidence.scenario.cluster.from, upgraded, nodes, stoppedUs: stop.atUs },
    fromUs: wayBack?.fromUs ?? null,
    left: (wayBack?.left ?? []).map(describeLeft),
    commands: productionCommands(evidence, 'back'),
  };
}

/** What the headline adds to the verdict: that the cluster went back, or was about to. */
export function describeWayBack({ timeline, scenario }: Evidence): Reason | undefined {
  const { stop } = timeline.turn;
  if (stop === null) return undefined;
  const isDone = timeline.phases.some(({ phase, outcome }) => phase === 'upgrade' && outcome === 'done');
  const { upgraded, nodes, atUs } = stop;
  const values = { version: scenario.cluster.from, upgraded, nodes };
  return reason(isDone ? 'went-back' : 'way-back-cut-short', values, [{ record: 'roll-stop', atUs }]);
}

function describeLeft({ node, cordoned, excluded, tainted, detached }: LeftBehind) {
  return {
    node,
    states: [
      ...(cordoned ? (['cordoned'] as const) : []),
      ...(excluded ? (['excluded from load balancers'] as const) : []),
      ...(tainted ? (['tainted as scheduled for an update'] as const) : []),
      ...(detached ? (['detached from its group'] as const) : []),
    ],
  };
}
