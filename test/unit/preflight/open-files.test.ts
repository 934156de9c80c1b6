import { describe, expect, it } from 'vitest';
import type { Commands } from '../../../harness/command/commands.ts';
import { openFilesCheck } from '../../../harness/preflight/open-files.ts';
import { parseScenario } from '../../../harness/scenario/load-scenario.ts';

const machine = (limit: string): Commands => ({
  async run() {
    return { stdout: `${limit}\n`, stderr: '', exitCode: 0 };
  },
  async *lines() {},
  adopt: () => () => {},
});

function check(limit: string, provider: 'kind' | 'embedded' = 'kind', load = 'closed: none') {
  const { scenario } = parseScenario(
    `apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: open }
cluster: { provider: ${provider}, from: 1.33.13, to: 1.34.4 }
load: { rate: 100/s, timeout: 2s, ${load} }
`,
    'open.yaml',
  );
  return openFilesCheck(scenario, machine(limit), new AbortController().signal);
}

describe('the open files of a process', () => {
  it('are enough for every request of every lane within one timeout, and for other open files', async () => {
    // reused, fresh and control: 100/s for 2 s, and one slot at either end
    expect(await check('862')).toMatchObject({ ok: true, hint: '' });
    expect(await check('861')).toMatchObject({
      ok: false,
      code: 'open-files-limited',
      found: 'a process may open 861 files; an outage needs 862 (606 connections)',
      hint: expect.stringContaining('ulimit -n'),
    });
    expect(await check('unlimited')).toMatchObject({ ok: true });
  });

  it('are twice as many if the front door is a process, too', async () => {
    expect(await check('1467', 'embedded')).toMatchObject({ ok: false });
    expect(await check('1468', 'embedded')).toMatchObject({ ok: true });
  });

  it("follow the scenario's lanes", async () => {
    const needed = async (load: string) =>
      Number(/\((\d+) connections\)/.exec((await check('1', 'kind', load)).found)?.[1]);
    expect(await needed('closed: { connections: 10 }, lanes: [fresh]')).toBe(414);
    expect(await needed('closed: none, lanes: [{ name: few, count: 5 }]')).toBe(207);
    // The control lane's connections alone.
    expect(await needed('closed: none, lanes: [stream]')).toBe(202);
    expect(await needed('closed: none, lanes: [fresh], arrival: poisson')).toBeGreaterThan(500);
  });
});
