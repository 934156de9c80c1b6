import type { ManifestObject } from '../../scenario/manifests.ts';
import type { TargetSpec } from '../../scenario/scenario.ts';
import type { Environment } from '../requests.ts';

/** Shorter ones would take ordinary words out of a text. */
const shortest = 4;

/** What a scenario knows to be secret: the values of its Secrets, and headers that come from the environment. */
export function collectSecretValues(
  objects: readonly ManifestObject[],
  targets: readonly TargetSpec[],
  env: Environment,
): readonly string[] {
  const ofObjects = objects.filter(({ kind }) => kind === 'Secret').flatMap(decodeValues);
  const ofHeaders = targets
    .flatMap(({ request }) => Object.values(request.headers))
    .map((value) => ('env' in value ? (env[value.env] ?? '') : ''))
    // After a scheme as `Bearer` the secret stands alone in what a service answers.
    .flatMap((value) => [value, ...value.split(/\s+/)]);
  const all = [...ofObjects, ...ofHeaders];
  return [...new Set(all.filter((value) => value.length >= shortest))].sort((a, b) => b.length - a.length);
}

/** A text without any of these values. */
export function redactValues(text: string, values: readonly string[]): string {
  return values.reduce((left, value) => left.replaceAll(value, '[redacted]'), text);
}

function decodeValues({ data, stringData }: ManifestObject): string[] {
  const encoded = listTexts(data);
  return [
    ...listTexts(stringData),
    ...encoded,
    ...encoded.map((value) => Buffer.from(value, 'base64').toString()),
  ].flatMap((value) => [value.trim(), ...value.split('\n').map((line) => line.trim())]);
}

function listTexts(fields: unknown): string[] {
  if (typeof fields !== 'object' || fields === null) return [];
  return Object.values(fields).filter((value) => typeof value === 'string');
}
