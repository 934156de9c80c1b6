// Counts what vitest's JSON report says, checks that the kind tests ran, and prints the closing line.
import { existsSync, readFileSync } from 'node:fs';

const [file, expectedKindTests, status] = process.argv.slice(2);
const suites = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).testResults : [];
// Those that need Docker; others of test/e2e run everywhere.
const onKind = /\/test\/e2e\/(ended-early\/)?(kind|prevented)\.test\.ts$/;
const tests = suites.flatMap((suite) =>
  suite.assertionResults.map((test) => ({ ...test, kind: onKind.test(suite.name) })),
);
const count = (state) => tests.filter((test) => test.status === state).length;
const kindTests = tests.filter((test) => test.kind && test.status === 'passed').length;
const skipped = tests.filter((test) => !['passed', 'failed'].includes(test.status));
let failed = count('failed');
// Here everything that a test may need was installed: one that did not run hides something.
for (const test of skipped) console.log(`did not run: ${test.fullName}`);
if (kindTests < Number(expectedKindTests))
  console.log(`only ${kindTests} of ${expectedKindTests} kind tests passed`);
if (skipped.length > 0 || kindTests < Number(expectedKindTests)) failed = Math.max(1, failed);
if (Number(status) !== 0) failed = Math.max(1, failed);
console.log(`${count('passed')} passed, ${failed} failed, ${skipped.length} skipped`);
process.exit(failed === 0 ? 0 : 1);
