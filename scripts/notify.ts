import path from 'node:path';
import { findChatNews, type LatestEdition } from '../src/chat/news.ts';
import type { ChatConfig, Config } from '../src/config.ts';
import { formatCount } from '../src/model/english.ts';
import { readEditionRecord } from '../src/publish/published.ts';
import { readState } from '../src/publish/site-state.ts';
import { editionFolder } from '../src/site/paths.ts';
import { previewFile } from '../src/site/preview/preview.ts';
import { openChatMemory, type OpenChatMemory } from '../src/snapshots/chat-memory.ts';
import { readStatus, type ClusterStatus } from '../src/status/read-status.ts';
import {
  EXIT,
  parse,
  readStoreFlags,
  stopOnSignal,
  StoppedError,
  STORE_HELP,
  storeOptions,
  UsageError,
  type Command,
} from './command.ts';
import { postNews } from './post-news.ts';
import { note, print } from './terminal.ts';

const help = `gazette notify: tell chats what began, what is over, and what is no longer collected.

Usage: gazette notify [--dry-run] [--out DIR]

Run it after each publish. It tells each chat of the config what it has not heard yet. That is an
incident that began, became worse or is over, or a cluster that is not collected any more. A chat
hears of a cluster at most once an hour. gazette digest tells chats of the day.

  --dry-run   post nothing; print the news here
  --out DIR   folder of the pages (default: site.out in the config, or ./site)
${STORE_HELP}

Exit status: 0 told, or nothing to tell; 1 a chat did not take a message. The next run tries again.
`;

const flags = {
  ...storeOptions,
  'dry-run': { type: 'boolean', default: false },
  out: { type: 'string' },
} as const;

async function run(args: string[]) {
  const { values } = parse(args, flags, 0);
  const { config, store } = await readStoreFlags(values);
  if (config.chat.length === 0)
    throw new UsageError('the config names no chat, so there is nobody to tell', {
      hint: 'gazette.config.example.yaml shows how, under chat.',
    });
  const now = new Date();
  const clusters = config.clusters.map(({ name }) => name);
  const statuses = await readStatus({ store, clusters, now });
  const latest = await readLatestEditions(path.resolve(values.out ?? config.site.out));
  const signal = stopOnSignal();
  const round = { config, statuses, latest, now, signal, 'dry-run': values['dry-run'] };
  const memory = await openChatMemory(store, () => now);
  try {
    let isWell = true;
    for (const chat of config.chat.filter(({ tell }) => tell.includes('incidents')))
      isWell = (await tellChat(chat, { ...round, memory })) && isWell;
    return isWell ? EXIT.ok : EXIT.failure;
  } catch (error) {
    throw signal.aborted ? new StoppedError(signal, 'the next run tells what was not told') : error;
  } finally {
    await memory.close();
  }
}

interface Round {
  config: Config;
  statuses: readonly ClusterStatus[];
  latest: ReadonlyMap<string, LatestEdition>;
  memory: OpenChatMemory;
  now: Date;
  signal: AbortSignal;
  'dry-run': boolean;
}

/** False if the chat did not take everything. */
async function tellChat(chat: ChatConfig, round: Round): Promise<boolean> {
  const { statuses, latest, memory, now } = round;
  let told = await memory.read(chat.name);
  let count = 0;
  for (const status of statuses.filter(({ cluster }) => chat.clusters?.includes(cluster) ?? true)) {
    const found = findChatNews(status, latest.get(status.cluster), told[status.cluster], now);
    if (found.news) {
      if (round['dry-run']) {
        await print(`${chat.name}: ${[found.news.title, ...found.news.lines].join('\n  ')}\n`);
        continue;
      }
      const why = await postNews(chat, found.news, round.config, round.signal);
      if (why !== undefined) {
        note(
          `gazette: ${chat.name} did not take "${found.news.title}": ${why}; the next run tries again`,
          'red',
        );
        return false;
      }
      count += 1;
    }
    if (found.memory === told[status.cluster] || Object.keys(found.memory).length === 0) continue;
    told = { ...told, [status.cluster]: found.memory };
    await memory.write(chat.name, told);
  }
  if (!round['dry-run'])
    await print(`${chat.name}: ${count === 0 ? 'nothing new' : `${formatCount(count, 'message')} sent`}\n`);
  return true;
}

async function readLatestEditions(out: string): Promise<Map<string, LatestEdition>> {
  const { clusters } = await readState(out);
  const latest = new Map<string, LatestEdition>();
  for (const [name, { last }] of Object.entries(clusters)) {
    const record = last && (await readEditionRecord(out, last));
    if (!last || !record) continue;
    latest.set(name, {
      instant: record.instant,
      ...(record.situation && { situation: record.situation }),
      page: `${editionFolder(last)}/index.html`,
      picture: previewFile(last),
    });
  }
  return latest;
}

export const command: Command = { summary: 'tell chats of incidents', help, flags, run };
