import junit, { type Builder, type TestSuite } from 'junit-report-builder';
import { quantity } from '../format/quantity.ts';
import type { Criterion, PostCheck, Summary, Verdict } from '../judge/answer/summary.ts';
import { reasonText } from '../reasons/reason.ts';
import { showUnprintable } from './escape.ts';
import { formatScope } from './names.ts';
import { formatValue } from './sections/criteria.ts';
import { findNodeNaming, shortenTexts } from './short-names.ts';

// Its typings describe a module with a `default`; as CommonJS under Node the module is that default itself.
const library = junit as unknown as Builder;

/**
 * junit.xml, for a CI's own view of tests: the verdict, each criterion and each post-check is a test case. Missed is a
 * `failure`. Unresolved is an `error`, JUnit's term for a test without a result: `skipped` would be shown as green, and
 * a rehearsal must not pass for lack of evidence. Short names of nodes give a test case the same name in every run.
 */
export function renderJunitReport(judged: Summary): string {
  const summary = shortenTexts(judged, findNodeNaming(judged));
  const builder = library.newBuilder();
  const suite = (name: string) =>
    builder
      .testSuite()
      .name(`${showUnprintable(summary.scenario)}: ${name}`)
      .timestamp(showUnprintable(summary.startedAt));
  const verdict = suite('verdict');
  for (const [name, value] of Object.entries({
    run: summary.runId,
    from: summary.from,
    to: summary.to,
    tool: summary.tool,
  }))
    verdict.property(name, showUnprintable(value));
  addVerdictCase(verdict, summary);
  const criteria = suite('criteria');
  for (const criterion of summary.criteria) addCriterionCase(criteria, criterion);
  const checks = suite('post-checks');
  for (const check of summary.postChecks) addCheckCase(checks, check);
  return builder.build();
}

const outcomes: Readonly<Record<Verdict, 'passed' | 'failure' | 'error'>> = {
  approve: 'passed',
  rehearsed: 'passed',
  tune: 'failure',
  reject: 'failure',
  inconclusive: 'error',
};

function addVerdictCase(suite: TestSuite, summary: Summary): void {
  const test = suite.testCase().className('verdict').name('the verdict lets the upgrade go on');
  test.standardOutput([summary.headline, ...summary.reasons.map(reasonText)].map(escapeOutput).join('\n'));
  const outcome = outcomes[summary.verdict];
  if (outcome === 'failure') test.failure(showUnprintable(summary.headline), summary.verdict);
  if (outcome === 'error') test.error(showUnprintable(summary.headline), summary.verdict);
}

function addCriterionCase(suite: TestSuite, criterion: Criterion): void {
  const scope = formatScope(criterion.scope);
  const test = suite
    .testCase()
    .className('criteria')
    .name(showUnprintable(scope === '' ? criterion.id : `${criterion.id}, ${scope}`));
  const found = `${formatValue(criterion)}, limit ${quantity(criterion.limit, criterion.unit)}: ${criterion.why}`;
  test.standardOutput(escapeOutput(found));
  if (criterion.state === 'missed') test.failure(showUnprintable(found), 'missed');
  if (criterion.state === 'unresolved') test.error(showUnprintable(found), 'unresolved');
}

function addCheckCase(suite: TestSuite, check: PostCheck): void {
  const test = suite.testCase().className('post-checks').name(showUnprintable(check.id));
  test.standardOutput(escapeOutput(check.detail));
  if (check.ok === false) test.failure(showUnprintable(check.detail), 'failed');
  if (check.ok === null) test.error(showUnprintable(check.detail), 'not checked');
}

/** For a CDATA section: the library splits only the first `]]>`, and the second would end the section. */
function escapeOutput(text: string): string {
  return showUnprintable(text).replaceAll(']]>', ']] >');
}
