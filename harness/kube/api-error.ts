import { ApiException } from '@kubernetes/client-node';
import { errorMessage } from '../errors.ts';

/** An error of an API call, classified by what to do about it. */
export interface ApiFailure {
  /** HTTP status; null if there was no response. */
  readonly status: number | null;
  /** How the connection failed, such as `ECONNREFUSED`; null if there was a response, or none in time. */
  readonly code: string | null;
  /** The API server's response, or how the connection failed. */
  readonly message: string;
  /** Reason and message of each cause in the API's Status, such as `DisruptionBudget`. */
  readonly causes: readonly { readonly reason: string; readonly message: string }[];
}

/** Codes of sockets and of undici; errors of files and others have codes, too. */
const socketCode =
  /^(ECONN[A-Z]+|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|EADDRNOTAVAIL|ENOTFOUND|EAI_AGAIN|UND_ERR_[A-Z_]+)$/;

/** An API failure; null for anything else, which is a fault of the program and must not be retried. */
export function apiFailure(error: unknown): ApiFailure | null {
  if (error instanceof ApiException) return statusFailure(error.code, error.body);
  if (!(error instanceof Error)) return null;
  if ('statusCode' in error && typeof error.statusCode === 'number')
    return {
      status: error.statusCode,
      code: null,
      message: `${error.statusCode} ${error.message}`,
      causes: [],
    };
  if (error.name === 'TimeoutError') return noAnswer(null, 'no answer in time');
  // fetch only says "fetch failed" or "terminated"; the cause has the reason
  const cause = error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  if (socketCode.test(code)) return noAnswer(code, `${code}: ${cause.message}`);
  if (cause !== error) return noAnswer(null, cause.message);
  return null;
}

/**
 * Unavailable, restarting, back without its access rules loaded (403), shedding load (429 that no budget
 * explains) or a lost race (409): worth a retry.
 */
export function isTransient(error: unknown): boolean {
  const failure = apiFailure(error);
  if (failure === null) return false;
  const { status } = failure;
  return status === null || status === 403 || status === 409 || status === 429 || status >= 500;
}

/** Text for users, for any error. */
export function errorText(error: unknown): string {
  return apiFailure(error)?.message ?? errorMessage(error);
}

function noAnswer(code: string | null, message: string): ApiFailure {
  return { status: null, code, message, causes: [] };
}

function statusFailure(status: number, body: unknown): ApiFailure {
  const answer = parseBody(body);
  const causes = answer.details?.causes ?? [];
  return {
    status,
    code: null,
    message: `${status} ${answer.message ?? answer.reason ?? ''}`.trim(),
    causes: causes.map((cause) => ({ reason: cause.reason ?? '', message: cause.message ?? '' })),
  };
}

interface StatusBody {
  readonly message?: string;
  readonly reason?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] };
}

/** The library passes on the body as text if it knows no type for it, otherwise as an object. */
function parseBody(body: unknown): StatusBody {
  if (typeof body === 'object' && body !== null) return body;
  if (typeof body !== 'string') return {};
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : { message: body };
  } catch {
    return { message: body };
  }
}
