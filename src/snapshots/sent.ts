/**
 * Which mails a server has accepted: `<data>/-/sent.jsonl`, a line each. The one thing in the data folder that cannot be
 * derived from snapshots. A retried job sends only what is not in it.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { attempt, ensureFolders, readIfThere, syncFolder } from './files.ts';
import { takeLock, type Lock } from './lock.ts';

const SentSchema = z.object({
  messageId: z.string(),
  at: z.string().describe('When the server accepted it, ISO 8601'),
});
export type Sent = z.infer<typeof SentSchema>;

const folderOf = (data: string) => path.join(data, '-');
const fileOf = (data: string) => path.join(folderOf(data), 'sent.jsonl');

/** One job sends at a time; needs the data folder to be writable. */
export interface SentLedger {
  /** True for a mail that a server has accepted. */
  has: (messageId: string) => boolean;
  /** Notes that it has; on the disk when it returns. */
  add: (sent: Sent) => Promise<void>;
  close: () => Promise<void>;
}

/**
 * @throws {GazetteError} when another job is sending, or the folder cannot be written.
 */
export async function openSentLedger(data: string, now: () => Date): Promise<SentLedger> {
  const file = fileOf(data);
  return attempt(`cannot write to ${folderOf(data)}`, async () => {
    await ensureFolders(folderOf(data));
    const lock: Lock = await takeLock(folderOf(data), 'digest', now, folderOf(data));
    try {
      const text = (await readIfThere(file))?.toString() ?? '';
      const known = new Set(text.split('\n').flatMap((line) => parseLine(line)?.messageId ?? []));
      const handle = await fs.open(file, 'a');
      await syncFolder(folderOf(data));
      // A line that a crash has cut short must not swallow the next.
      if (text !== '' && !text.endsWith('\n')) await handle.write('\n');
      return {
        has: (messageId) => known.has(messageId),
        add: (sent) =>
          attempt(`cannot write ${file}`, async () => {
            await handle.write(`${JSON.stringify(sent)}\n`);
            await handle.sync();
            known.add(sent.messageId);
          }),
        close: async () => {
          await handle.close();
          await lock.release();
        },
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
