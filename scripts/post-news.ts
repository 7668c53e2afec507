import type { ChatNews } from '../src/chat/news.ts';
import { toChatMessage } from '../src/chat/message.ts';
import { post } from '../src/chat/post.ts';
import { readCredential, useProxyForFetch, type ChatConfig, type Config } from '../src/config.ts';

/** @returns why the chat did not take it */
export async function postNews(
  chat: ChatConfig,
  news: ChatNews,
  { site }: Config,
  signal: AbortSignal,
): Promise<string | undefined> {
  const url = await readCredential(chat.url);
  if (!URL.canParse(url) || !/^https?:/.test(url)) return 'its address is no URL';
  useProxyForFetch();
  return post(url, toChatMessage(chat.kind, news, site.url), { signal });
}
