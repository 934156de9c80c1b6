import type { JournalRecord, ProbeKind } from '../../../../harness/journal/records.ts';
import { judge } from '../../../../harness/judge/judge.ts';
import { renderMarkdownReport } from '../../../../harness/report/markdown.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { journal, lane, s, scenario, withAccounts } from '../../judge/simulated-run.ts';

// Runs in a copy of the project with the probe `webhook`: judges a run in which it failed for five seconds.

const kind = 'webhook' as ProbeKind;
const results = Array.from({ length: 480 }, (_, seq): JournalRecord => {
  const sentS = 150 + seq / 2;
  const ok = sentS < 236 || sentS >= 241;
  return {
    atUs: s(sentS) + 1_000,
    type: 'probe',
    probe: kind,
    source: 'nobody',
    seq,
    sentUs: s(sentS),
    durationUs: 1_000,
    ok,
  };
});
const lanes = [lane({ lane: 'reused', kind: 'reused' }), lane({ lane: 'fresh' })];
const records = [...journal(), ...results].toSorted((a, b) => a.atUs - b.atUs);
const probes = { ...scenario.criteria.probes, [kind]: { longestMs: 1_000 } };
const summary = judge({
  scenario: { ...scenario, criteria: { ...scenario.criteria, probes } },
  timeline: foldTimeline(withAccounts(records, lanes)),
  lanes,
  torn: false,
  floor: null,
  tool: '0.1.0',
});
const criterion = summary.criteria.find(({ id }) => id === `probes.${kind}`);
const probe = summary.probes.find((one) => one.probe === kind);
const report = renderMarkdownReport(summary)
  .split('\n')
  .filter((line) => line.includes(kind))
  .join('\n');
console.log(JSON.stringify({ criterion, probe, report }));
