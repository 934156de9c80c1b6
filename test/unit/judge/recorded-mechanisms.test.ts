import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../../harness/judge/answer/summary.ts';
import { reasonsText } from '../../../harness/reasons/reason.ts';
import type { RunDirectory } from '../../../harness/rehearsal/run-directory.ts';
import type { Scenario } from '../../../harness/scenario/scenario.ts';
import { judged } from '../../support/judge/recording.ts';

/** Episodes since the upgrade began: before it a lane may meet a service that does not exist yet. */
const listMechanisms = ({ episodes }: Summary) => [
  ...new Set(episodes.filter((one) => one.step !== null).map((one) => one.mechanism.id)),
];
const listSettings = ({ recommendations }: Summary) => recommendations.map((one) => one.setting);

/** The same run with a limit for its API's outage that its restart exceeds. */
function withApiLimit({ resolved }: RunDirectory): void {
  const scenario: Scenario = JSON.parse(readFileSync(resolved, 'utf8'));
  const probes = { ...scenario.criteria.probes, api: { longestMs: 1_000 } };
  writeFileSync(resolved, JSON.stringify({ ...scenario, criteria: { ...scenario.criteria, probes } }));
}

/** What their README expected of the recordings before they were judged. */
describe('recorded mechanisms, and near misses', () => {
  it('a successor without a readiness probe gets connections before it listens; neither stale proxies nor a stale endpoint are the mechanism', async () => {
    const summary = await judged('ready-too-soon');
    expect(summary.verdict).toBe('tune');
    expect(listMechanisms(summary)).toContain('slow-start');
    for (const one of listMechanisms(summary)) expect(['slow-start', 'connection-cut']).toContain(one);
    expect(listSettings(summary)).toEqual(['workload.readinessProbe']);
  });

  it('with a readiness probe the same start harms nobody', async () => {
    const summary = await judged('starts-slowly');
    expect(summary).toMatchObject({ verdict: 'rehearsed', recommendations: [] });
    for (const one of listMechanisms(summary)) expect(one).toBe('connection-cut');
  });

  it('a cold successor is named with its responses, and nothing is recommended for unknown manifests', async () => {
    const summary = await judged('cold-successor');
    expect(summary).toMatchObject({ verdict: 'reject', recommendations: [] });
    expect(listMechanisms(summary)).toEqual(['slow-start']);
  });

  it('streams of a pod that ignores SIGTERM break when it is killed', async () => {
    const summary = await judged('streams-outlive-sigterm');
    expect(summary).toMatchObject({ verdict: 'reject', recommendations: [] });
    expect(listMechanisms(summary)).toEqual(['broken-stream']);
    for (const { evidence } of summary.episodes)
      expect(reasonsText(evidence)).toContain('its grace period of 4 s was over, and it was killed');
  });

  it('streams through a replaced node end with it, including those to pods elsewhere', async () => {
    const summary = await judged('replaced-workers');
    expect(summary).toMatchObject({ verdict: 'reject', recommendations: [] });
    expect(listMechanisms(summary).sort()).toEqual(['node-left', 'broken-stream'].sort());
  });

  it('an API server that is restarted for its own upgrade is named with its step', async () => {
    const summary = await judged('starts-slowly', withApiLimit);
    const api = summary.criteria.find((one) => one.id === 'probes.api');
    expect(api).toMatchObject({
      state: 'missed',
      mechanism: { id: 'api-server-restart' },
      scope: { step: expect.stringContaining('(control-plane, step 1 of 3)') },
      why: expect.stringContaining('; there is no other to answer meanwhile'),
    });
    // No setting of the scenario keeps an API server available while it is replaced.
    expect(summary).toMatchObject({ verdict: 'reject', recommendations: [] });
  });
});
