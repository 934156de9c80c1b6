import { after, before, create, type Example } from './recipe.ts';

/** A probe that sends nothing. */
export const probe: Example = {
  recipe: 'A probe',
  name: 'webhook',
  prepared: [
    after(
      'harness/scenario/scenario.ts',
      '    readonly rollout: { readonly longestMs: number } | null;\n',
      '    readonly webhook: { readonly longestMs: number } | null;\n',
    ),
    after(
      'harness/scenario/schema/criteria.ts',
      "    rollout: optionalProbe('3m').describe('Longest time in which no Deployment could be rolled'),\n",
      "    webhook: optionalProbe('1s').describe('An example'),\n",
    ),
    after(
      'harness/scenario/resolve.ts',
      '      rollout: probeLimit(probes.rollout),\n',
      '      webhook: probeLimit(probes.webhook),\n',
    ),
    after('harness/scenario/resolved/schema.ts', '    rollout: laterProbe,\n', '    webhook: laterProbe,\n'),
    after('test/support/judge/simulated-run.ts', 'apiWrite: null, rollout: null', ', webhook: null'),
    before(
      'docs/scenario.md',
      '| `criteria.probes.rollout` |',
      '| `criteria.probes.webhook` | `none` or a mapping | `none` | a mapping runs the probe |\n| `criteria.probes.webhook.longest` | duration | `1s` | an example |\n',
    ),
  ],
  registered: [
    after('harness/journal/probe-entries.ts', "['api', ...nodeProbes, 'apiWrite', 'rollout'", ", 'webhook'"),
  ],
  missing: 'webhook',
  incomplete: ['harness/judge/criteria/registry.ts', 'test/fixtures/thin.ts'],
  code: [
    after('test/fixtures/thin.ts', 'apiWrite: 8, rollout: 1', ', webhook: 1'),
    create(
      'harness/observe/webhook-probe.ts',
      `import type { Clock } from '../journal/clock.ts';
import type { Journal } from '../journal/records.ts';
import { onSchedule } from './on-schedule.ts';

export function probeWebhooks(journal: Journal, clock: Clock, signal: AbortSignal): Promise<void> {
  return onSchedule(1_000, signal, (seq) => {
    const sentUs = clock.nowUs();
    journal.append({ type: 'probe', probe: 'webhook', source: 'nobody', seq, sentUs, durationUs: 0, ok: true });
  });
}
`,
    ),
    before(
      'harness/rehearsal/phases/observing.ts',
      'import { type Observers, observe }',
      "import { probeWebhooks } from '../../observe/webhook-probe.ts';\n",
    ),
    before(
      'harness/rehearsal/phases/observing.ts',
      '    journalFacts(cluster, journal, signal),',
      '    ...(run.scenario.criteria.probes.webhook === null ? [] : [probeWebhooks(journal, clock, signal)]),\n',
    ),
    create(
      'harness/judge/criteria/probes-webhook.ts',
      `import { probeCriterion } from './probe-criterion.ts';

export const probesWebhook = probeCriterion({
  probe: 'webhook',
  smallestGapMs: 5_000,
  findUnprobed: () => null,
});
`,
    ),
    before(
      'harness/judge/criteria/registry.ts',
      'import { settleWithin }',
      "import { probesWebhook } from './probes-webhook.ts';\n",
    ),
    after('harness/judge/criteria/registry.ts', '  rollout: probesRollout,\n', '  webhook: probesWebhook,\n'),
  ],
  documents: [
    before(
      'docs/judging-reference.md',
      '| `probes.apiWrite.lost` | writes that',
      '| `probes.webhook` | longest run of failures | ≤ limit / above | no result at all |\n',
    ),
    before(
      'docs/judging-reference.md',
      '| `probes.apiWrite.lost` | writes are',
      '| `probes.webhook` | yes | A/A runs are compared by step, and outages of a probe are not counted by step | yes | cause |\n',
    ),
    after('docs/run-directory.md', '`probe` (`api`, `dns`, `pods`, `apiWrite`, `rollout`', ', `webhook`'),
  ],
  rewritten: ['docs/summary.schema.json'],
  undocumented: ['webhook'],
  untouched: ['harness/scenario/providers/settings.ts', 'harness/workload'],
};
