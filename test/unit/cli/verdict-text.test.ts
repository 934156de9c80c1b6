import { describe, expect, it } from 'vitest';
import { printError } from '../../../harness/cli/print-error.ts';
import { formatHeadline, formatVerdictLines } from '../../../harness/cli/verdict-text.ts';
import { type ErrorCode, errorTable, RehearsalError } from '../../../harness/errors.ts';
import type { Summary, Verdict } from '../../../harness/judge/answer/summary.ts';
import { type Reason, reason } from '../../../harness/reasons/reason.ts';
import type { Finish } from '../../../harness/rehearsal/rehearse.ts';
import { memoryContext } from '../../support/cli/memory-context.ts';

const verdicts: readonly Verdict[] = ['approve', 'tune', 'reject', 'inconclusive', 'rehearsed'];

/** Its reasons are removed nodes with these names. */
function summary(
  verdict: Verdict,
  names: readonly string[],
  recommendations: Summary['recommendations'] = [],
): Summary {
  const reasons = names.map((name) => reason('node-gone', { node: name }));
  return { verdict, reasons, recommendations, steps: [], probes: [] } as unknown as Summary;
}

function finish(given: Partial<Finish>): Finish {
  return {
    runDirectory: '/w/reports/r1-roll',
    summary: null,
    error: null,
    kept: null,
    troubles: [],
    exitCode: 0,
    ...given,
  };
}

const text = (given: Partial<Finish>, cwd = '/w') => formatVerdictLines(finish(given), cwd).join('\n');

describe('the end of a run', () => {
  it.each(verdicts)("prints %s once and first, then the reasons, then the report's path", (verdict) => {
    expect(text({ summary: summary(verdict, ['first', 'second', 'third']) })).toBe(
      `\n${verdict.toUpperCase()}: first is gone\n  - second is gone\n  - third is gone\nreport: reports/r1-roll/derived/report.html`,
    );
  });

  it('names at most five reasons, each once', () => {
    const reasons = Array.from({ length: 9 }, (_, i) => `reason ${i}`);
    const said = text({ summary: summary('reject', reasons) });
    expect(said.match(/reason \d/g)).toEqual(reasons.slice(0, 5));
  });

  it('leaves the description of the failure to the error that follows', () => {
    const message = 'not steady after 12 s: $& pod shop/web-1 has no image';
    const ended = (code: ErrorCode, verdict: Verdict, reasons: readonly Reason[]) =>
      text({ summary: { ...summary(verdict, []), reasons }, error: new RehearsalError(code, message) })
        .split('\nreport')[0]
        ?.slice(1);
    const quoted = reason('error', { code: 'never-steady', message });
    const phase = reason('phase-ended', { phase: 'settle', outcome: 'failed' });
    expect(ended('never-steady', 'inconclusive', [quoted, phase])).toBe(
      'INCONCLUSIVE: never-steady: see the error\n  - phase settle ended as failed',
    );
    const ofGate = [
      reason('step-failed', { action: 'gate', node: 'worker-1', detail: message }),
      reason('error', { code: 'gate-timed-out', message }),
    ];
    expect(ended('gate-timed-out', 'reject', ofGate)).toBe(
      'REJECT: the gate of worker-1 failed: see the error',
    );
    expect(ended('interrupted', 'inconclusive', [reason('interrupted')])).toBe(
      'INCONCLUSIVE: the run was interrupted',
    );
  });

  it('names the recommended values if a change of settings may help', () => {
    const recommendations = [
      { setting: 'upgrade.nodes.interval', from: '10s', to: '40s', reasons: [], why: 'measured' },
    ];
    expect(text({ summary: summary('tune', ['late harm'], recommendations) })).toContain(
      '  recommended: upgrade.nodes.interval: 10s -> 40s',
    );
  });

  it('names nodes by their short names', () => {
    const step = 'r1-worker2 (worker, step 3 of 3)';
    const reasons = [`late (${step})`, 'r1-control-plane'];
    const steps = [{ node: 'r1-worker2' }] as unknown as Summary['steps'];
    expect(text({ summary: { ...summary('reject', reasons), steps } })).toContain(
      'REJECT: late (worker-2 (worker, step 3 of 3)) is gone\n  - control-plane-1 is gone\n',
    );
  });

  it('explains how to make a report if there is none', () => {
    expect(text({})).toBe('\nthere is no report; make it with:\n  rehearse report reports/r1-roll');
  });

  it('explains how to reach a kept cluster, and how to remove it', () => {
    const kept = { runId: 'r1', cluster: 'rehearse-r1', kubeconfig: '/s/runs/r1/kubeconfig' };
    expect(text({ summary: summary('approve', ['well']), kept })).toMatch(
      /kept: cluster rehearse-r1; KUBECONFIG=\/s\/runs\/r1\/kubeconfig\n {2}remove it with: rehearse clean r1$/,
    );
  });

  it('lets no name from a cluster forge a line', () => {
    const hostile = 'web\n\u001b[2JAPPROVE: all is well';
    const recommendations = [{ setting: hostile, from: hostile, to: hostile, reasons: [], why: '' }];
    const said = text({ summary: summary('tune', [hostile, hostile], recommendations) });
    expect(said.split('\n')).toHaveLength(5);
    expect(said).not.toContain('\u001b');
    expect(said).not.toMatch(/^APPROVE/m);
    expect(formatHeadline(summary('reject', [hostile]))).toBe('REJECT: web [2JAPPROVE: all is well is gone');
  });
});

describe('an error', () => {
  it.each(Object.keys(errorTable) as ErrorCode[])(
    '%s shows its code, its exit code and what to do',
    (code) => {
      const context = memoryContext([]);
      printError(context.stderr, new RehearsalError(code, 'it went wrong'));
      const { exit, hint } = errorTable[code];
      expect(context.err()).toBe(`error: it went wrong\n  code: ${code} (exit ${exit})\n  do:   ${hint}\n`);
    },
  );

  it("keeps the lines of a program's output, without what a terminal would interpret", () => {
    const context = memoryContext([]);
    printError(
      context.stderr,
      new RehearsalError('command-failed', 'kind ended with code 1:\n\u001b[31mno\u001b[0m\rspace'),
    );
    expect(context.err()).toMatch(/^error: kind ended with code 1:\n/);
    expect(context.err()).not.toContain('\u001b');
    expect(context.err()).not.toContain('\r');
  });
});
