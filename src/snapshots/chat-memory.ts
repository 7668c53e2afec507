/**
 * What each chat was told of each cluster: `-/chats/NAME.json` in the store. Written after the chat has taken the news.
 * After a crash between the two, the chat hears it twice.
 */
import { z } from 'zod';
import { attempt } from './files.ts';
import type { Store } from './open-store.ts';
import { read, replace } from './shelf.ts';

const MemorySchema = z.record(
  z.string(),
  z.object({
    open: z
      .object({ since: z.string(), state: z.enum(['degraded', 'failing']) })
      .optional()
      .describe('The incident that was told, and is not over'),
    overdue: z.string().optional().describe('When the chat heard that the cluster is not collected'),
    at: z.string().optional().describe('When the chat heard of an incident last'),
  }),
);
/** By cluster. */
export type ChatMemory = z.infer<typeof MemorySchema>;

/** Of one chat; needs the lock that {@link openChatMemory} holds. */
export interface OpenChatMemory {
  read: (chat: string) => Promise<ChatMemory>;
  write: (chat: string, memory: ChatMemory) => Promise<void>;
  close: () => Promise<void>;
}

/** @throws {GazetteError} Another job is telling, or the store cannot be written. */
export async function openChatMemory(store: Store, now: () => Date): Promise<OpenChatMemory> {
  const shelf = store.shelf.at('-');
  const keyOf = (chat: string) => `chats/${chat}.json`;
  const lock = await attempt(`cannot write to ${shelf.name}`, () => shelf.lock('notify', now, shelf.name));
  return {
    read: async (chat) => {
      const bytes = await attempt(`cannot read ${shelf.name}`, () => read(shelf, keyOf(chat)));
      return parseMemory(bytes?.toString() ?? '{}');
    },
    write: (chat, memory) =>
      attempt(`cannot write to ${shelf.name}`, () =>
        replace(shelf, keyOf(chat), Buffer.from(`${JSON.stringify(memory)}\n`)),
      ),
    close: () => lock.release(),
  };
}

/** A damaged memory is forgotten: the chat hears again what goes on. */
function parseMemory(text: string): ChatMemory {
  try {
    return MemorySchema.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}
