import type { Run } from '../run.ts';
import { redactSecrets } from './redact-secrets.ts';
import { collectSecretValues, redactValues } from './secret-values.ts';

/** The secret values in the run's scenario and manifests. */
export function collectSecrets({
  objects,
  scenario,
  env,
}: Pick<Run, 'objects' | 'scenario' | 'env'>): readonly string[] {
  return collectSecretValues(
    objects.map(({ object }) => object),
    scenario.load.targets,
    env,
  );
}

/**
 * A cluster's or service's text that may be shown and journaled: without these values, and without what looks
 * like a secret.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return redactSecrets(redactValues(text, secrets));
}
