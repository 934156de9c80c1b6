import { kopsTests } from './kops-tests.ts';

/** What vitest leaves out is said once, before the tests run. */
export default function sayNotCollected(): void {
  for (const { file, why } of kopsTests) if (why !== null) console.warn(`NOT COLLECTED: ${file}: ${why}`);
}
