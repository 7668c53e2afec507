import { load } from 'cheerio';
import { describe, expect, test } from 'vitest';
import { readTold } from './note-times.ts';
import { renderNotes } from './notes.ts';
import { parseWindow } from './window.ts';

/** What the test reads of an element. */
interface Element {
  tagName: string;
  attribs: Record<string, string | undefined>;
}

const window = parseWindow('2026-11-20T14:00+01:00', '15:30', 'UTC', 0);
const render = (markdown: string) =>
  renderNotes(markdown, {
    read: (told) => readTold(told, window),
    hrefOf: (at) => `#at-${new Date(at * 1000).toISOString().slice(11, 19)}`,
  });
const linksIn = (markdown: string) =>
  load(render(markdown))('a:has(time)')
    .toArray()
    .map((link) => `${load(link).text()} ${link.attribs.href}`);

describe('times in notes lead to the timeline', () => {
  test.each([
    ['at 14:05 it began', ['14:05 #at-13:05:00']],
    ['at 14:05:30, and at 15:30.', ['14:05:30 #at-13:05:30', '15:30 #at-14:30:00']],
    ['2026-11-20T14:05+01:00', ['2026-11-20T14:05+01:00 #at-13:05:00']],
    ['2026-11-20 13:05 UTC', ['2026-11-20 13:05 UTC #at-13:05:00']],
    ['(13:05Z)', ['13:05Z #at-13:05:00']],
    ['13:05 UTC: paged; 14:10: called', ['13:05 UTC #at-13:05:00', '14:10 #at-13:10:00']],
    ['| a |\n| - |\n| **14:05** |', ['14:05 #at-13:05:00']],
    // Times before and after the window do not become links.
    ['13:59 and 15:31 and 2026-11-19T14:05+01:00', []],
    ['25:10, 14:60, 10.0.0.1:14:05, v14:05x, 114:050, 14:05.5', []],
    ['`14:05` and [14:05](https://example.com)\n\n    14:05', []],
  ])('%s', (text, links) => {
    expect(linksIn(text)).toEqual(links);
  });

  test('of a window over midnight, each on its own day', () => {
    const night = parseWindow('2026-11-20T23:00Z', '01:00', 'UTC', 0);
    const at = (clock: string) => new Date(readTold({ text: clock, clock }, night)! * 1000).toISOString();
    expect([at('23:30'), at('00:30')]).toEqual(['2026-11-20T23:30:00.000Z', '2026-11-21T00:30:00.000Z']);
  });
});

describe('notes are harmless', () => {
  const ALLOWED = new Set(
    'p br hr h3 h4 h5 h6 strong em del code pre blockquote a sup ul ol li table thead tbody tr th td section time'.split(
      ' ',
    ),
  );
  const HOSTILE = [
    '<script>pwned=1</script>',
    '<img src=x onerror=pwned=1>',
    'text <b onclick="pwned=1">bold</b>',
    '[x](javascript:pwned=1) [y](<JaVaScRiPt:pwned=1>) [z](data:text/html,x) [v](vbscript:x) [f](file:///etc/passwd)',
    '![x](https://evil.example/x.png) ![y](javascript:pwned=1 "t")',
    '![x][ref]\n\n[ref]: https://evil.example/y.png',
    '<https://ok.example> <javascript:pwned=1> www.ok.example',
    '[^<script>]: note\n\nx[^<script>]',
    '<!-- --><style>*{display:none}</style><iframe src=x></iframe>',
    '[a](https://x.example "onmouseover=\\"pwned=1\\"")',
    '```html"onload=pwned=1\n<script>x</script>\n```',
    '<a href="#t-1" id=content name=x style="color:red">x</a>',
    '&lt;script&gt;&#x3c;img src=x onerror=pwned&#x3e;',
    '<details><summary>x</summary>y</details>',
    '- [ ] open <input autofocus>',
  ];

  test.each(HOSTILE)('%s', (markdown) => {
    const html = load(render(markdown), null, false);
    for (const element of html('*').toArray() as Element[]) {
      expect(ALLOWED.has(element.tagName), element.tagName).toBe(true);
      const names = Object.keys(element.attribs);
      expect(names.filter((name) => /^on|^style$|^src$|^name$|^class$/.test(name))).toEqual([]);
      const { href = '#', id = 'note-' } = element.attribs;
      expect(href).toMatch(/^(#|https?:|mailto:)/);
      // Another id could replace an id of the page.
      expect(id).toMatch(/^(note-|footnote-label$)/);
      if (/^https?:/.test(href)) expect(element.attribs.rel).toBe('noopener noreferrer nofollow');
    }
  });

  test('HTML is text, and nothing of it is lost', () => {
    expect(load(render('a <script>alert(1)</script> b')).text().trim()).toBe('a <script>alert(1)</script> b');
    expect(load(render('<div>\nwhole\n</div>')).text()).toContain('<div>\nwhole\n</div>');
  });

  test('images are links, check boxes are signs', () => {
    expect(render('![graph](https://g.example/x.png)')).toContain('>image: graph</a>');
    expect(load(render('- [x] done\n- [ ] open')).text()).toMatch(/☑ done\s+☐ open/);
  });
});

test('headings lie below those of the page, and leave no level out', () => {
  const levels = (markdown: string) =>
    load(render(markdown))('h1, h2, h3, h4, h5, h6')
      .toArray()
      .map(({ tagName }) => tagName);
  expect(levels('# a\n## b\n### c\n# d')).toEqual(['h3', 'h4', 'h5', 'h3']);
  expect(levels('### a\n# b\n###### c')).toEqual(['h3', 'h3', 'h4']);
});
