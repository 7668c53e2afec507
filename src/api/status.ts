/** Refusals in the API server's own form, which clients print. */

/** Source: k8s.io/apimachinery/pkg/apis/meta/v1/types.go `StatusReason`. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  413: 'RequestEntityTooLarge',
  421: 'BadRequest',
  422: 'Invalid',
  500: 'InternalError',
  504: 'Timeout',
};

/** Thrown where a request cannot be answered. */
export class Refusal extends Error {
  readonly code: number;
  readonly details: object | undefined;

  constructor(code: number, message: string, details?: object) {
    super(message);
    this.code = code;
    this.details = details;
  }

  /** The body of the answer. */
  get body(): object {
    const { code, message, details } = this;
    return {
      ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message },
      reason: REASONS[code] ?? 'Unknown',
      ...(details && { details }),
      code,
    };
  }
}

/** What is asked for was not seen. Some clients pass over a refusal as if there were none. */
export class NotSeen extends Refusal {}

/** There is no such path. */
export const noSuchPath = () => new Refusal(404, 'the server could not find the requested resource');
