import { bedFolder } from './kops-bed.ts';

const noBed = bedFolder === '' ? 'REHEARSE_KOPS_BED names no test bed for kops' : null;
const isLong = process.env.CI ? 'it takes half an hour: run it by hand, without CI in the environment' : null;

/** Tests that need a mocked cloud, which is not everywhere, and why one is not collected; null: it is. */
export const kopsTests: readonly { readonly file: string; readonly why: string | null }[] = [
  { file: 'test/e2e/cloned/kops.test.ts', why: noBed },
  { file: 'test/e2e/kops.test.ts', why: noBed ?? isLong },
];
