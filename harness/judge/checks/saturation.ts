import { type Reason, reason } from '../../reasons/reason.ts';
import { isHeld } from '../../timeline/held-evictions.ts';
import { type Finding, isApplicable, unresolve } from '../criteria/criterion.ts';
import type { Evidence } from '../evidence.ts';
import { type BusyTime, mostlyBusy, timeToBlame } from '../load-host/host-load.ts';
import { describeProcesses } from '../load-host/host-summary.ts';
import type { Period } from '../periods.ts';

/** Why nothing can be judged, and which processes used the processors; null if the baseline is usable. */
export function saturatedBaseline({ baseline, timeline }: Evidence): readonly Reason[] | null {
  const found = baseline === null ? null : mostlyBusy(timeline, baseline, 'saturated');
  if (found === null) return null;
  return [
    reason('baseline-saturated', busySeconds(found)),
    ...describeProcesses(timeline, baseline as Period),
  ];
}

/** How the host may explain a baseline that misses the criteria itself; empty if it was not overloaded. */
export function overloadedBaseline({ baseline, timeline }: Evidence): readonly Reason[] {
  const found = baseline === null ? null : mostlyBusy(timeline, baseline, 'overloaded');
  if (found === null) return [];
  return [
    reason('baseline-overloaded', busySeconds(found)),
    ...describeProcesses(timeline, baseline as Period),
  ];
}

/** The failed step, if the host may be the cause: it was overloaded, and nothing held back the drain's evictions. */
export function failedWhileOverloaded({ timeline }: Evidence): readonly Reason[] | null {
  const failed = timeline.steps.find((step) => step.outcome === 'failed');
  if (failed === undefined) return null;
  const held = timeline.evictions.some((one) => one.step === failed.index && isHeld(one));
  const action = failed.actions.findLast((one) => one.outcome === 'failed');
  const during = { fromUs: action?.fromUs ?? failed.began.atUs, toUs: action?.toUs ?? timeline.lastUs };
  const found = held ? null : mostlyBusy(timeline, timeToBlame(during), 'overloaded');
  if (found === null) return null;
  return [reason('overloaded-at-failed-step', busySeconds(found)), ...describeProcesses(timeline, during)];
}

/** A miss whose mechanism is not shown becomes unresolved if the host was overloaded around it; never met. */
export function unresolvedByHost(finding: Finding, evidence: Evidence): Finding {
  const { criterion, definition } = finding;
  const { hostOverload } = definition;
  if (criterion.state !== 'missed' || !isApplicable(hostOverload)) return finding;
  const found = hostOverload(finding, evidence);
  if (found === null) return finding;
  const { busyUs, knownUs } = found;
  const seconds = { overloadedS: busyUs / 1_000_000, measuredS: knownUs / 1_000_000 };
  return unresolve(finding, reason('host-overloaded', seconds));
}

const busySeconds = ({ busyUs, knownUs }: BusyTime) => ({
  busyS: busyUs / 1_000_000,
  measuredS: knownUs / 1_000_000,
});
