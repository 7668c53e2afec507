/**
 * An expected failure: something outside Gazette is not as it must be. Its message says what failed, where, and what to
 * do. Only `scripts/` prints it and exits. Anything else that is thrown is a bug and crashes.
 */
export class GazetteError extends Error {
  override name = 'GazetteError';
  /** One line that says what to do; absent when the message already does. */
  readonly hint?: string;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.hint = options.hint;
  }
}

/** True for errors of Node's own file and network calls, with a `code` like `ENOENT`: one of `codes`, or any. */
export function isSystemError(error: unknown, ...codes: string[]): error is NodeJS.ErrnoException {
  return (
    error instanceof Error && 'code' in error && (codes.length === 0 || codes.includes(String(error.code)))
  );
}

/**
 * True for a fault of Gazette itself: neither an expected failure nor a refusal of the system. A page of odd data may
 * run into such a fault. The fault must cost only that page.
 */
export const isBug = (error: unknown): error is Error =>
  error instanceof Error &&
  !(error instanceof GazetteError || error.name === 'GazetteError' || error.name === 'AbortError') &&
  !(isSystemError(error) && error.syscall !== undefined);

/** A hint that names what exists: `There is: prod.`, `There are: prod, test.` */
export const formatThere = (names: readonly string[]) =>
  `There ${names.length === 1 ? 'is' : 'are'}: ${names.join(', ')}.`;
