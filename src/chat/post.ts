/** Posts a message to a chat, which may be busy, broken or silent. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface PostOptions {
  signal?: AbortSignal;
  /** Milliseconds between attempts. */
  pauses?: readonly number[];
  /** Milliseconds until an answer counts as missing. */
  patience?: number;
}

const PAUSES = [1_000, 5_000, 20_000];
const PATIENCE_MS = 10_000;
/** A chat that wants longer is asked again by the next run. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * Tries again after 429, after 5xx, and without an answer. The address is a secret: no text has it.
 * @returns why the chat did not take it; undefined if it did.
 */
export async function post(
  url: string,
  message: object,
  { signal, pauses = PAUSES, patience = PATIENCE_MS }: PostOptions = {},
): Promise<string | undefined> {
  for (let tries = 0; ; tries += 1) {
    const { why, isFinal, waitMs } = await attemptPost(url, message, patience, signal);
    if (why === undefined || isFinal) return why;
    const pause = pauses[tries];
    if (pause === undefined || (waitMs ?? 0) > LONGEST_PAUSE_MS) return why;
    await sleep(Math.max(pause, waitMs ?? 0), undefined, { signal });
  }
}

interface Attempt {
  why?: string;
  /** It would be refused again. */
  isFinal?: boolean;
  /** How long the chat wants to be left alone. */
  waitMs?: number;
}

async function attemptPost(
  url: string,
  message: object,
  patience: number,
  signal: AbortSignal | undefined,
): Promise<Attempt> {
  try {
    const limit = AbortSignal.timeout(patience);
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(message),
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    await answer.body?.cancel();
    if (answer.ok) return {};
    const seconds = Number(answer.headers.get('retry-after') ?? 0);
    const why = `it answered ${answer.status}`;
    if (answer.status === 429 || answer.status >= 500)
      return { why, ...(seconds > 0 && { waitMs: seconds * 1000 }) };
    return { why, isFinal: true };
  } catch (error) {
    signal?.throwIfAborted();
    return { why: reasonOf(error) };
  }
}

/** Why a request got no answer: `ECONNREFUSED`, `no answer`. Without the address. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return 'no answer';
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : error.name;
}
