import { constants, type OutgoingHttpHeaders } from 'node:http2';
import type { RequestPlan } from '../request/request-plan.ts';

/** A request's headers in HTTP/2: names in lower case, method, path and host as separate fields. */
export function h2Headers(url: URL, request: RequestPlan | null): OutgoingHttpHeaders {
  const own = Object.fromEntries(
    Object.entries(request?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const { host = url.host, ...others } = own;
  const body = request?.body ?? null;
  return {
    [constants.HTTP2_HEADER_METHOD]: request?.method ?? constants.HTTP2_METHOD_GET,
    [constants.HTTP2_HEADER_SCHEME]: url.protocol.slice(0, -1),
    [constants.HTTP2_HEADER_AUTHORITY]: host,
    [constants.HTTP2_HEADER_PATH]: url.pathname + url.search,
    ...others,
    ...(body !== null && { [constants.HTTP2_HEADER_CONTENT_LENGTH]: Buffer.byteLength(body) }),
  };
}
