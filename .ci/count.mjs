// Counts what vitest's JSON report says, checks that the tests on kind and kops ran, and prints the closing line.
import { existsSync, readFileSync } from 'node:fs';

/** Tests that need more than Node, by their files; others of test/e2e run everywhere. */
const needing = {
  kind: /\/test\/e2e\/(ended-early\/)?(kind|prevented)\.test\.ts$/,
  kops: /\/test\/e2e\/cloned\/kops\.test\.ts$/,
};

const [file, status, ...expectations] = process.argv.slice(2);
const suites = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).testResults : [];
const tests = suites.flatMap((suite) =>
  suite.assertionResults.map((test) => ({ ...test, file: suite.name })),
);
const count = (state) => tests.filter((test) => test.status === state).length;
const skipped = tests.filter((test) => !['passed', 'failed'].includes(test.status));
let failed = count('failed');
// Here everything that a test may need was installed: one that did not run hides something.
for (const test of skipped) console.log(`did not run: ${test.fullName}`);
if (skipped.length > 0) failed = Math.max(1, failed);
for (const [what, expected] of expectations.map((text) => text.split('='))) {
  const passed = tests.filter((test) => needing[what].test(test.file) && test.status === 'passed').length;
  if (passed >= Number(expected)) continue;
  console.log(`only ${passed} of ${expected} ${what} tests passed`);
  failed = Math.max(1, failed);
}
if (Number(status) !== 0) failed = Math.max(1, failed);
console.log(`${count('passed')} passed, ${failed} failed, ${skipped.length} skipped`);
process.exit(failed === 0 ? 0 : 1);
