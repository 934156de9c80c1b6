import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Mechanism,
  unknownMechanism,
} from '../../../../../harness/judge/causes/mechanisms/mechanism.ts';
import { mechanisms } from '../../../../../harness/judge/causes/mechanisms/registry.ts';
import { reason, reasonText } from '../../../../../harness/reasons/reason.ts';
import { reportAssets } from '../../../../../harness/rehearsal/report-assets.ts';
import { renderReportFiles } from '../../../../../harness/report/files.ts';
import { judged, named, slice, termination } from '../../../../support/judge/mechanism-run.ts';
import { failing, healthy, scenario } from '../../../../support/judge/simulated-run.ts';
import {
  findDocsFaults,
  findMechanismFaults,
  loadMechanismFiles,
  registerMechanism,
} from '../../../../support/mechanism-registry.ts';
import { chart } from '../../../../support/report/samples.ts';

const page = readFileSync(join(import.meta.dirname, '../../../../../docs/judging-reference.md'), 'utf8');
const documented = () => [...mechanisms, unknownMechanism];

describe('the registry of mechanisms', () => {
  it('has the one mechanism of every file in its folder, each once', async () => {
    const files = await loadMechanismFiles();
    expect([...files].filter(([, mechanism]) => mechanism === undefined)).toEqual([]);
    expect(new Set(mechanisms)).toEqual(new Set(files.values()));
    expect(mechanisms).toHaveLength(files.size);
    expect(new Set(mechanisms.map(({ title }) => title)).size).toBe(files.size);
  });

  it('has only complete ones', () => {
    expect(mechanisms.flatMap(findMechanismFaults)).toEqual([]);
  });
});

/** Its texts are in harness/reasons, as for every mechanism: here those of another one. */
const seen = reason('no-server-answered', { servers: 7 });
/** Explains every episode. */
const example: Mechanism = {
  id: 'solar-flare',
  title: 'solar flare over the rack',
  find: {
    episode: ({ bad }) => ({ explains: bad, lagMs: null, evidence: [seen] }),
    outage: () => [seen],
    lateAnswers: () => [seen],
  },
  recommend: {
    episode: () => [{ setting: 'workload.replicas', from: '3', to: '4', reasons: [seen] }],
    outage: () => [{ setting: 'upgrade.nodes.interval', from: '5s', to: '10s', reasons: [seen] }],
  },
  docs: { when: 'The sky was red.', recommendation: '`workload.replicas`, `upgrade.nodes.interval`.' },
};
const name = { id: example.id, title: example.title };

describe('missing parts of a mechanism', () => {
  it('are none in a complete one', () => {
    expect(findMechanismFaults(example)).toEqual([]);
  });

  it.each<[string, Partial<Mechanism>]>([
    ['kebab case', { id: 'solarFlare' }],
    ['no title', { title: '' }],
    ['looks for nothing', { find: {} }],
    ['say null', { recommend: {} }],
    ['what it does not find', { find: { episode: () => null } }],
    ['row of docs/judging-reference.md', { docs: { when: 'The sky was red.', recommendation: '' } }],
    ['more than 40 words', { docs: { ...example.docs, when: 'The sky was red. '.repeat(11) } }],
  ])('are found: %s', (what, without) => {
    expect(findMechanismFaults({ ...example, ...without }).join()).toContain(what);
  });

  it('are found if its recommendation is undefined', () => {
    const { recommend: _, ...rest } = example;
    expect(findMechanismFaults(rest).join()).toContain('neither recommends anything nor says null');
  });

  it("are its row, or the row's position", () => {
    using _ = registerMechanism(example);
    expect(findDocsFaults(documented(), page)).toEqual([
      expect.stringContaining('missing: | `solar-flare` |'),
    ]);
    expect(findDocsFaults(documented().slice(2), page)).toEqual([
      expect.stringContaining(`superfluous: | \`${mechanisms[1]?.id}\` |`),
    ]);
    expect(findDocsFaults(documented().slice(1).toReversed(), page)).toEqual([
      'the rows are in another order',
    ]);
  });
});

describe('a registered mechanism', () => {
  const { criteria } = scenario;
  const probes = { ...criteria.probes, api: { longestMs: 1_000 } };

  it('is the cause of episodes and outages, recommends, and appears in every report', () => {
    using _ = registerMechanism(example);
    const summary = judged({
      fresh: failing(236, 240),
      scenario: { criteria: { ...criteria, probes }, workload: scenario.workload },
    });
    expect(summary.episodes).toMatchObject([{ mechanism: name, evidence: [seen] }]);
    const api = summary.criteria.find(({ id }) => id === 'probes.api');
    expect(api).toMatchObject({ state: 'missed', mechanism: name });
    expect(api?.why).toContain(`mechanism: ${name.title}; ${reasonText(seen)}`);
    expect(summary.verdict).toBe('tune');
    expect(summary.recommendations.map(({ setting }) => setting).toSorted()).toEqual([
      'upgrade.nodes.interval',
      'workload.replicas',
    ]);
    for (const { name: file, content } of renderReportFiles(summary, chart, reportAssets()))
      if (file !== 'junit.xml') expect(content, file).toContain(name.title);
    const [json] = renderReportFiles(summary, chart, reportAssets());
    expect(JSON.parse(json?.content ?? '')).toMatchObject({
      version: 3,
      episodes: [{ mechanism: name, evidence: [{ ...seen, text: 'none of 7 answered at its own address' }] }],
    });
  });

  it('is the cause of late responses', () => {
    using _ = registerMechanism(example);
    const slow = (atS: number, random: () => number) => {
      const pod = random() < 0.5 ? 2 : atS < 236.5 ? 1 : 3;
      const late = pod === 3 && atS < 280;
      return { ...(late ? { ms: 800 + random() } : healthy(atS, random)), pod };
    };
    const extra = [...termination(236.1), slice(236.5, ['web-2', 'web-3']), ...named];
    const found = judged({ fresh: slow, reused: slow, extra }).criteria.find(
      ({ id, scope }) => id === 'latency.p90' && scope.step === 'worker steps',
    );
    expect(found).toMatchObject({ state: 'missed', mechanism: name });
    expect(found?.why).toContain(`mechanism: ${name.title}; ${reasonText(seen)}`);
  });

  it('is removed at the end of its scope', () => {
    expect(mechanisms).not.toContain(example);
  });
});
