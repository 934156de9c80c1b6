// Counts what vitest's JSON report says, checks that the tests with clusters ran, and prints the closing line.
import { existsSync, readFileSync } from 'node:fs';

const [file, expectedKindTests, expectedKopsTests, status] = process.argv.slice(2);
const suites = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).testResults : [];
// Those that need Docker, and those that need kops and a cloud; others of test/e2e run everywhere.
const groups = [
  { name: 'kind', files: /\/test\/e2e\/(kind|prevented)\.test\.ts$/, expected: Number(expectedKindTests) },
  { name: 'kops', files: /\/test\/e2e\/kops\.test\.ts$/, expected: Number(expectedKopsTests) },
];
const tests = suites.flatMap((suite) =>
  suite.assertionResults.map((test) => ({ ...test, file: suite.name })),
);
const count = (state) => tests.filter((test) => test.status === state).length;
const skipped = tests.filter((test) => !['passed', 'failed'].includes(test.status));
let failed = count('failed');
// Here everything that a test may need was installed: one that did not run hides something.
for (const test of skipped) console.log(`did not run: ${test.fullName}`);
if (skipped.length > 0) failed = Math.max(1, failed);
for (const { name, files, expected } of groups) {
  const passed = tests.filter((test) => files.test(test.file) && test.status === 'passed').length;
  if (passed >= expected) continue;
  console.log(`only ${passed} of ${expected} ${name} tests passed`);
  failed = Math.max(1, failed);
}
if (Number(status) !== 0) failed = Math.max(1, failed);
console.log(`${count('passed')} passed, ${failed} failed, ${skipped.length} skipped`);
process.exit(failed === 0 ? 0 : 1);
