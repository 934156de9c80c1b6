import type { ManifestObject } from '../../scenario/manifests.ts';
import type { TargetSpec } from '../../scenario/scenario.ts';
import type { Environment } from '../requests.ts';

/** Shorter ones would remove ordinary words from a text. */
const shortest = 4;

/** The secret values of a scenario: those of its Secrets, and headers from the environment. */
export function collectSecretValues(
  objects: readonly ManifestObject[],
  targets: readonly TargetSpec[],
  env: Environment,
): readonly string[] {
  const ofObjects = objects.filter(({ kind }) => kind === 'Secret').flatMap(decodeValues);
  const ofHeaders = targets
    .flatMap(({ request }) => Object.values(request.headers))
    .map((value) => ('env' in value ? (env[value.env] ?? '') : ''))
    // A service may quote the secret without its scheme, such as `Bearer`.
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
