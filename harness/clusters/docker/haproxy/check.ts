import { mostConnections } from '../../../plan/in-flight.ts';
import type { Check, CheckedScenario } from '../../cluster.ts';
import { maxConnections } from './config.ts';

/** Beyond what HAProxy takes at a time, connections wait unaccepted: it would be the front door's limit that is measured. */
export function doorCheck(scenario: CheckedScenario): Check {
  const connections = mostConnections(scenario);
  const ok = connections <= maxConnections;
  return {
    name: 'front door',
    ok,
    found: `accepts ${maxConnections} connections at a time; an outage needs ${connections}`,
    hint: ok
      ? ''
      : 'Lower `load.rate` or `load.timeout`: otherwise the limit of the front door distorts an outage.',
    code: null,
  };
}
