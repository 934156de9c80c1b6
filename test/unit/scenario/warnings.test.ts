import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recordedWarning } from '../../../harness/scenario/warnings.ts';

test("a recorded warning names its file relative to the scenario's folder, and the scenario by its own name", () => {
  const place = { line: 3, column: 5, path: '', code: 'a-code', message: 'what is wrong' };
  const recorded = { code: 'a-code', line: 3, column: 5, message: 'what is wrong' };
  const scenario = join('somewhere', 'scenarios', 's.yaml');
  expect(recordedWarning(place, scenario)).toEqual({ ...recorded, file: 's.yaml' });
  const file = join(process.cwd(), 'somewhere', 'manifests', 'shop.yaml');
  expect(recordedWarning({ ...place, file }, scenario)).toEqual({
    ...recorded,
    file: '../manifests/shop.yaml',
  });
});
