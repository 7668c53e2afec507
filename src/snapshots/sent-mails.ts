/**
 * Which mails a server has accepted: `-/sent/<digest of the Message-ID>.json` in the store, each written once. Only
 * this cannot be derived from snapshots. A retried job sends only mails that are not noted.
 */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { attempt } from './files.ts';
import type { Store } from './open-store.ts';
import { has, read } from './shelf.ts';

const SentSchema = z.object({
  messageId: z.string(),
  at: z.string().describe('When the server accepted it, ISO 8601'),
});
export type Sent = z.infer<typeof SentSchema>;

/** The file of an older Gazette, one line per mail; its last line may be torn. */
const OLDER_LEDGER = 'sent.jsonl';

const keyOfMail = (messageId: string) => `sent/${hash('sha256', messageId).slice(0, 32)}.json`;

/** One job sends at a time; needs a store that can be written. */
export interface SentLedger {
  /** True for a mail that a server has accepted. */
  has: (messageId: string) => Promise<boolean>;
  /** Notes that a server has accepted the mail; durable when it returns. */
  add: (sent: Sent) => Promise<void>;
  close: () => Promise<void>;
}

/** @throws {GazetteError} Another job is sending, or the store cannot be written. */
export async function openSentLedger(store: Store, now: () => Date): Promise<SentLedger> {
  const shelf = store.shelf.at('-');
  return attempt(`cannot write to ${shelf.name}`, async () => {
    const lock = await shelf.lock('digest', now, shelf.name);
    try {
      const older = (await read(shelf, OLDER_LEDGER))?.toString() ?? '';
      const known = new Set(older.split('\n').flatMap((line) => parseLine(line)?.messageId ?? []));
      return {
        has: async (messageId) => known.has(messageId) || has(shelf, keyOfMail(messageId)),
        add: (sent) =>
          attempt(`cannot write to ${shelf.name}`, async () => {
            await shelf.putIfAbsent(keyOfMail(sent.messageId), [Buffer.from(`${JSON.stringify(sent)}\n`)]);
          }),
        close: () => lock.release(),
      };
    } catch (error) {
      await lock.release();
      throw error;
    }
  });
}

function parseLine(line: string): Sent | undefined {
  try {
    return SentSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
