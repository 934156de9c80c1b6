import { constants } from 'node:http2';
import type { SampleOutcome } from '../../journal/samples.ts';
import { classifyError } from '../request/classify.ts';
import type { H2Connection } from './connection.ts';

/** Codes that mean a protocol error; any other code is an ordinary end. */
const brokenRules: ReadonlySet<number> = new Set([
  constants.NGHTTP2_PROTOCOL_ERROR,
  constants.NGHTTP2_FLOW_CONTROL_ERROR,
  constants.NGHTTP2_FRAME_SIZE_ERROR,
  constants.NGHTTP2_COMPRESSION_ERROR,
]);

/**
 * The outcome of a request that was sent and has no complete response. If its connection was reset, the request is
 * assumed to have reached the server, because the requests on one connection cannot be distinguished.
 * @param code of the RST_STREAM that ended it, or Node's own if the connection ended
 */
export function classifyLoss(
  { error, goaway, session }: Pick<H2Connection, 'error' | 'goaway' | 'session'>,
  code: number,
): SampleOutcome {
  // Beyond the last one that the server answers: from its view the connection was closed.
  if (goaway !== null) return brokenRules.has(goaway) ? 'protocol-error' : 'closed';
  if (error !== null) {
    const outcome = classifyError(error, true);
    return outcome === 'reset-before-sent' ? 'reset-after-sent' : outcome;
  }
  if (session.destroyed) return 'closed';
  return brokenRules.has(code) ? 'protocol-error' : 'reset-after-sent';
}
