import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { escapeMarkdown } from '../export/markdown.ts';
import { listRemembering, listTellingReviews } from './earlier-texts.ts';

/** With signs that formats escape, each in its way. */
const SECRET = 'sw"ord<fish>&_*1\u200b';
const asHtml = SECRET.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const FORMS: Record<string, string> = {
  'index.html': `<p>x ${asHtml.replaceAll('>', '&gt;')}</p>`,
  'other.html': `<p>x ${asHtml.replace('ord', '<wbr>ord')}</p>`,
  'notes.md': `x ${escapeMarkdown(SECRET)} y`,
  'events.csv': `a,"${SECRET.replaceAll('"', '""')}"`,
  'edition.json': JSON.stringify({ a: SECRET }),
  'search.js': `x(${JSON.stringify(SECRET).replaceAll('<', '\\u003c')})`,
  'pods/shop.html': `<td>${asHtml}</td>`,
  'feed.xml': `<title>${asHtml}</title>`,
};

let out: string;
beforeAll(async () => (out = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-earlier-'))));
afterAll(() => fs.rm(out, { recursive: true }));

async function write(file: string, text: string): Promise<void> {
  await fs.mkdir(path.dirname(path.join(out, file)), { recursive: true });
  await fs.writeFile(path.join(out, file), text);
}

describe('a text is found in every format that is in the folder', () => {
  test.each(Object.keys(FORMS))('of an edition: %s', async (name) => {
    const times = ['070000Z', '080000Z'];
    const folder = path.join('prod', '2026-11-22');
    for (const time of times) await write(path.join(folder, time, 'edition.json'), '{}');
    await write(path.join(folder, '080000Z', name), FORMS[name]!);
    const found = await listRemembering(out, 'prod', { text: SECRET });
    await fs.rm(path.join(out, 'prod'), { recursive: true });
    expect(found).toEqual([{ cluster: 'prod', day: '2026-11-22', time: '080000Z' }]);
  });

  test.each(['html', 'md', 'csv', 'txt'])('of a review: %s', async (extension) => {
    const [, form] = Object.entries(FORMS).find(([name]) => name.endsWith(extension)) ?? ['', SECRET];
    await write('-/reviews/prod-1.json', '{}');
    await write('-/reviews/prod-2.json', '{}');
    await write(`-/reviews/prod-2.${extension}`, form);
    const found = await listTellingReviews(out, 'prod', { text: SECRET });
    await fs.rm(path.join(out, '-'), { recursive: true });
    expect(found).toEqual(['prod-2']);
  });
});
