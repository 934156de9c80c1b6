import { expect, test } from 'vitest';
import { createCommands } from '../../../../harness/command/commands.ts';
import type { GateCheck } from '../../../../harness/scenario/scenario.ts';
import { validateWithChecks } from '../../../../harness/upgrade/calls/gate-checks.ts';

const never = new AbortController().signal;
const means = { commands: createCommands(), env: {}, headers: () => ({}) };

const check = (name: string, exitCode: number): GateCheck => ({
  name,
  call: {
    ...{ kind: 'command', command: [process.execPath, '-e', `process.exit(${exitCode})`] },
    ...{ exitCode: 0, json: null, timeoutMs: 20_000 },
  },
});

test('adds what the checks of the user found to what the lists left unmet', async () => {
  const checks = [check('search is green', 3), check('disk', 0)];
  const validate = validateWithChecks(async () => ['worker is not Ready'], checks, means);
  expect(await validate(never)).toEqual([
    'worker is not Ready',
    'check search is green: exit code 3 instead of 0',
  ]);
});

test('holds if the lists and every check do', async () => {
  expect(await validateWithChecks(async () => [], [check('disk', 0)], means)(never)).toEqual([]);
});

test('changes nothing without checks', () => {
  const validate = async () => [];
  expect(validateWithChecks(validate, [], means)).toBe(validate);
});
