import type { Action, JournalRecord } from '../../../../harness/journal/records.ts';
import { judge } from '../../../../harness/judge/judge.ts';
import { renderMarkdownReport } from '../../../../harness/report/markdown.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { inPlaceRoller } from '../../../../harness/upgrade/in-place.ts';
import { journal, lane, s, scenario, withAccounts } from '../../judge/simulated-run.ts';
import { drainPolicy } from '../../upgrade/drain-policy.ts';
import { inPlaceOps, recordRoll, smallCluster, worker } from '../../upgrade/small-cluster.ts';

// Runs in a copy of the project with the action `relabel`: rolls a node, and judges an API outage in such an
// action.

const cluster = await smallCluster();
const roller = inPlaceRoller({
  ops: inPlaceOps({ upgradeKubelet: async ({ name }, to) => void cluster.putNode(name, to) }),
  kube: cluster.api.kube,
  drain: drainPolicy({ timeoutMs: 5_000 }),
  gate: null,
  from: '1.33.13',
  addons: null,
  validate: async () => [],
  append: cluster.append,
  clock: cluster.clock,
});
const plan = { to: '1.34.4', steps: [{ node: worker, intervalMs: 0 }] };
const { said } = await recordRoll(roller.roll(plan, new AbortController().signal));
await cluster.api[Symbol.asyncDispose]();

/** The only API server is down from 165 to 175 s, in the control plane's step. */
const intents = (['begin', 'end'] as const).map(
  (edge): JournalRecord => ({
    atUs: edge === 'begin' ? s(164) : s(184),
    type: 'intent',
    step: 0,
    repeat: 0,
    node: 'cp-1',
    slot: { pool: 'control-plane', role: 'control-plane', ordinal: 0 },
    action: 'relabel' as Action,
    edge,
    ...(edge === 'end' && { outcome: 'done' }),
  }),
);
const lanes = [lane({ lane: 'reused', kind: 'reused' }), lane({ lane: 'fresh' })];
const records = [...journal(), ...intents].toSorted((a, b) => a.atUs - b.atUs);
const probes = { ...scenario.criteria.probes, api: { longestMs: 2_000 } };
const summary = judge({
  scenario: { ...scenario, criteria: { ...scenario.criteria, probes } },
  timeline: foldTimeline(withAccounts(records, lanes)),
  lanes,
  torn: false,
  floor: null,
  tool: '0.1.0',
});
const report = renderMarkdownReport(summary)
  .split('\n')
  .filter((line) => line.includes('| relabel |'));
const api = summary.criteria.find(({ id }) => id === 'probes.api');
console.log(JSON.stringify({ said, mechanism: api?.mechanism?.id, why: api?.why, report }));
