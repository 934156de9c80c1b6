import type { ProxyGap } from '../timeline/proxy-gaps.ts';
import type { Evidence } from './evidence.ts';
import { type ProxyAbsence, proxyAbsenceText } from './mechanisms/proxy-absent.ts';
import { speaksOf } from './speaks-of.ts';
import type { Advice } from './summary.ts';
import { timeText } from './words.ts';

const setting = 'upgrade.controlPlane.addons';

/** To wait for the add-ons, where a control plane's step did not and its configuration had replaced the proxy. */
export function recommendAddonsWait(absence: ProxyAbsence, evidence: Evidence): Advice[] {
  // a run that was recorded before the setting existed did not wait
  const waits = (evidence.scenario.upgrade.controlPlane.addons ?? null) !== null;
  const configuredUs = lastConfigurationUs(absence.gap, evidence);
  if (waits || configuredUs === null || !speaksOf(setting, evidence)) return [];
  return [
    {
      setting,
      from: 'none',
      to: 'wait',
      why: `${proxyAbsenceText(absence)}; the control plane's configuration, done at ${timeText(configuredUs)}, replaces every kube-proxy; before its kubelet is replaced, controllers are there to create each successor`,
    },
  ];
}

/** When the last configuration of a control plane before the gap was done; null where there was none. */
function lastConfigurationUs({ stoppedUs }: ProxyGap, { timeline }: Evidence): number | null {
  const begun = timeline.steps
    .filter(({ slot }) => slot.role === 'control-plane')
    .flatMap(({ actions }) => actions.filter((one) => one.action === 'config' && one.fromUs <= stoppedUs));
  const last = begun.at(-1);
  return last === undefined ? null : (last.toUs ?? last.fromUs);
}
