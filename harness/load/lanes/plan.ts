import { RehearsalError } from '../../errors.ts';
import type { AnyLaneKind, Protocol } from '../../scenario/scenario.ts';
import type { RequestPlan } from '../request/request-plan.ts';
import type { LaneJob } from './messages.ts';

/** One lane: what to request, how, and how often. */
export interface LanePlan {
  /** Name of the target, as in the samples' file names; `control` is the front door's own container. */
  readonly target: string;
  readonly lane: string;
  /** Kept-alive connections, a new connection for each request, long-lived streams, or autocannon. */
  readonly kind: AnyLaneKind;
  readonly protocol: Protocol;
  readonly url: URL;
  /** With an https url: PEM of the only authority that the server's certificate may come from. */
  readonly ca?: string;
  readonly ratePerS: number;
  /**
   * Kept connections of `reused` (three for each replica, so that each is reached) and `closed`, streams of
   * `stream`; ignored for `fresh`.
   */
  readonly connections?: number;
  /**
   * For `reused`: maximum number of connections, for which requests wait; by default another one is opened
   * when all are busy.
   */
  readonly limit?: number;
  /** By default a GET of the url. */
  readonly request?: RequestPlan;
  /** By default 200; a response with another status is `wrong-status`. */
  readonly expectedStatus?: number;
  /** The whole body of every correct response; a response with another body is `wrong-body`. By default any body is correct. */
  readonly expectedBody?: string;
  /** Text that the body of every correct response contains. */
  readonly expectedPart?: string;
}

const defaultConnections = 9;

/** A lane job's request settings, with defaults set. */
export function requestJob(plan: LanePlan): Omit<LaneJob, 'arrival' | 'seed' | 'file'> {
  const { target, lane, kind, protocol, url, ratePerS, connections = defaultConnections } = plan;
  const { ca = null, limit = null } = plan;
  const { request = null, expectedStatus = 200, expectedBody = null, expectedPart = null } = plan;
  const asked = { request, expectedStatus, expectedBody, expectedPart };
  return { target, lane, kind, protocol, ca, url: url.href, ratePerS, connections, limit, ...asked };
}

/** The only source of samples so far: this machine. */
export const source = 'local';

/** A lane's file in the samples folder. */
export function sampleFile(lane: Pick<LanePlan, 'target' | 'lane'>): string {
  return `${lane.target}.${lane.lane}.${source}.arrows`;
}

/** Load may only be sent to this machine. @throws RehearsalError `usage` for any other address */
export function refuseForeign(url: URL): void {
  if (/^https?:$/.test(url.protocol) && /^127\.\d+\.\d+\.\d+$/.test(url.hostname)) return;
  throw new RehearsalError('usage', `load is sent to 127.0.0.0/8 only, not to ${url.origin}`, {
    hint: 'Publish the front door on a loopback address.',
  });
}
