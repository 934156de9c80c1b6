import { describe, expect, it } from 'vitest';
import { describeLeftBehind } from '../../../harness/rehearsal/left-behind.ts';
import { kops } from '../../../harness/scenario/providers/kops.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';
import {
  asTimed,
  command,
  line,
  machine,
  setup,
  shown,
  surgeOfOne,
} from '../../support/timeline/command-roll.ts';

const marks = kops.nodeMarks;
const [first, last] = [machine(0), machine(1)];
const tainted = { scheduledForUpdate: true as const };
const drainFailed = [
  ...setup([first, last]),
  command(10, 'begin'),
  shown(11, first, tainted),
  shown(11, last, tainted),
  line(12, 'detaching', last),
  line(40, 'draining', first),
  shown(40.1, first, { ...tainted, unschedulable: true }),
  shown(40.2, first, { ...tainted, unschedulable: true, excluded: true }),
  line(60, 'failed'),
];

describe('what a rolling command leaves behind', () => {
  it('is named by node, with the commands that undo it', () => {
    const text = describeLeftBehind(foldTimeline([...drainFailed, command(61, 'end', 1)]), marks);
    expect(text).toBe(
      `The command left behind: ${first.name} is cordoned, excluded from load balancers, tainted kops.k8s.io/scheduled-for-update; ` +
        `${last.name} is tainted kops.k8s.io/scheduled-for-update, detached from its group. ` +
        `To undo it: kubectl uncordon ${first.name}; ` +
        `kubectl label node ${first.name} node.kubernetes.io/exclude-from-external-load-balancers-; ` +
        `kubectl taint node ${first.name} kops.k8s.io/scheduled-for-update-; ` +
        `kubectl taint node ${last.name} kops.k8s.io/scheduled-for-update-. ` +
        'The next `kops rolling-update cluster c --yes` ends the detached nodes last.',
    );
  });

  it('is said of a command that was killed with the tool, too', () => {
    expect(describeLeftBehind(foldTimeline(drainFailed), marks)).toContain(`${first.name} is cordoned`);
  });

  it('is nothing after a roll that was done, or where no command rolls', () => {
    expect(describeLeftBehind(foldTimeline(asTimed(surgeOfOne())), marks)).toBe('');
    const own = drainFailed.filter(({ type }) => type !== 'roll-command');
    expect(describeLeftBehind(foldTimeline(own), marks)).toBe('');
    expect(describeLeftBehind(foldTimeline(drainFailed), null)).toBe('');
  });

  it('is not the label that every control plane has', () => {
    const plane = machine(0, 'control-plane-a', 'control-plane');
    const begun = [...setup([plane]), command(10, 'begin'), shown(11, plane, { excluded: true })];
    expect(describeLeftBehind(foldTimeline(begun), marks)).toBe('');
  });

  it('leaves out nodes whose machines have ended', () => {
    const { setup: begun, api, lines } = surgeOfOne();
    const cut = asTimed({ setup: begun, api, lines, end: [] }).filter(({ atUs }) => atUs < 86e6);
    const text = describeLeftBehind(foldTimeline(cut), marks);
    expect(text).toContain(`${last.name} is cordoned, detached from its group`);
    expect(text).not.toContain(`${first.name} is`);
  });
});
