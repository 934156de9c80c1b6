import type { Check } from '../clusters/cluster.ts';
import type { Commands } from '../command/commands.ts';
import { errorMessage, errorTable } from '../errors.ts';
import { cpuListText } from '../scenario/cpu-list.ts';
import { getTraits } from '../scenario/providers/table.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Prerequisites of pinning, if the scenario uses it: the processors that it names, and `taskset`. */
export async function processorChecks(
  { load, cluster }: Pick<Scenario, 'load' | 'cluster'>,
  allowed: readonly number[],
  commands: Commands,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const lists = [
    { key: 'load.cpus', cpus: load.cpus },
    { key: 'cluster.cpus', cpus: cluster.cpus },
  ].flatMap(({ key, cpus }) => (cpus === null ? [] : [processorCheck(key, cpus, allowed)]));
  const { pinsWithTaskset } = getTraits(cluster.provider);
  const needed = load.cpus !== null || (cluster.cpus !== null && pinsWithTaskset);
  return needed ? [...lists, await tasksetCheck(commands, signal)] : lists;
}

function processorCheck(key: string, cpus: readonly number[], allowed: readonly number[]): Check {
  const missing = cpus.filter((cpu) => !allowed.includes(cpu));
  const own = `this machine allows ${allowed.length} (${cpuListText(allowed)})`;
  const ok = missing.length === 0;
  return {
    name: `processors ${cpuListText(cpus)} of ${key}`,
    ok,
    found: ok ? own : `${cpuListText(missing)} missing: ${own}`,
    hint: ok ? '' : errorTable['processors-missing'].hint,
    code: 'processors-missing',
  };
}

async function tasksetCheck(commands: Commands, signal: AbortSignal): Promise<Check> {
  const base = { name: 'taskset', code: 'taskset-missing' } as const;
  try {
    const { stdout } = await commands.run('taskset', ['--version'], { signal, timeoutMs: 10_000 });
    return { ...base, ok: true, found: stdout.trim(), hint: '' };
  } catch (error) {
    const found = errorMessage(error);
    return { ...base, ok: false, found, hint: errorTable['taskset-missing'].hint };
  }
}
