import { describe, expect, it } from 'vitest';
import { productionCommands } from '../../../../harness/judge/summaries/production-commands.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { scenario } from '../../../support/judge/simulated-run.ts';
import { machine, record, setup } from '../../../support/timeline/command-roll.ts';

const production = { stateStore: 's3://kops-state', cluster: 'production.k8s.local' };
const cloned = { ...scenario, cluster: { ...scenario.cluster, production } };
const roll = ['kops', 'rolling-update', 'cluster', '--name=c', '--yes'];
const timeline = foldTimeline([
  ...setup([machine(0)]),
  record(10, { type: 'roll-command', command: ['kops', 'replace', "a file's name"], edge: 'begin' }),
  record(11, { type: 'roll-command', command: ['kops', 'replace'], edge: 'end', outcome: 'done' }),
  record(12, { type: 'roll-command', command: roll, edge: 'begin' }),
]);

describe('the commands for production', () => {
  it("are those of the roll, with production's name in place of the clone's", () => {
    const named = foldTimeline([
      ...setup([machine(0)]).map((one) =>
        one.type === 'cluster' ? { ...one, name: 'clone.k8s.local' } : one,
      ),
      record(12, {
        type: 'roll-command',
        command: [...roll.slice(0, 3), '--name=clone.k8s.local'],
        edge: 'begin',
      }),
    ]);
    expect(productionCommands({ timeline: named, scenario: cloned })).toEqual([
      'kops rolling-update cluster --name=production.k8s.local',
    ]);
  });

  it('can be pasted into a shell, whatever their words are', () => {
    const [replace] = productionCommands({
      timeline: { ...timeline, cluster: { name: 'none', nodes: [], apiServers: [] } },
      scenario: cloned,
    });
    expect(replace).toBe(`kops replace 'a file'\\''s name'`);
  });

  it('are apart for the way back', () => {
    const back = foldTimeline([
      ...setup([machine(0)]),
      record(10, { type: 'roll-command', command: ['kops', 'there'], edge: 'begin' }),
      record(11, { type: 'roll-stop', upgraded: 1, nodes: 1 }),
      record(12, { type: 'way-back', to: '1.33.13' }),
      record(13, { type: 'roll-command', command: ['kops', 'return'], edge: 'begin' }),
    ]);
    const evidence = { timeline: back, scenario: cloned };
    expect(productionCommands(evidence)).toEqual(['kops there']);
    expect(productionCommands(evidence, 'back')).toEqual(['kops return']);
  });

  it('are none where nothing was cloned, or this tool rolled', () => {
    expect(productionCommands({ timeline, scenario })).toEqual([]);
    const own = foldTimeline(setup([machine(0)]));
    expect(productionCommands({ timeline: own, scenario: cloned })).toEqual([]);
  });
});
