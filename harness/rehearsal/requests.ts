import type { Check, Prerequisite } from '../clusters/cluster.ts';
import { errorTable, RehearsalError } from '../errors.ts';
import type { LanePlan } from '../load/index.ts';
import type { HeaderValue, Scenario, TargetSpec } from '../scenario/scenario.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A lane's request to that target and its expected response, with secrets from the environment: for the load
 * generator's memory only.
 */
export function createRequest(
  { name, request, expect }: TargetSpec,
  env: Environment,
): Pick<LanePlan, 'request' | 'expectedStatus' | 'expectedBody' | 'expectedPart'> {
  const { method, body } = request;
  return {
    request: { method, headers: readHeaders(request.headers, name, env), body },
    expectedStatus: expect.status,
    ...(expect.body !== null && 'equals' in expect.body && { expectedBody: expect.body.equals }),
    ...(expect.body !== null && 'contains' in expect.body && { expectedPart: expect.body.contains }),
  };
}

/** Headers with their values, secrets from the environment. @throws RehearsalError `secret-missing` naming whose it is */
export function readHeaders(
  headers: Readonly<Record<string, HeaderValue>>,
  of: string,
  env: Environment,
): Record<string, string> {
  const values = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    headerText(value, `${of}: ${name}`, env),
  ]);
  return Object.fromEntries(values);
}

/** Something with headers, and its name in messages. */
interface Sender {
  readonly name: string;
  readonly headers: Readonly<Record<string, HeaderValue>>;
}

/** Everything of a scenario that sends headers. */
export function listSenders({ load, upgrade }: Pick<Scenario, 'load' | 'upgrade'>): readonly Sender[] {
  const targets = load.targets.map(({ name, request: { headers } }) => ({ name, headers }));
  const ofHooks = upgrade.hooks.flatMap(({ name, does }) =>
    does.kind === 'call' ? [{ name, call: does.call }] : [],
  );
  const calls = [...(upgrade.gate?.checks ?? []), ...ofHooks].flatMap(({ name, call }) =>
    call.kind === 'http' ? [{ name, headers: call.headers }] : [],
  );
  return [...targets, ...calls];
}

/** One check for each header with a value from the environment. The value itself is never shown. */
export function secretChecks(senders: readonly Sender[], env: Environment): readonly Check[] {
  return senders.flatMap(({ name, headers }) =>
    Object.entries(headers).flatMap(([header, value]) =>
      'text' in value ? [] : [secretCheck(`header ${header} of ${name}`, value.env, env)],
    ),
  );
}

function secretCheck(name: string, variable: string, env: Environment): Prerequisite {
  const value = env[variable];
  const code = 'secret-missing';
  if (value === undefined || value === '')
    return { name, code, ok: false, found: `${variable} is not set`, hint: errorTable[code].hint };
  if (!/^[\t\x20-\x7e]*$/.test(value))
    return {
      ...{ name, code, ok: false, found: `${variable} is not a line of printable text` },
      hint: `Set ${variable} to the header's value alone, without a line break.`,
    };
  return { name, code, ok: true, found: `${variable} is set`, hint: '' };
}

function headerText(value: HeaderValue, where: string, env: Environment): string {
  if ('text' in value) return value.text;
  const { ok, code, found, hint } = secretCheck(where, value.env, env);
  if (!ok) throw new RehearsalError(code, `${where}: ${found}`, { hint });
  return env[value.env] ?? '';
}
