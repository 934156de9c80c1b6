import { reason } from '../../reasons/reason.ts';
import type { ProxyGap } from '../../timeline/proxy-gaps.ts';
import type { Recommendation } from '../answer/summary.ts';
import type { Evidence } from '../evidence.ts';
import { describeAbsence, type ProxyAbsence } from './proxy-absence.ts';

/**
 * Recommends waiting for the add-ons if a control plane's step did not, and its configuration had replaced the proxy.
 */
export function recommendAddonsWait(absence: ProxyAbsence, evidence: Evidence): Recommendation[] {
  // a run that was recorded before the setting existed did not wait
  const waits = (evidence.scenario.upgrade.controlPlane.addons ?? null) !== null;
  const configuredUs = findLastConfigurationUs(absence.gap, evidence);
  if (waits || configuredUs === null) return [];
  return [
    {
      setting: 'upgrade.controlPlane.addons',
      from: 'none',
      to: 'wait',
      reasons: [describeAbsence(absence), reason('configuration-replaces-proxies', { doneUs: configuredUs })],
    },
  ];
}

/** When the last configuration of a control plane before the gap was done; null if there was none. */
function findLastConfigurationUs({ stoppedUs }: ProxyGap, { timeline }: Evidence): number | null {
  const begun = timeline.steps
    .filter(({ slot }) => slot.role === 'control-plane')
    .flatMap(({ actions }) =>
      actions.filter(({ action, fromUs }) => action === 'config' && fromUs <= stoppedUs),
    );
  const last = begun.at(-1);
  return last === undefined ? null : (last.toUs ?? last.fromUs);
}
