import { RehearsalError } from '../errors.ts';
import type { LanePlan } from '../load/index.ts';
import type { HeaderValue, TargetSpec } from '../scenario/scenario.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a lane to that target asks and expects, secrets from the environment in: for the load generator's memory alone. */
export function requestOf(
  { name, request, expect }: TargetSpec,
  env: Environment,
): Pick<LanePlan, 'request' | 'expectedStatus' | 'expectedBody' | 'expectedPart'> {
  const { method, body } = request;
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([header, value]) => [
      header,
      headerText(value, `${name}: ${header}`, env),
    ]),
  );
  return {
    request: { method, headers, body },
    expectedStatus: expect.status,
    ...(typeof expect.body === 'string' && { expectedBody: expect.body }),
    ...(expect.body !== null && typeof expect.body === 'object' && { expectedPart: expect.body.contains }),
  };
}

/** @throws RehearsalError `usage` when a target's header wants a variable that is not set, or not fit for a header */
export function requireSecrets(targets: readonly TargetSpec[], env: Environment): void {
  for (const target of targets) requestOf(target, env);
}

function headerText(value: HeaderValue, where: string, env: Environment): string {
  if (typeof value === 'string') return value;
  const found = env[value.env];
  if (found === undefined || found === '')
    throw new RehearsalError(
      'usage',
      `${where} takes the environment variable ${value.env}, which is not set`,
      {
        hint: `Set ${value.env} for this command.`,
      },
    );
  if (!/^[\t\x20-\x7e]*$/.test(found))
    throw new RehearsalError('usage', `${where}: ${value.env} is not a line of printable text`, {
      hint: `Set ${value.env} to the header's value alone, without a line break.`,
    });
  return found;
}
