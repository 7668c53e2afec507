import { expect, test } from 'vitest';
import { makeCopy } from './shared-copy.ts';

const HEAD =
  '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><style>.utf-8{}</style>';
const LINK = '<a href="data:text/csv;charset=utf-8;base64,AAAA" download="nodes.csv">CSV</a>';

/** What a reader of the copy gets, in which nodes of these names are hidden. */
async function read(html: string, ...nodes: string[]): Promise<string> {
  async function* pieces() {
    yield await Promise.resolve(html);
  }
  const pseudonyms = nodes.map((original) => ({ class: 'node' as const, original, pseudonym: 'node-1' }));
  const copy = await makeCopy(() => Promise.resolve({ name: 'c', pieces: pieces(), pages: 1, pseudonyms }));
  try {
    return (await Array.fromAsync(copy.pieces)).join('');
  } finally {
    await copy.close();
  }
}

test('a node that is called like a word of every copy stops no copy', async () => {
  expect(await read(HEAD + LINK, 'utf-8', 'nodes.csv', 'initial-scale=1')).toBe(HEAD + LINK);
});

test.each(['<p>on utf-8</p>', '<meta name="description" content="utf-8 is lost">'])(
  'but its name in %s does',
  async (html) => {
    await expect(read(HEAD + html, 'utf-8')).rejects.toThrow(
      'a node that was to be hidden stands in the copy',
    );
  },
);
