/** News as the message of a chat: Slack's Block Kit, an Adaptive Card for Microsoft Teams, or plain JSON. Pure. */
import type { ChatConfig } from '../config.ts';
import { clip } from '../model/english.ts';
import type { ChatNews } from './news.ts';

/** Slack refuses longer texts. Source: api.slack.com/reference/block-kit/blocks. */
const LONGEST = { header: 150, section: 3000 };

/** @param site the site's address, with a slash at the end; absent: without link and picture */
export function toChatMessage(kind: ChatConfig['kind'], news: ChatNews, site: string | undefined): object {
  const link = site !== undefined && news.page !== undefined ? `${site}${news.page}` : undefined;
  const picture = site !== undefined && news.picture !== undefined ? `${site}${news.picture}` : undefined;
  const place = { ...(link !== undefined && { link }), ...(picture !== undefined && { picture }) };
  if (kind === 'slack') return toSlack(news, place);
  if (kind === 'teams') return toTeams(news, place);
  const { event, cluster, title, lines } = news;
  return { event, ...(cluster !== undefined && { cluster }), title, lines, ...place };
}

interface Place {
  link?: string;
  picture?: string;
}

/** Text of a cluster is never markup: it could call the whole channel. */
const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });

function toSlack({ title, lines }: ChatNews, { link, picture }: Place): object {
  const escape = (text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return {
    // For notifications, and readers who do not see the blocks.
    text: escape(title),
    unfurl_links: false,
    blocks: [
      { type: 'header', text: plain(clip(title, LONGEST.header - 2)) },
      ...(lines.length > 0
        ? [{ type: 'section', text: plain(lines.join('\n').slice(0, LONGEST.section)) }]
        : []),
      ...(picture === undefined ? [] : [{ type: 'image', image_url: picture, alt_text: clip(title, 200) }]),
      ...(link === undefined
        ? []
        : [{ type: 'section', text: { type: 'mrkdwn', text: `<${escape(link)}|Open the page>` } }]),
    ],
  };
}

/** Source: adaptivecards.io, schema 1.4, and learn.microsoft.com, "Create and send messages" with incoming webhooks. */
function toTeams({ title, lines }: ChatNews, { link, picture }: Place): object {
  // A TextBlock would take the text of a cluster for Markdown.
  const run = (text: string, style: object = {}) => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text, ...style }],
  });
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: title,
          body: [
            run(title, { weight: 'bolder', size: 'medium' }),
            ...lines.map((line) => run(line)),
            ...(picture === undefined ? [] : [{ type: 'Image', url: picture, altText: title }]),
          ],
          ...(link !== undefined && {
            actions: [{ type: 'Action.OpenUrl', title: 'Open the page', url: link }],
          }),
        },
      },
    ],
  };
}
