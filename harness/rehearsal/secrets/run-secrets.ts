import type { Run } from '../run.ts';
import { redactSecrets } from './redact-secrets.ts';
import { collectSecretValues, redactValues } from './secret-values.ts';

/** What the run's scenario and manifests know to be secret. */
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

/** A cluster's or service's text as it may be shown and journaled: without these values, and without what looks like a secret. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return redactSecrets(redactValues(text, secrets));
}
