import { GazetteError } from '../errors.ts';

/** Nothing of a cluster could be read, and nothing was stored. Scripts give this error an exit status of its own. */
export class NothingCollectedError extends GazetteError {
  override name = 'NothingCollectedError';
}

/** A request that failed for good, after its retries. Becomes data in the coverage. */
export class RequestError extends Error {
  override name = 'RequestError';
  /** HTTP status; absent when there was no usable answer. */
  readonly status?: number;
  /** Code of Node's network and TLS errors, such as ECONNREFUSED. */
  readonly code?: string;
  /** Seconds that the server asked to wait. */
  readonly retryAfter?: number;
  /** What to do about it, if known. */
  readonly hint?: string;

  constructor(
    message: string,
    details: Partial<Pick<RequestError, 'status' | 'code' | 'retryAfter' | 'hint'>> = {},
  ) {
    super(message);
    this.status = details.status;
    this.code = details.code;
    this.retryAfter = details.retryAfter;
    this.hint = details.hint;
  }
}

/** True for a request that the server answered with one of these HTTP statuses. */
export function hasStatus(error: unknown, ...statuses: number[]): error is RequestError {
  return error instanceof RequestError && error.status !== undefined && statuses.includes(error.status);
}
