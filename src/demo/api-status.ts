/** Failures in the API server's words. */

const REASONS: Record<number, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  410: 'Expired',
  422: 'Invalid',
  500: 'InternalError',
};

/** Thrown when a request cannot be answered; the server sends its `status`. */
export class ApiFailure extends Error {
  readonly code: number;
  readonly more: { metadata?: object; details?: object };

  constructor(code: number, message: string, more: ApiFailure['more'] = {}) {
    super(message);
    this.code = code;
    this.more = more;
  }

  get status(): object {
    const { code, message, more } = this;
    return {
      ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' },
      ...{ message, reason: REASONS[code], ...more, code },
    };
  }
}
