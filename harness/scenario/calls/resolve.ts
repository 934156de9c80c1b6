import { headerValues } from '../load/target-specs.ts';
import type { WrittenScenario } from '../schema/scenario.ts';
import { makeWordsAbsolute } from './absolute-words.ts';
import type { GateCheck, UserCall } from './user-call.ts';

type WrittenGate = Exclude<WrittenScenario['upgrade']['gate'], 'none'>;
type WrittenCheck = WrittenGate['checks'][number];
/** The keys of a call, without those of what makes it. */
type WrittenCall = Omit<WrittenCheck, 'name'>;

/** The checks of a gate; relative paths start at `folder`. */
export function resolveChecks(checks: readonly WrittenCheck[], folder: string): readonly GateCheck[] {
  return checks.map(({ name, ...written }) => ({ name, call: resolveCall(written, folder) }));
}

/** A call as other code reads it. The rules ensure that it is a command or an HTTP request. */
export function resolveCall({ command, http, expect, timeout }: WrittenCall, folder: string): UserCall {
  const limits = { timeoutMs: timeout, json: expect.json ?? null };
  if (http !== undefined)
    return {
      ...{ kind: 'http', url: http.url, method: http.method, headers: headerValues(http.headers) },
      ...{ body: http.body ?? null, status: expect.status ?? 200, ...limits },
    };
  const [program = '', ...args] = makeWordsAbsolute(command ?? [], folder);
  return { kind: 'command', command: [program, ...args], exitCode: expect.exitCode ?? 0, ...limits };
}
