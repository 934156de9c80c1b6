import { constants } from 'node:http2';
import type { SampleOutcome } from '../../journal/samples.ts';
import { classifyError } from '../request/classify.ts';
import type { H2Connection } from './connection.ts';

/** What an end says of who broke the rules of the protocol; any other code is an end like another. */
const brokenRules: ReadonlySet<number> = new Set([
  constants.NGHTTP2_PROTOCOL_ERROR,
  constants.NGHTTP2_FLOW_CONTROL_ERROR,
  constants.NGHTTP2_FRAME_SIZE_ERROR,
  constants.NGHTTP2_COMPRESSION_ERROR,
]);

/**
 * The outcome of a request that was sent and has no whole answer. Where its connection was reset, that it reached the
 * server before is taken for granted: the requests on one connection cannot be distinguished.
 * @param code of the RST_STREAM that ended it, or Node's own where the connection did
 */
export function classifyLoss(
  { error, goaway, session }: Pick<H2Connection, 'error' | 'goaway' | 'session'>,
  code: number,
): SampleOutcome {
  // Beyond the last one that the server answers: it ended the connection for this one.
  if (goaway !== null) return brokenRules.has(goaway) ? 'protocol-error' : 'closed';
  if (error !== null) {
    const outcome = classifyError(error, true);
    return outcome === 'reset-before-sent' ? 'reset-after-sent' : outcome;
  }
  if (session.destroyed) return 'closed';
  return brokenRules.has(code) ? 'protocol-error' : 'reset-after-sent';
}
