import { duration } from '../../format/durations.ts';
import type { FirstAnswer, LanePlan } from '../../load/index.ts';
import { protocols } from '../../scenario/load/protocols.ts';
import { withoutSecrets } from '../secrets/run-secrets.ts';

/** Maximum number of a body's characters that are shown. */
const shownCharacters = 120;

export interface FailedLane {
  readonly plan: LanePlan;
  readonly answer: FirstAnswer;
}

interface Options {
  readonly secrets: readonly string[];
  readonly timeoutMs: number;
}

/** Every failure in words. Lanes that failed alike are named together, however often each was tried. */
export function describeFailures(failed: readonly FailedLane[], options: Options): string {
  const alike = Map.groupBy(failed, ({ plan, answer }) => describeFailure(plan, answer, options));
  const texts = [...alike].map(([text, those]) => {
    const lanes = those.map(({ plan }) => plan.lane);
    const tries = describeTries(those.map(({ answer }) => answer));
    return `${text}${tries} (${lanes.length === 1 ? 'lane' : 'lanes'} ${lanes.join(', ')})`;
  });
  return texts.join('; ');
}

/** The request and its outcome as text, with the beginning of the response. */
export function describeFailure(
  plan: LanePlan,
  { outcome, status, head, error }: FirstAnswer,
  { secrets, timeoutMs }: Options,
): string {
  const { method = 'GET' } = plan.request ?? {};
  const asked = `${method} ${plan.url.pathname}${plan.url.search} of ${plan.target}`;
  // A response may quote the request.
  const shown = (text: string) => escapeText(withoutSecrets(text, secrets).slice(0, shownCharacters));
  const body = head.length === 0 ? 'the body is empty' : `the body begins with ${shown(String(head))}`;
  const reason = error === null ? '' : `: ${shown(error)}`;
  switch (outcome) {
    case 'wrong-status':
      return `${asked} answered ${status}, expected ${plan.expectedStatus ?? 200}; ${body}`;
    case 'wrong-body':
      return `${asked} answered ${status} with an unexpected body (expected ${expectedBody(plan, shown)}); ${body}`;
    case 'timed-out':
      return `${asked} got no response within ${duration(timeoutMs)}`;
    case 'protocol-error':
      return `${asked} got a response that is not ${protocolName(plan)}${reason}`;
    default:
      return `${asked} got no response: ${failures[outcome] ?? outcome}`;
  }
}

/** How often lanes that failed alike were tried, where a connection is what failed; empty after one attempt. */
function describeTries(answers: readonly FirstAnswer[]): string {
  const connecting = answers.filter(({ outcome, tries }) => outcome in failures && tries > 1);
  if (connecting.length === 0) return '';
  const tries = connecting.map((answer) => answer.tries);
  const [fewest, most] = [Math.min(...tries), Math.max(...tries)];
  const tookMs = Math.max(...connecting.map((answer) => answer.tookMs));
  const count = fewest === most ? most : `${fewest} to ${most}`;
  return ` (${count} tries in ${duration(Math.round(tookMs / 1000) * 1000)})`;
}

const failures: Readonly<Record<string, string>> = {
  refused: 'the connection was refused',
  unreachable: 'the address is not reachable',
  'reset-before-sent': 'the connection was reset',
  'reset-after-sent': 'the connection was reset',
  closed: 'the connection was closed without a response',
  unsent: 'this machine is out of sockets, ports or memory',
};

function expectedBody({ expectedBody, expectedPart }: LanePlan, shown: (text: string) => string): string {
  if (expectedBody !== undefined) return expectedBody === '' ? 'an empty body' : shown(expectedBody);
  return `a body that contains ${shown(expectedPart ?? '')}`;
}

const protocolName = ({ protocol, url }: LanePlan) =>
  `${protocols[protocol].title}${url.protocol === 'https:' ? " over TLS with the run's own certificate" : ''}`;

/** In quotes, without characters that a terminal would interpret. */
function escapeText(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
