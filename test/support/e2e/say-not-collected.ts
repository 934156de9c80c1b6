import { bedFolder } from './kops-bed.ts';

/** What vitest leaves out where there is no test bed for kops is said once, before the tests run. */
export default function sayNotCollected(): void {
  if (bedFolder === '')
    console.warn('NOT COLLECTED: test/e2e/kops.test.ts: REHEARSE_KOPS_BED names no test bed');
}
