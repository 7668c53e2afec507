import { Parser } from 'commonmark';
import fc from 'fast-check';
import type { Nodes } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, test } from 'vitest';
import { code, escapeMarkdown, toTable } from './markdown.ts';
import { toVisible } from './visible.ts';

interface Parsed {
  /** Types of nodes, apart from text and code spans. */
  markup: string[];
  text: string;
}

/** With GFM, it makes links of addresses in the text that was parsed: escapes are gone by then. */
const remark = unified().use(remarkParse).use(remarkGfm);

function parseByRemark(markdown: string): Parsed {
  const markup: string[] = [];
  let text = '';
  const visit = (node: Nodes) => {
    if (node.type === 'text' || node.type === 'inlineCode') text += node.value;
    else markup.push(node.type);
    if ('children' in node) node.children.forEach(visit);
  };
  visit(remark.parse(markdown));
  return { markup, text };
}

function parseByCommonmark(markdown: string): Parsed {
  const walker = new Parser().parse(markdown).walker();
  const markup: string[] = [];
  let text = '';
  for (let step = walker.next(); step; step = walker.next()) {
    if (!step.entering) continue;
    const { type, literal } = step.node;
    if (type === 'text' || type === 'code') text += literal ?? '';
    else markup.push(type);
  }
  return { markup, text };
}

const plain = (text: string) => toVisible(text).replace(/\s+/g, ' ').trim();

/** In a table, a backslash before a bar is lost. */
const bare = (text: string) => text.replaceAll(/\\+(?=\|)/g, '');

const PARTS = [
  ...[
    'http://',
    'HTTP://',
    'https://e.example/H',
    'www.',
    'ftp://x.y',
    'mailto:',
    'xmpp:a@b.c',
    'a@b.example',
  ],
  ...['<', '>', '<INPUT NAME=A>', '</b>', '<!--', '-->', '<a href="x">', '&lt;', '&#60;', '&', ';', '"', "'"],
  ...[
    '[',
    ']',
    '(',
    ')',
    '![',
    '[x](y)',
    '[^1]',
    '[^1]:',
    '[ ]',
    '*',
    '**',
    '_',
    '__',
    '~~',
    '~',
    '`',
    '``',
    '```',
  ],
  ...[
    '#',
    '# ',
    '#12',
    '-',
    '- ',
    '+ ',
    '1. ',
    '1) ',
    '---',
    '===',
    '>',
    '    ',
    '\t',
    '\n',
    '\n\n',
    ' ',
    '  \n',
    '\r',
  ],
  ...[
    '|',
    '\\',
    '\\|',
    '\\\\',
    '$',
    '$$',
    ':',
    '::',
    '@org/team',
    'e',
    'x y',
    '=',
    '!',
    '\u200b',
    '\u00a0',
    '\u2028',
  ],
];
const hostile = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PARTS) }, fc.string({ maxLength: 5 })), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));

const CONTEXTS: readonly [
  where: string,
  write: (text: string) => string,
  markup: string[],
  around: string,
][] = [
  ['a paragraph', (text) => text, ['root', 'paragraph'], ''],
  ['an item', (text) => `- x: ${text}`, ['root', 'list', 'listItem', 'paragraph'], 'x: '],
  ['an item of its own', (text) => `- ${text}`, ['root', 'list', 'listItem', 'paragraph'], ''],
  [
    'a table',
    (text) => toTable(['a', 'b'], [[text, '']]),
    ['root', 'table', 'tableRow', 'tableCell', 'tableCell', 'tableRow', 'tableCell', 'tableCell'],
    'ab',
  ],
  ['a heading', (text) => `## x ${text}`, ['root', 'heading'], 'x '],
];

describe('cluster text is no markup, and nothing of it is lost', () => {
  test.each(CONTEXTS)('for remark, in %s', (_, write, markup, around) => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(escapeMarkdown, code), (text, as) => {
        fc.pre(plain(text) !== '');
        const parsed = parseByRemark(write(as(text)));
        expect({ ...parsed, text: bare(parsed.text) }).toEqual({ markup, text: bare(around + plain(text)) });
      }),
      { numRuns: 250 },
    );
  });

  test('for commonmark', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(escapeMarkdown, code), (text, as) => {
        fc.pre(plain(text) !== '');
        expect(parseByCommonmark(`x ${as(text)}`)).toEqual({
          markup: ['document', 'paragraph'],
          text: `x ${plain(text)}`,
        });
      }),
      { numRuns: 250 },
    );
  });

  test('two texts side by side are two texts', () => {
    fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        fc.pre(plain(one) !== '' && plain(other) !== '');
        const { markup, text } = parseByRemark(`- **x** ${code(one)} → ${escapeMarkdown(other)}`);
        expect(markup).toEqual(['root', 'list', 'listItem', 'paragraph', 'strong']);
        expect(text).toBe(`x ${plain(one)} → ${plain(other)}`);
      }),
      { numRuns: 250 },
    );
  });
});

test('an address is shown as code, and words stay readable', () => {
  expect(escapeMarkdown('see HTTP://e.example/H<INPUT NAME=A> or www.e.example, #12')).toBe(
    'see `HTTP://e.example/H<INPUT` NAME=A\\> or `www.e.example,` `#12`',
  );
  expect(escapeMarkdown('Back-off restarting failed container web in pod web-1')).toBe(
    'Back-off restarting failed container web in pod web-1',
  );
  expect([code(''), code('a|b'), code('a`b')]).toEqual(['` `', '`a|b`', '`` a`b ``']);
  expect(toTable(['a'], [[code('x|y\\\\|z')]])).toBe('| a |\n| --- |\n| `x\\|y\\\\\\|z` |');
});
